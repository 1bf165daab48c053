import { z } from 'zod';
import type { Simulated } from '../simulation/simulated.ts';
import { humanDuration } from '../values/duration.ts';
import { Sha256 } from '../values/digest.ts';
import { Level } from '../values/level.ts';
import type { Plan } from '../plan/plan.ts';
import { outlineOf, type Outline } from '../plan/report/outline.ts';
import type { EvidenceRow } from '../plan/report/risk.ts';
import { countInWords, numberInWords } from '../plan/report/words.ts';
import { type Headline, headlineOf, remembering, type ReviewState } from './headline.ts';

/** What a comment remembers of itself, so that the next one can say what is new, and so that none is written twice. */
export const Remembered = z.strictObject({
  v: z.literal(1),
  head: z.string().max(64),
  plan: Sha256,
  level: Level,
  strategy: z.string().max(40),
  /** The first file of the heaviest fact. */
  because: z.string().max(300),
  /** Where it stands, and who agrees so far. */
  state: z.string().max(300).optional(),
  /** Which plan a short fingerprint in a comment meant when it was given, by the id of that comment. */
  meant: z.record(z.string().max(30), Sha256).optional(),
});
export type Remembered = z.infer<typeof Remembered>;

export type CommentAsked = {
  readonly plan: Plan;
  readonly head: string;
  readonly state: ReviewState;
  readonly before: Remembered | undefined;
  /** The plan under errors at its first sizeable step, where there was something to simulate. */
  readonly bad: Simulated | undefined;
  /** Who has agreed in comments, where some are to; else empty. */
  readonly agreed?: string;
  readonly meant?: Readonly<Record<string, Sha256>>;
  /** Whether comments command something here. */
  readonly slash?: boolean;
};

/** A comment on a pull request as words and rows: the verdict above the fold, at most three facts, the rest folded. */
export type Comment = Headline & {
  readonly level: string;
  readonly sentence: string;
  readonly way: string;
  readonly evidence: readonly (EvidenceRow & { readonly path: string; readonly line: number })[];
  readonly coverage: string;
  readonly changed: string;
  readonly harm: string;
  readonly outline: Outline;
  readonly remembered: Remembered;
};

const TOP_FACTS = 3;

export const commentOf = (asked: CommentAsked): Comment => {
  const { plan, head, state, before, bad, agreed = '', meant, slash = false } = asked;
  const outline = outlineOf(plan, TOP_FACTS);
  const { headline, risk } = outline;
  const first = risk.evidence[0];
  const remembered: Remembered = {
    v: 1,
    head,
    plan: outline.digest,
    level: plan.risk.level,
    strategy: plan.strategy.kind,
    because: first ? pathOf(first.where).slice(0, 300) : '',
    state: remembering(state, agreed),
    ...(meant && Object.keys(meant).length > 0 ? { meant } : {}),
  };
  return {
    level: plan.risk.level.toUpperCase(),
    sentence: first
      ? asClause(first.why)
      : outline.skip || (isUnread(plan) ? 'not all of it could be read' : 'nothing was found that needs care'),
    way: [headline.strategy, headline.lasts].filter(Boolean).join(', '),
    ...headlineOf({ plan, digest: outline.digest, state, agreed, slash }),
    evidence: risk.evidence.map((row) => ({ ...row, path: pathOf(row.where), line: lineOf(row.where) })),
    coverage: headline.coverage,
    changed: before ? changedSince(before, remembered) : '',
    // What goes to everybody at once is stopped by nobody: there is nothing to tell.
    harm: bad && plan.phases.length > 1 ? harmInWords(bad) : '',
    outline,
    remembered,
  };
};

/** Nothing that a reader would see has changed: the comment that is there stays untouched. */
export const isSame = (before: Remembered | undefined, now: Remembered): boolean =>
  before !== undefined && before.plan === now.plan && (before.state ?? now.state) === now.state;

const isUnread = ({ risk: { coverage } }: Plan): boolean => coverage.skipped.length + (coverage.skippedMore ?? 0) > 0;

/** A sentence that others follow on the same line. */
const asClause = (sentence: string): string => sentence.replace(/\.$/, '');

const PLACE = /^(.*?)(?::(\d+))?$/s;
const pathOf = (where: string): string => PLACE.exec(where)?.[1] ?? where;
const lineOf = (where: string): number => Number(PLACE.exec(where)?.[2] ?? 0);

/** `changed since a1b2c3d: level medium → high (session.ts), strategy percentage → ring`. */
const changedSince = (before: Remembered, now: Remembered): string => {
  if (before.plan === now.plan) return '';
  const level = before.level === now.level ? [] : [`level ${before.level} → ${now.level} (${now.because})`];
  const strategy = before.strategy === now.strategy ? [] : [`strategy ${before.strategy} → ${now.strategy}`];
  const what = [...level, ...strategy];
  return `changed since ${before.head.slice(0, 7)}: ${what.length > 0 ? what.join(', ') : 'details of the plan'}`;
};

/** What one bad story costs under this plan, and what it would have cost at once. */
const harmInWords = ({ outcome, noticedAfterMs, harmedRequests, harmedAtOnce }: Simulated): string => {
  const seen = noticedAfterMs === undefined ? '' : `, seen after ${humanDuration(noticedAfterMs)}`;
  const end = outcome === 'rolled-back' ? 'back to 0' : outcome === 'stuck' ? 'stopped' : 'not seen';
  const harmed = `about ${countInWords(harmedRequests, 'request')} harmed; everyone at once: ${numberInWords(harmedAtOnce)}`;
  return `If errors rise at 10 %: ${end}${seen}, ${harmed}`;
};
