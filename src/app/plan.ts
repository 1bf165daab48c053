import { Plan } from '../core/plan/plan.ts';
import { ok, type Result } from '../core/problem.ts';
import { lookAround } from './look-around.ts';
import { fromReportFile } from './from-report-file.ts';
import { type Made, makePlan } from './make-plan.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { loadPlan, PLAN_FILE } from './plan-file.ts';
import { PlanInput } from './plan-input.ts';

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
    const { report } = input;
    const made = report === undefined ? await fromChange(input, ports) : await fromReportFile(report, input, ports);
    if (!made.ok) return made;
    const { plan: document, policy } = made.value;
    const written = await write(document, input, ports);
    if (!written.ok) return written;
    return ok(outcome(document, { written: written.value, warnings: made.warnings, beside: { policy } }));
  },
});

const fromChange = async (input: PlanInput, ports: Ports): Promise<Result<Made>> => {
  const known = await lookAround(input, ports);
  if (!known.ok) return known;
  const made = makePlan(known.value, input);
  const { policy } = known.value.policy;
  return made.ok ? ok({ plan: made.value, policy }, [...known.warnings, ...made.warnings]) : made;
};

/** An earlier plan may be replaced; any other file only when told so. */
const write = async (made: Plan, { out, force }: PlanInput, ports: Ports): Promise<Result<string[]>> => {
  if (out === undefined) return ok([]);
  const replace = force ?? (await loadPlan(out, ports)).ok;
  const written = await ports.files.write(out, `${JSON.stringify(made, null, 2)}\n`, { replace });
  return written.ok ? ok([out]) : written;
};
