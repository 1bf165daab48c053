/** The table of contents, in the order of the flow. What is named here is what others may build on. */
export { failed, isError, ok, problem, type Problem, type ProblemKind, type Result } from './problem.ts';
export { atLeast, highest, Level, LEVELS, rank } from './values/level.ts';
export { canonicalJson, digestOf } from './values/digest.ts';

// the whole way, in four calls
export { analyze, type Analyzed, type ChangeGiven, check, plan, simulate, type SimulateAsked } from './library.ts';

// 1 what is being shipped
export type { Change, ChangedFile, DiffLine, FileDiff, Hunk } from './change/change.ts';
export { createDiffReader, type DiffEnd, type DiffReader } from './change/reader.ts';

// 2 the facts found in it
export { createAnalysis } from './signals/analysis.ts';
export { Mitigation, Signal } from './signals/signal.ts';

// 3 how risky, and why
export { assess } from './assessment/assess.ts';
export { Assessment } from './assessment/assessment.ts';
export { judge, override } from './assessment/judge.ts';
export { Opinion } from './assessment/opinion.ts';

// the team's rules
export { builtInPolicy, type EffectivePolicy } from './policy/built-in.ts';
export { effectivePolicy } from './policy/effective.ts';
export { Policy } from './policy/policy.ts';

// 4 how to go
export { assemble } from './plan/assemble/assemble.ts';
export { diffPlans, type Difference } from './plan/diff.ts';
export { lint, rules } from './plan/lint/index.ts';
export { Plan, planDigest } from './plan/plan.ts';
export { readPlan } from './plan/read.ts';
export type { Choices, PlanRequest } from './plan/request.ts';
export { timelineOf, type Timeline } from './plan/timeline.ts';
export { fromReport } from './plan/rollout-planner/from-report.ts';
export { Report } from './plan/rollout-planner/schema.ts';
export { toReport } from './plan/rollout-planner/to-report.ts';

// 5 carrying it out: decide, evolve, desired
export { decide } from './rollout/decide.ts';
export { desired } from './rollout/desired.ts';
export { Event, readEvent } from './rollout/events.ts';
export { evolve, fold } from './rollout/evolve.ts';
export { Input } from './rollout/input.ts';
export { replay } from './rollout/replay.ts';
export { initialState, type State } from './rollout/state.ts';

// 6 trying it out
export { scenarios } from './simulation/scenarios.ts';
export { Simulation } from './simulation/simulated.ts';

// the published contracts
export { jsonSchema, SCHEMAS, type SchemaName } from './schemas.ts';
