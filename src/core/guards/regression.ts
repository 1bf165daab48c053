import { type Evidence, harmFor } from './evidence.ts';
import { isBeyond, LIMIT_BROKEN, LIMIT_NEAR } from './limit-test.ts';
import type { Judgement } from './judgement.ts';
import { mismatch, UNEQUAL } from './sample-ratio.ts';

/** One guard at one look: what has been counted, and what has come since. */
export type Guarded = {
  readonly id: string;
  /** Its part of the stake. Fixed in the plan. */
  readonly weight: number;
  /** Fewer with the change, in this phase, are no pass. To see harm there is no least number. */
  readonly minSamples: number;
  readonly evidence: Evidence;
  /** Why the latest numbers could not be used. */
  readonly doubt: Judgement | undefined;
  readonly unit: string;
  /** Whether it acts in this phase. What it has made earlier counts all the same. */
  readonly acts: boolean;
};

export type Around = {
  /** The share of users that the phase assigns, 0 to 1, where a share is all it assigns. */
  readonly share: number | undefined;
  /** A phase that has been doubted for as long again as it was to last is not doubted any longer. */
  readonly patient: boolean;
};

/** Harm is established from here on: without harm it comes to this in fewer than 1 of 20 rollouts. */
export const ESTABLISHED = 20;
/** Nothing goes on while the evidence is beyond this. */
const DOUBTFUL = 4;

/**
 * Guards that do the same when they fire share one stake, so that there is one false alarm to be feared and not one for
 * each metric. The one that has made most of its part fires.
 */
export const judgeGuards = (guards: readonly Guarded[], around: Around): ReadonlyMap<string, Judgement> => {
  const all = guards.reduce((sum, { weight }) => sum + weight, 0);
  const parts = guards.map(({ weight, evidence }) => (weight / all) * harmFor(evidence));
  const together = parts.reduce((sum, part) => sum + part, 0);
  const foremost = parts.indexOf(Math.max(...parts.filter((_, at) => guards[at]?.acts)));
  return new Map(
    guards.map((guard, at) => [guard.id, judged(guard, around, { together, isForemost: at === foremost })]),
  );
};

type Standing = { readonly together: number; readonly isForemost: boolean };

const judged = (guard: Guarded, { share, patient }: Around, { together, isForemost }: Standing): Judgement => {
  const { evidence, doubt, minSamples } = guard;
  const unequal = share === undefined ? 1 : mismatch(evidence.newUsers, share);
  const { treated, control } = evidence.newUsers;
  if (unequal >= UNEQUAL)
    return {
      verdict: 'inconclusive',
      why: `sample-ratio mismatch: ${treated} new users with the change and ${control} without, where ${short(100 * (share ?? 0))} % was assigned`,
      unequal: true,
    };
  const why = `${oddsInWords(guard)}${together >= DOUBTFUL ? `; all guards together ${odds(together)}` : ''}`;
  if (together >= ESTABLISHED && isForemost) return { verdict: 'fail', why };
  if (doubt) return doubt;
  if (together >= ESTABLISHED || (together >= DOUBTFUL && patient)) return { verdict: 'inconclusive', why };
  const fewest = Math.min(evidence.samples, evidence.others);
  if (fewest < Math.max(1, minSamples)) return few(`${why}; ${fewest} samples in this phase`, fewest, minSamples);
  return { verdict: 'pass', why };
};

const few = (why: string, samples: number, needed: number): Judgement => ({
  verdict: 'inconclusive',
  why: `${why}, and ${needed} are needed`,
  ...(samples >= 1 ? { few: true } : {}),
});

/** `evidence of harm 31 : 1, limit 20 : 1 (0.61 % of 3,020 against 0.2 % of control)`. */
const oddsInWords = ({ evidence, unit }: Guarded): string => {
  const { treated, control } = evidence.seen;
  const rates =
    treated.of > 0 && control.of > 0
      ? ` (${rate(treated, unit)} bad of ${short(treated.of)}, ${rate(control, unit)} without the change)`
      : '';
  return `evidence of harm ${odds(harmFor(evidence))}, limit ${odds(ESTABLISHED)}${rates}`;
};

const rate = ({ of, bad }: { readonly of: number; readonly bad: number }, unit: string): string =>
  unit === '%' ? `${short((100 * bad) / of)} %` : `${short(bad)}`;

const odds = (worth: number): string => `${worth >= 1e6 ? 'over 1000000' : short(worth, 2)} : 1`;

const short = (value: number, digits = 3): string => String(Number(value.toPrecision(value >= 1000 ? 6 : digits)));

/** A limit that control keeps: told by all windows of the phase in which it does. */
export const judgeLimit = (
  { evidence, doubt, minSamples }: Guarded,
  latest: Evidence['seen'] | undefined,
): Judgement => {
  const { limit = 1 } = evidence.setting;
  const score = Math.max(0, ...evidence.limit);
  const where = `limit ${short(100 * limit)} %`;
  const seen = evidence.seen.treated;
  const why = `${short(seen.of > 0 ? (100 * seen.bad) / seen.of : 0)} % bad of ${short(seen.of)} in this phase, ${where}`;
  if (score >= LIMIT_BROKEN) return { verdict: 'fail', why: `${why}; beyond it ${odds(Math.exp(score))}` };
  if (doubt) return doubt;
  if (latest && isBeyond(latest.treated, limit) && isBeyond(latest.control, limit))
    return { verdict: 'inconclusive', why: `those without the change are beyond it too: ${where}`, bothArms: true };
  if (score >= LIMIT_NEAR) return { verdict: 'inconclusive', why: `${why}; near it` };
  if (evidence.samples < minSamples) return few(`${why}; ${evidence.samples} samples`, evidence.samples, minSamples);
  return { verdict: 'pass', why };
};
