import type { Assessment } from '../assessment/assessment.ts';
import type { Change } from '../change/change.ts';
import { assemble } from '../plan/assemble/assemble.ts';
import type { Phase } from '../plan/phase.ts';
import type { Plan } from '../plan/plan.ts';
import type { Policy } from '../policy/policy.ts';
import { ok, type Result } from '../problem.ts';
import { nameOf, type Series } from '../series/measured.ts';
import { type Sha256, sha256Hex } from '../values/digest.ts';
import { DAY, toIso } from '../values/duration.ts';

export type PolicyAsked = {
  readonly policy: Policy;
  readonly policySha256: Sha256;
  /** The ladder whose triggers are taken; where absent, that of a medium change. */
  readonly ladder?: string | undefined;
  /** The share of users that was assigned the change, if somebody knows it. */
  readonly sharePercent?: number | undefined;
  readonly tool: string;
};

/**
 * A plan for numbers that came without one: the triggers of the policy in a single phase that lasts as long as the
 * numbers do, so that every one of them can act all of the time.
 */
export const planFor = (series: Series, spanMs: number, asked: PolicyAsked): Result<Plan> => {
  const { policy, policySha256, ladder = policy.levels.medium.ladder, tool } = asked;
  const watch = Object.entries(policy.metrics).flatMap(([id, { query }]) =>
    series.has(nameOf({ id, query })) ? [id] : [],
  );
  const made = assemble({
    change: NOTHING_READ,
    assessment: UNJUDGED,
    policy,
    policySha256,
    choices: { ladder, flags: ['recorded'], watch },
    tool,
  });
  if (!made.ok) return made;
  const { experiment: _, ...plan } = made.value;
  const ids = plan.monitors.map(({ id }) => id);
  return ok({ ...plan, phases: [recorded(ids, asked.sharePercent ?? shareIn(series), spanMs), EVERYBODY] });
};

const NOTHING_READ: Change = {
  title: 'recorded numbers',
  description: '',
  author: undefined,
  base: undefined,
  head: undefined,
  diffSha256: sha256Hex(''),
  files: [],
  added: 0,
  removed: 0,
  unread: [],
};

const UNJUDGED: Assessment = {
  level: 'medium',
  floor: 'low',
  estimate: 'medium',
  userFacing: false,
  userFacingWhy: 'no change was read',
  skip: false,
  signals: [],
  mitigations: [],
  reasons: [],
  coverage: { analysed: 0, skipped: [], skippedMore: 0 },
  adviser: { kind: 'rules' },
};

const audience = (percent: number): Phase['audience'] => ({
  percent,
  rings: [],
  allow: [],
  place: { is: 'everywhere' },
  who: 'whoever had it',
});

/** It never ends: where the numbers end, nothing has been decided. */
const recorded = (watch: readonly string[], percent: number, spanMs: number): Phase => ({
  id: 'recorded',
  name: 'Recorded',
  audience: audience(percent),
  soak: toIso(spanMs + DAY),
  watch: [...watch],
  gates: [{ is: 'triggers-quiet' }],
  rollbackWithin: 'PT5M',
});

const EVERYBODY: Phase = {
  id: 'everybody',
  name: 'Everybody',
  audience: audience(100),
  watch: [],
  gates: [],
  rollbackWithin: 'PT5M',
};

/** Of all observations, how many were made with the change; some have it and some do not, whatever was counted. */
const shareIn = (series: Series): number => {
  let [treated, all] = [0, 0];
  for (const known of series.values())
    for (const { arm, samples } of known) {
      all += samples;
      if (arm !== 'control') treated += samples;
    }
  const percent = all > 0 ? (100 * treated) / all : 50;
  return Math.min(99, Math.max(0.001, Math.round(percent * 1000) / 1000));
};
