import type { EnvironmentRules, Policy } from '../../policy/policy.ts';
import type { Ladder } from '../../policy/ladder.ts';
import type { StrategyKind } from '../../values/strategy-kind.ts';
import type { Experiment } from '../experiment.ts';
import type { Phase } from '../phase.ts';

/** All that a strategy is told. */
export type Climb = {
  readonly ladder: Ladder;
  readonly policy: Policy;
  readonly environment: EnvironmentRules;
  /** Users who have it from the first phase on, beside those the ladder names. */
  readonly allow: readonly string[];
  /** Ids of all monitors, and of those that the policy calls critical. */
  readonly monitors: { readonly all: readonly string[]; readonly critical: readonly string[] };
  readonly experiment: Experiment | undefined;
  /** The longest stretch of a week in which no step is allowed. */
  readonly closedMs: number;
};

/** A way to bring a change to everyone. It compiles a ladder to phases, and from then on nobody asks which one it was. */
export type Strategy = {
  readonly kind: StrategyKind;
  readonly about: string;
  readonly compile: (climb: Climb) => Phase[];
};
