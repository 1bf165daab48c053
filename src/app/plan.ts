import { Plan } from '../core/plan/plan.ts';
import { ok, type Problem, type Result } from '../core/problem.ts';
import { lookAround } from './look-around.ts';
import { fromReportFile } from './from-report-file.ts';
import { makePlan } from './make-plan.ts';
import { operation, outcome, type Outcome, type Ports } from './operation.ts';
import { loadPlan } from './plan-file.ts';
import { PlanInput } from './plan-input.ts';

export const PLAN_FILE = 'rollout.plan.json';

export const plan = operation({
  name: 'plan',
  summary: 'Reads a change, judges its risk and writes a rollout plan.',
  effect: 'writes-files',
  examples: [
    { command: 'rampart plan', what: 'the change on this branch' },
    { command: 'rampart plan --base main', what: 'against a branch' },
    { command: 'git diff | rampart plan --diff - --description "New export"', what: 'a diff from elsewhere' },
    { command: 'rampart plan --json --fields risk,strategy,phases', what: 'for a program' },
  ],
  input: PlanInput,
  output: Plan,
  forPeople: { out: PLAN_FILE },
  run: async (input, ports) => {
    const made =
      input.report === undefined ? await fromChange(input, ports) : await fromReportFile(input.report, input, ports);
    return made.ok ? write(made.value, { ...input, warnings: made.warnings }, ports) : made;
  },
});

const fromChange = async (input: PlanInput, ports: Ports): Promise<Result<Plan>> => {
  const known = await lookAround(input, ports);
  if (!known.ok) return known;
  const made = makePlan(known.value, input);
  return made.ok ? ok(made.value, [...known.warnings, ...made.warnings]) : made;
};

type Writing = Pick<PlanInput, 'out' | 'force'> & { readonly warnings: readonly Problem[] };

/** An earlier plan may be replaced; any other file only when told so. */
const write = async (made: Plan, { out, force, warnings }: Writing, ports: Ports): Promise<Result<Outcome<Plan>>> => {
  if (out === undefined) return ok(outcome(made, { warnings }));
  const replace = force ?? (await loadPlan(out, ports)).ok;
  const written = await ports.files.write(out, `${JSON.stringify(made, null, 2)}\n`, { replace });
  return written.ok ? ok(outcome(made, { warnings, written: [out] })) : written;
};
