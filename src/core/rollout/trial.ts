import { type Compared, type Comparison, NOTHING_COMPARED, withCompared } from '../guards/compared.ts';
import { hasControl } from '../plan/exposure.ts';
import type { Deciding } from '../plan/experiment.ts';
import type { Plan } from '../plan/plan.ts';

export type Decided = {
  readonly is: 'harm' | 'success' | 'futility' | 'undecided';
  readonly variant: string | undefined;
  readonly metric: string | undefined;
  /** By the one look at the planned end, for which most of the error was kept. */
  readonly atEnd: boolean;
  readonly why: string;
  readonly atMs: number;
};

/** An experiment while it runs: what its windows add up to, and how it was decided. */
export type Trial = {
  /** The next window that is to be counted. */
  readonly next: number;
  readonly missed: number;
  /** By arm and metric. */
  readonly seen: Readonly<Record<string, Comparison>>;
  readonly decided: Decided | undefined;
  /** A person let it go on where it had found nothing. */
  readonly answered: boolean;
};

export const NOTHING_TRIED: Trial = { next: 0, missed: 0, seen: {}, decided: undefined, answered: false };

export const blankTrial = ({ experiment }: Plan): Trial | undefined =>
  experiment?.decision ? NOTHING_TRIED : undefined;

export const seenOf = ({ seen }: Trial, variant: string, metric: string): Comparison =>
  seen[keyOf(variant, metric)] ?? NOTHING_COMPARED;

const keyOf = (variant: string, metric: string): string => `${variant}/${metric}`;

type Seen = { readonly variant: string; readonly metric: string; readonly counted: Compared };

export const inTrial = (trial: Trial, seen: readonly Seen[]): Trial => ({
  ...trial,
  next: trial.next + 1,
  seen: {
    ...trial.seen,
    ...Object.fromEntries(
      seen.map(({ variant, metric, counted }) => [
        keyOf(variant, metric),
        withCompared(seenOf(trial, variant, metric), counted),
      ]),
    ),
  },
});

/** The experiment of a plan that is decided by its numbers, and the phase that compares: the last in which some have no treatment. */
export const trialOf = ({
  experiment,
  phases,
}: Plan): { readonly experiment: Deciding; readonly phase: number } | undefined => {
  if (!experiment?.decision) return undefined;
  const phase = phases.findLastIndex(({ audience }) => hasControl(audience));
  return phase < 0 ? undefined : { experiment: { ...experiment, decision: experiment.decision }, phase };
};
