import { assess } from './assessment/assess.ts';
import type { Assessment } from './assessment/assessment.ts';
import type { Change } from './change/change.ts';
import { type ChangeWords, collectChange } from './change/collect.ts';
import { assemble } from './plan/assemble/assemble.ts';
import { lint } from './plan/lint/index.ts';
import { Plan } from './plan/plan.ts';
import { readPlan } from './plan/read.ts';
import type { Choices } from './plan/request.ts';
import { builtInPolicy, type EffectivePolicy } from './policy/built-in.ts';
import { namedRules } from './policy/team-rule.ts';
import { failed, isError, ok, problem, type Result } from './problem.ts';
import { createAnalysis } from './signals/analysis.ts';
import { scenarios } from './simulation/scenarios.ts';
import { simulateAll } from './simulation/simulate-all.ts';
import type { Simulation } from './simulation/simulated.ts';
import { sha256OfBytes } from './values/digest.ts';
import { checked } from './values/issues.ts';

/** A change as a program holds it: a diff as git prints it, and what is said of it. */
export type ChangeGiven = ChangeWords & { readonly diff: string | Uint8Array };

/** A change and how risky it is, with the facts and the lines that show it. */
export type Analyzed = { readonly change: Change; readonly assessment: Assessment };

/** How risky a change is, by rules alone. Pure: the same change under the same policy gives the same answer. */
export const analyze = (
  { diff, ...words }: ChangeGiven,
  { policy }: Pick<EffectivePolicy, 'policy'> = builtInPolicy(),
): Result<Analyzed> => {
  const bytes = typeof diff === 'string' ? new TextEncoder().encode(diff) : diff;
  const analysis = createAnalysis({ rules: namedRules(policy.rules) });
  const reading = collectChange(words, analysis.see);
  reading.push(bytes);
  const change = reading.end(sha256OfBytes(bytes));
  if (change.files.length === 0) return failed(notADiff());
  return ok({ change, assessment: assess(change, analysis.finish()) });
};

/** How that change reaches everyone, and what is remarked on the way; or everything that keeps it from being planned. */
export const plan = (
  { change, assessment }: Analyzed,
  choices: Choices = {},
  { policy, sha256 }: Pick<EffectivePolicy, 'policy' | 'sha256'> = builtInPolicy(),
): Result<Plan> => {
  const made = assemble({ change, assessment, policy, policySha256: sha256, choices, tool: 'rampart' });
  return made.ok ? check(made.value, { policy }) : made;
};

/** A plan, from its text or its value, that keeps the schema and every rule; warnings come along. Or all that is wrong. */
export const check = (given: unknown, { policy }: Pick<EffectivePolicy, 'policy'> = builtInPolicy()): Result<Plan> => {
  const read: Result<Plan> =
    typeof given === 'string' ? readPlan(given, 'the plan') : checked<Plan>(Plan, given, 'plan');
  if (!read.ok) return read;
  const remarks = lint(read.value, { policy });
  return remarks.some(isError) ? failed(...remarks) : ok(read.value, [...remarks]);
};

export type SimulateAsked = {
  /** Names of scenarios; all of them where nothing is said. */
  readonly scenarios?: readonly string[];
  readonly seed?: number;
  readonly requestsPerDay?: number;
};

/** The plan carried out in simulated time, once for each scenario. */
export const simulate = (of: Plan, { scenarios: names, seed = 1, requestsPerDay }: SimulateAsked = {}): Simulation => {
  const told = scenarios.filter(({ name }) => names === undefined || names.includes(name));
  return simulateAll(of, told, { seed, requestsPerDay });
};

const notADiff = () =>
  problem({
    kind: 'invalid',
    code: 'not-a-diff',
    path: 'diff',
    message: 'this is no diff, or an empty one',
    hint: 'give it what git diff prints',
  });
