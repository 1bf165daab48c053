import { z } from 'zod';
import { lint } from '../core/plan/lint/index.ts';
import type { Plan } from '../core/plan/plan.ts';
import { failed, isError, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { Level, rank } from '../core/values/level.ts';
import { agreementOn } from './approved.ts';
import { db } from './executor/fields.ts';
import { optionalPath, policyFile, words } from './fields.ts';
import type { Known } from './make-plan.ts';
import { lookAround } from './look-around.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { comparedHere } from './pipeline.ts';
import { loadPlan, PLAN_FILE } from './plan-file.ts';
import { changeFields } from './plan-input.ts';
import { rulesBefore } from './rules-place.ts';

const Passed = z.strictObject({
  schemaVersion: z.literal(1),
  ok: z.literal(true),
  level: Level,
  sentence: z.string(),
  plan: z.string().optional(),
});
type Passed = z.infer<typeof Passed>;

export const gate = operation({
  name: 'gate',
  summary:
    'Lets a pipeline go on, or stops it with one sentence: is there a plan where one is due, and is it approved?',
  effect: 'reads',
  examples: [
    { command: 'rampart gate', what: 'exit code 5 where a high or critical change has no plan' },
    { command: 'rampart gate --from medium --plan plans/login.json', what: 'stricter, and another file' },
  ],
  input: z.strictObject({
    ...changeFields,
    plan: optionalPath(`the plan of this change; ${PLAN_FILE} where nothing is said`),
    from: Level.default('high').meta(words('the level from which a plan is due', { value: 'LEVEL' })),
    policy: policyFile,
    db,
  }),
  output: Passed,
  run: async ({ plan: file = PLAN_FILE, from, db: log, ...asked }, ports) => {
    const known = await lookAround({ ...comparedHere(asked, await ports.pipeline()), ai: 'never' }, ports, rulesBefore);
    if (!known.ok) return known;
    const { level, skip } = known.value.found;
    const { warnings } = known;
    const passed = (sentence: string, plan?: Plan) => {
      const document: Passed = { schemaVersion: 1, ok: true, level, sentence, ...(plan ? { plan: plan.id } : {}) };
      return ok(outcome(document, { warnings }));
    };
    if (skip || rank(level) < rank(from)) return passed(`${level} change: no plan is due`);
    const plan = await planFor(file, known.value, ports);
    if (!plan.ok) return plan;
    const missing = level === 'critical' ? await unapproved(plan.value, log, ports) : undefined;
    if (missing) return failed(missing);
    return passed(`${level} change, planned${level === 'critical' ? ' and approved' : ''}`, plan.value);
  },
});

/** The plan that was made for this very change, and that still passes. */
const planFor = async (file: string, known: Known, ports: Ports): Promise<Result<Plan>> => {
  const { level } = known.found;
  if (!(await ports.files.exists(file)))
    return failed(stop('no-plan', file, `${level} change, no plan`, 'rampart plan'));
  const plan = await loadPlan(file, ports);
  if (!plan.ok) return plan;
  if (plan.value.change.diffSha256 !== known.change.diffSha256)
    return failed(
      stop('plan-of-another-change', file, `${level} change, and the plan is for another one`, 'rampart plan'),
    );
  const wrong = lint(plan.value, { policy: known.policy.policy }).filter(isError);
  return wrong.length > 0 ? failed(...wrong) : plan;
};

/** Whose yes is missing before the first phase, by the log; undefined where nobody's is. */
const unapproved = async (plan: Plan, db: string | undefined, ports: Ports): Promise<Problem | undefined> => {
  const agreement = await agreementOn(plan, db, ports);
  if (!agreement.ok) return agreement.problems[0];
  const { missing } = agreement.value;
  if (missing.length === 0) return undefined;
  const who = missing.map(({ count, from }) => `${count} of ${from.join(' or ')}`).join(', ');
  const said = `critical change, no approved plan: it needs ${who}`;
  return stop('no-approved-plan', plan.id, said, `rampart approve ${plan.id}`);
};

const stop = (code: string, path: string, message: string, hint: string): Problem =>
  problem({ kind: 'refused', code, path, message, hint });
