import type { Signal } from '../signals/signal.ts';
import { LASTING } from '../values/area.ts';
import { atLeast, highest, type Level, rank } from '../values/level.ts';
import { plainLine } from '../values/quote.ts';
import type { Assessment, Cleared } from './assessment.ts';
import type { Answer } from './opinion.ts';
import type { Trust } from './trust.ts';

/** As many signals as an assessment lists; and as many of one kind as it lists of one file. What is beyond is not seen. */
export const MOST_SIGNALS = 500;
export const MOST_OF_A_KIND = 3;

export type Asked = {
  readonly answers: readonly Answer[];
  readonly verified: ReadonlySet<Answer>;
  readonly trust: Trust;
  /** Whether the adviser was shown the line of a signal. What it did not see it cannot answer for. */
  readonly saw: (signal: Signal) => boolean;
};

export type Answered = {
  readonly cleared: readonly Cleared[];
  readonly confirmed: number;
  readonly dropped: number;
  /** Clearings that were wished for and not taken, each with its reason. */
  readonly refused: readonly string[];
};

/** What becomes of the answers to suspicions: each is taken by itself, or refused with a reason. */
export const answersTo = (found: Assessment, { answers, verified, trust, saw }: Asked): Answered => {
  const listed = answers.filter((answer) => found.signals.some((signal) => isAbout(answer, signal)));
  const proven = listed.filter((answer) => verified.has(answer));
  const confirms = proven.filter(({ answer }) => answer === 'confirm');
  const cleared: Cleared[] = [];
  const refused = new Set<string>();
  for (const signal of found.signals) {
    const answer = proven.find((one) => one.answer === 'clear' && isAbout(one, signal));
    if (answer === undefined) continue;
    const against = objection(signal, found.signals, {
      contradicted: confirms.some((one) => isAbout(one, signal)),
      saw,
    });
    if (against !== undefined) refused.add(`${nameOf(signal)}: ${against}`);
    else if (!trust.yes) refused.add(trust.why);
    else cleared.push({ ...factOf(signal), quote: plainLine(answer.quote), why: plainLine(answer.why) });
  }
  const confirmed = new Set(confirms.map((one) => keyOf(one.signal, one))).size;
  return {
    cleared,
    confirmed,
    dropped: answers.length - proven.length,
    refused: [...refused].map(plainLine).slice(0, 20),
  };
};

const isAbout = (answer: Answer, { id, evidence }: Signal): boolean =>
  answer.signal === id && answer.file === evidence.path && answer.line === evidence.line;

type Doubts = Pick<Asked, 'saw'> & { readonly contradicted: boolean };

/** Why a suspicion stands, whatever is said of it. */
const objection = (signal: Signal, all: readonly Signal[], { contradicted, saw }: Doubts): string | undefined => {
  if (signal.certainty === 'established') return 'the diff itself establishes it';
  if (contradicted) return 'it is confirmed in the same opinion';
  if (!saw(signal)) return 'the adviser was not shown the line';
  const alike = all.filter(({ id, evidence }) => id === signal.id && evidence.path === signal.evidence.path);
  return alike.length >= MOST_OF_A_KIND ? 'there may be more of it in that file than was listed' : undefined;
};

const nameOf = ({ id, evidence }: Signal): string => `${id} at ${evidence.path}:${evidence.line}`;

const keyOf = (id: string, { file, line }: { readonly file: string; readonly line: number }): string =>
  `${id}\0${file}\0${line}`;

const factOf = ({ id, area, level, evidence }: Signal) => ({
  signal: id,
  area,
  level,
  path: evidence.path,
  line: evidence.line,
});

/**
 * The level of what still stands, never below the floor. A cleared suspicion of money, security, data or exposure counts
 * as medium; and where the list is full, what it does not show may be as grave as the mildest that it shows.
 */
export const standing = (
  found: Pick<Assessment, 'floor' | 'signals' | 'coverage'> & { cleared?: readonly Cleared[] | undefined },
): Level => {
  const { signals, cleared = [], coverage, floor } = found;
  const gone = new Set(cleared.map(({ signal, path, line }) => keyOf(signal, { file: path, line })));
  const levels = signals.map((signal) =>
    signal.certainty === 'suspected' &&
    gone.has(keyOf(signal.id, { file: signal.evidence.path, line: signal.evidence.line }))
      ? leftOf(signal)
      : signal.level,
  );
  const unseen = signals.length >= MOST_SIGNALS ? (signals.at(-1)?.level ?? 'low') : 'low';
  const unread: Level = coverage.skipped.length + coverage.skippedMore > 0 ? 'medium' : 'low';
  return atLeast(highest([...levels, unseen, unread]), floor);
};

const leftOf = ({ area, level }: Signal): Level => {
  if (!LASTING.includes(area)) return 'low';
  return rank(level) > rank('medium') ? 'medium' : level;
};
