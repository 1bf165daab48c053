import type { Plan } from '../../core/plan/plan.ts';
import type { Places } from '../../core/program/planned.ts';
import type { Problem, Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import type { MetricSource } from '../../ports/metric-source.ts';

type CheckResult = { readonly verdict: 'pass' | 'fail' | 'error'; readonly why: string };

/** What a machine says of a check, by its name; undefined where it has not said anything. */
export type CheckResults = (name: string) => CheckResult | undefined;

/** Everything outside that one rollout has to do with. */
export type World = {
  readonly log: EventLog;
  readonly flags: FlagBackend;
  readonly metrics: MetricSource;
  readonly checks: () => Promise<CheckResults>;
  /** What others tell of alerts that concern a rollout; nothing where nobody is asked. */
  readonly alerts?: (rollout: Concerned, nowMs: number) => Promise<CheckResult | undefined>;
  readonly clock: Clock;
  /** How the world of another rollout of the log is reached; absent where all of them live in this one. */
  readonly others?: (rollout: Elsewhere) => Promise<Result<World>>;
};

type Concerned = { readonly id: string; readonly plan: Plan };

type Elsewhere = { readonly plan: Plan; readonly places: Places };

/** The first words of what went wrong, where a line is due. */
export const saidOf = (problems: readonly Problem[]): string => problems[0]?.message ?? 'it did not say why';
