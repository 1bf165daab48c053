import { planDigest, type Plan } from '../core/plan/plan.ts';
import type { Programme } from '../core/program/order.ts';
import { membershipOf } from '../core/program/outlook.ts';
import { programProblems } from '../core/program/problems.ts';
import type { Membership } from '../core/program/program.ts';
import { readProgram } from '../core/program/read.ts';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import { didYouMean } from '../core/values/nearest.ts';
import { readJson } from '../core/values/json.ts';
import { quoted } from '../core/values/quote.ts';
import { beside } from './folders.ts';
import type { Ports } from './operation.ts';
import { isFingerprint, loadPlan } from './plan-file.ts';
import { readYaml } from './yaml.ts';

const PROGRAM_MAX_BYTES = 256 * 1024;

/** A program with the plans it names, or everything that is wrong with it and with them. */
export const loadProgram = async (file: string, ports: Ports): Promise<Result<Programme>> => {
  const text = await ports.files.read(file, PROGRAM_MAX_BYTES);
  if (!text.ok) return text;
  const value = await valueOf(text.value, file);
  if (!value.ok) return value;
  const program = readProgram(value.value, file);
  if (!program.ok) return program;
  const loaded = await Promise.all(
    program.value.plans.map(async ({ plan, file: named }) => ({
      id: plan,
      plan: await loadPlan(isFingerprint(named) ? named : beside(file, named), ports),
    })),
  );
  const plans = new Map(loaded.flatMap(({ id, plan }) => (plan.ok ? [[id, plan.value] as const] : [])));
  const programme = { program: program.value, plans };
  const problems = [...programProblems(programme), ...loaded.flatMap(({ plan }) => (plan.ok ? [] : plan.problems))];
  return problems.length > 0 ? failed(...problems) : ok(programme);
};

/** What a program means for this very plan. */
export const membershipIn = async (file: string, plan: Plan, ports: Ports): Promise<Result<Membership>> => {
  const programme = await loadProgram(file, ports);
  if (!programme.ok) return programme;
  const { plans } = programme.value;
  const known = plans.get(plan.id);
  if (!known) return failed(notIn(file, plan.id, [...plans.keys()]));
  return planDigest(known) === planDigest(plan)
    ? ok(membershipOf(programme.value, plan.id))
    : failed(other(file, plan));
};

const valueOf = async (text: string, path: string): Promise<Result<unknown>> => {
  if (path.endsWith('.json')) return readJson(text, 'program', path);
  const written = await readYaml(text, 'program', path);
  return written.ok ? ok(written.value.value) : written;
};

const notIn = (file: string, id: string, ids: readonly string[]) =>
  problem({
    kind: 'usage',
    code: 'not-in-program',
    path: file,
    message: `${quoted(id)} is no plan of this program${didYouMean(id, ids)}`,
    hint: 'add it to the plans of the program, or leave --program out',
  });

const other = (file: string, { id }: Plan) =>
  problem({
    kind: 'stale',
    code: 'program-other-version',
    path: file,
    message: `the program names another version of the plan ${quoted(id)} than the one that is given`,
    hint: 'give the file that the program names, or let the program name this one',
  });
