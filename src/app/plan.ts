import type { Transcript } from '../core/advice/transcript.ts';
import { againstInventory } from '../core/plan/inventory.ts';
import { Plan } from '../core/plan/plan.ts';
import { failed, isError, ok, type Result } from '../core/problem.ts';
import { jsonText } from '../core/values/json-text.ts';
import { PROMPT_VERSION } from './advice/prompt.ts';
import { loadInventory } from './flags/inventory.ts';
import { lookAround } from './look-around.ts';
import { fromReportFile } from './from-report-file.ts';
import { type Known, type Made, makePlan } from './make-plan.ts';
import { ordinaryDay } from './ordinary-day.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { loadPlan, PLAN_FILE } from './plan-file.ts';
import { PlanInput } from './plan-input.ts';

/** What would be sent, in its two parts, and how many tokens it is taken for. */
type ShownPrompt = {
  readonly schemaVersion: 1;
  readonly prompt: {
    readonly version: string;
    readonly tokens: number;
    readonly system: string;
    readonly change: string;
  };
};

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
  // Somebody who wants to see the prompt gets that in its place.
  output: Plan,
  forPeople: { out: PLAN_FILE },
  run: async (input, ports) => {
    const { report } = input;
    const made: Result<Told | ShownPrompt> =
      report === undefined ? await fromChange(input, ports) : await fromReportFile(report, input, ports);
    if (!made.ok) return made;
    if ('prompt' in made.value) return ok(outcome<Plan>(made.value as never));
    const { plan: document, policy, transcript } = made.value;
    const held = await heldAgainst(document, input.inventory, ports);
    if (!held.ok) return failed(...held.problems, ...made.warnings);
    const written = await write(document, input, ports);
    if (!written.ok) return written;
    const kept = await keep(transcript, input, ports);
    if (!kept.ok) return kept;
    const files = [...written.value, ...kept.value];
    return ok(
      outcome(document, { written: files, warnings: [...made.warnings, ...held.warnings], beside: { policy } }),
    );
  },
});

/** The flags of the plan, against those that a flag system has, where somebody read them. */
const heldAgainst = async (made: Plan, file: string | undefined, ports: Ports): Promise<Result<void>> => {
  if (file === undefined) return ok(undefined);
  const inventory = await loadInventory(file, ports);
  if (!inventory.ok) return inventory;
  const remarks = againstInventory(made, inventory.value, ports.clock.nowMs());
  return remarks.some(isError) ? failed(...remarks) : ok(undefined, remarks);
};

const fromChange = async (input: PlanInput, ports: Ports): Promise<Result<Told | ShownPrompt>> => {
  const known = await lookAround(input, ports);
  if (!known.ok) return known;
  const { prompt, transcript } = known.value;
  if (prompt !== undefined) {
    const { tokens, system, change } = prompt;
    return ok({ schemaVersion: 1, prompt: { version: PROMPT_VERSION, tokens, system, change } });
  }
  const made = await measuredPlan(known.value, input, ports);
  const { policy } = known.value.policy;
  return made.ok ? ok({ plan: made.value, policy, transcript }, [...known.warnings, ...made.warnings]) : made;
};

/** Made twice where a source is asked: what is to be asked for stands in the plan. */
const measuredPlan = async (known: Known, input: PlanInput, ports: Ports): Promise<Result<Plan>> => {
  const made = makePlan(known, input);
  if (!made.ok || input.metrics === undefined) return made;
  const usual = await ordinaryDay(made.value, input.metrics, ports);
  if (!usual.ok) return usual;
  const again = makePlan(known, input, usual.value);
  return again.ok ? ok(again.value, [...usual.warnings, ...again.warnings]) : again;
};

type Told = Made & { readonly transcript?: Transcript | undefined };

/** Nothing was said where no model was asked: then there is nothing to keep. */
const keep = async (
  transcript: Transcript | undefined,
  { transcript: file, force }: PlanInput,
  ports: Ports,
): Promise<Result<string[]>> => {
  if (file === undefined || transcript === undefined) return ok([]);
  const text = `${JSON.stringify(transcript, null, 2)}\n`;
  const written = await ports.files.write(file, text, { replace: force ?? false });
  return written.ok ? ok([file]) : written;
};

/** An earlier plan may be replaced; any other file only when told so. */
const write = async (made: Plan, { out, force }: PlanInput, ports: Ports): Promise<Result<string[]>> => {
  if (out === undefined) return ok([]);
  const replace = force ?? (await loadPlan(out, ports)).ok;
  const written = await ports.files.write(out, jsonText(made), { replace });
  return written.ok ? ok([out]) : written;
};
