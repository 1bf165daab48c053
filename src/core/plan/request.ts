import type { Assessment } from '../assessment/assessment.ts';
import type { Change } from '../change/change.ts';
import type { Policy } from '../policy/policy.ts';
import type { Sha256 } from '../values/digest.ts';
import type { Risk } from '../values/people.ts';
import type { StrategyKind } from '../values/strategy-kind.ts';
import type { Variant } from './flag.ts';

/** What a person or an adviser may choose; whatever is left out, the policy decides. */
export type Choices = {
  readonly feature?: string | undefined;
  /** Where people look at the change. */
  readonly link?: string | undefined;
  readonly environment?: string | undefined;
  readonly backend?: string | undefined;
  readonly strategy?: StrategyKind | undefined;
  readonly pace?: Policy['pace']['kind'] | undefined;
  readonly ladder?: string | undefined;
  readonly flags?: readonly string[] | undefined;
  readonly prerequisites?: readonly string[] | undefined;
  readonly owner?: string | undefined;
  readonly allow?: readonly string[] | undefined;
  readonly hypothesis?: string | undefined;
  readonly primaryMetric?: string | undefined;
  readonly variants?: readonly Variant[] | undefined;
  readonly usersPerDay?: number | undefined;
  /** What a metric source says of an ordinary day, by metric: the usual values that the policy does not know. */
  readonly usual?: Readonly<Record<string, number>> | undefined;
  /** How to undo what the change does to stored data; asked for where the change touches data. */
  readonly dataRollback?: string | undefined;
  readonly userFacingChanges?: readonly string[] | undefined;
  readonly flagPlaces?: readonly string[] | undefined;
  /** Metrics of the policy to watch beside those that the ladder and the triggers name. */
  readonly watch?: readonly string[] | undefined;
  readonly risks?: readonly Risk[] | undefined;
  readonly questions?: readonly string[] | undefined;
};

/** Everything a plan is made from. The same request gives the same plan, byte for byte. */
export type PlanRequest = {
  readonly change: Change;
  readonly assessment: Assessment;
  readonly policy: Policy;
  readonly policySha256: Sha256;
  readonly choices: Choices;
  /** Who owns the touched files by CODEOWNERS; left out where nobody looked. */
  readonly owners?: readonly string[] | undefined;
  /** Name and version of the program, for the record. */
  readonly tool: string;
};
