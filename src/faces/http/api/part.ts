import { Hono } from 'hono';
import type { Operation, Outcome, Ports } from '../../../app/operation.ts';
import { load } from '../../../app/executor/journal.ts';
import { failed, isError, ok, problem, type Problem, type Result } from '../../../core/problem.ts';
import type { Repository } from '../../../ports/repository.ts';
import { actorOf, mayIn } from '../caller.ts';
import { refusalOf } from '../guard.ts';
import { notHere, problems } from '../problem.ts';
import type { Asked, Env, Part, Serving } from '../serving.ts';
import { ROWS, type Row } from './rows.ts';
import { filesFor, fromQuery, NO_INPUT, type Said, saidIn } from './said.ts';

/** The operations, as routes. */
export const api: Part = (serving) => {
  const app = new Hono<Env>();
  for (const row of ROWS) app.on(row.method, row.path, async (c) => answered(row, c, serving));
  return app;
};

const answered = async (row: Row, c: Asked, serving: Serving): Promise<Response> => {
  const operation = await serving.operation(row.operation);
  const fields = row.method === 'get' ? ok(fromQuery(c.req.query(), operation.input)) : await bodyOf(c);
  const said = fields.ok ? saidIn(row, fields.value) : fields;
  if (!said.ok) return problems(c, said.problems);
  const refused = await notAllowed(row, c, said.value, serving);
  if (refused) return problems(c, [refused]);
  const result = await done(operation, said.value, c, serving);
  if (!result.ok) return problems(c, result.problems);
  const { document, warnings } = result.value;
  const theirs = row.where === 'some' ? narrowed(document, c) : document;
  return c.json({ ...(theirs as object), ...(warnings.length > 0 ? { warnings } : {}) }, row.answers ?? 200);
};

/** An empty body says nothing; any other is one JSON object. */
const bodyOf = async (c: Asked): Promise<Result<Readonly<Record<string, unknown>>>> => {
  const text = await c.req.text();
  if (text.trim() === '') return ok({});
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(c.req.header('content-type') ?? '')) return failed(wrongType());
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? ok({ ...body })
      : failed(notJson('this is JSON, and no object'));
  } catch {
    return failed(notJson('this is no JSON'));
  }
};

/** A rollout that somebody may not even look at is not there, as far as they can tell. */
const notAllowed = async (row: Row, c: Asked, said: Said, serving: Serving): Promise<Problem | undefined> => {
  if (row.where === 'some') return refusalOf(c, row.right, 'some', serving);
  if (row.where === 'all') return refusalOf(c, row.right, '*', serving);
  if (row.where === 'plan') return refusalOf(c, row.right, environmentIn(said), serving);
  const rollout = await load(serving.log, c.req.param('rollout') ?? '');
  if (!rollout.ok) return rollout.problems.find(isError);
  const { environment } = rollout.value.plan.provenance;
  if (!mayIn(c.get('caller'), 'look', environment))
    return (await refusalOf(c, 'look', environment, serving)) && notHere(c.req.path);
  return refusalOf(c, row.right, environment, serving);
};

/** Where a plan says that it is carried out. One that does not say it is asked for as if it were everywhere. */
const environmentIn = ({ documents }: Said): string => {
  try {
    const plan = JSON.parse(documents.get('given:plan') ?? '{}');
    const { environment } = plan?.provenance ?? {};
    return typeof environment === 'string' ? environment : '*';
  } catch {
    return '*';
  }
};

const done = async (
  operation: Operation,
  said: Said,
  c: Asked,
  serving: Serving,
): Promise<Result<Outcome<unknown>>> => {
  const caller = actorOf(c.get('caller'));
  const given = {
    ...said.input,
    ...pick(operation, { ...c.req.param(), by: caller.name, role: caller.roles }),
  };
  const input = operation.input.safeParse(given);
  if (!input.success) return failed(...input.error.issues.map(badInput));
  return operation.run(input.data, portsFor(said, serving));
};

/** Those that the operation has a field for, and that are known. */
const pick = ({ input }: Operation, known: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(known).filter(([name, value]) => value !== undefined && Object.hasOwn(input.shape, name)),
  );

/** The service's own log, and nobody who could be asked. */
const portsFor = (said: Said, { ports, log }: Serving): Ports => ({
  ...ports,
  files: filesFor(ports.files, said),
  input: NO_INPUT,
  repository: NO_REPOSITORY,
  ask: async () => undefined,
  openLog: async () => ok({ ...log, close: async () => undefined }),
});

const noRepository = async (): Promise<Result<never>> =>
  failed(
    problem({
      kind: 'usage',
      code: 'no-repository-here',
      path: 'diff',
      message: 'this service stands in no repository',
      hint: 'send the diff',
    }),
  );

const NO_REPOSITORY: Repository = {
  read: noRepository,
  history: noRepository,
  search: noRepository,
  before: noRepository,
};

/** Of a list, what the caller may look at. */
const narrowed = (document: unknown, c: Asked): unknown => {
  if (typeof document !== 'object' || document === null || !('rollouts' in document)) return document;
  const { rollouts } = document as { readonly rollouts: readonly { readonly environment: string }[] };
  const theirs = rollouts.filter(({ environment }) => mayIn(c.get('caller'), 'look', environment));
  return { ...document, rollouts: theirs };
};

const badInput = ({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): Problem =>
  problem({ kind: 'usage', code: 'usage', path: path.join('.'), message, hint: 'see /openapi.json' });

const wrongType = (): Problem =>
  problem({
    kind: 'usage',
    code: 'wrong-type',
    message: 'a body is JSON',
    hint: 'send content-type: application/json',
  });

const notJson = (message: string): Problem =>
  problem({ kind: 'usage', code: 'not-json', message, hint: 'send one JSON object' });
