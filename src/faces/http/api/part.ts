import { Hono } from 'hono';
import type { Rollout } from '../../../app/executor/journal.ts';
import { type Book, openBook } from '../../../app/once/book.ts';
import type { Operation, Outcome } from '../../../app/operation.ts';
import { failed, ok, problem, type Problem, type Result } from '../../../core/problem.ts';
import { problems } from '../problem.ts';
import type { Asked, Env, Part, Serving } from '../serving.ts';
import { once } from './once.ts';
import { allowed } from './rights.ts';
import { ROWS, type Row } from './rows.ts';
import { run } from './run.ts';
import { fromQuery, type Said, saidIn } from './said.ts';
import { type Shared, sharedLooks } from './shared.ts';
import { followed, isKnown, standsElsewhere, tagOf } from './version.ts';

/** The operations, as routes. */
export const api: Part = (serving) => {
  const app = new Hono<Env>();
  const shared = sharedLooks(serving.ports.clock.nowMs);
  const book = openBook(serving.log, serving.ports.clock);
  for (const row of ROWS) app.on(row.method, row.path, async (c) => answered(row, c, { serving, shared, book }));
  return app;
};

type Around = { readonly serving: Serving; readonly shared: Shared; readonly book: Book };

const answered = async (row: Row, c: Asked, around: Around): Promise<Response> => {
  const { serving, book } = around;
  const operation = await serving.operation(row.operation);
  const fields = row.method === 'get' ? ok(fromQuery(c.req.queries(), operation.input)) : await bodyOf(c);
  const said = fields.ok ? saidIn(row, fields.value) : fields;
  if (!said.ok) return problems(c, said.problems);
  const rollout = await allowed(row, c, said.value, serving);
  if (!rollout.ok) return problems(c, rollout.problems);
  const act = () => done({ row, operation, said: said.value, rollout: rollout.value }, c, around);
  return row.method === 'post' && (row.where === 'rollout' || row.where === 'plan') ? once(c, book, act) : act();
};

type Doing = {
  readonly row: Row;
  readonly operation: Operation;
  readonly said: Said;
  readonly rollout: Rollout | undefined;
};

const done = async (
  { row, operation, said, rollout }: Doing,
  c: Asked,
  { serving, shared }: Around,
): Promise<Response> => {
  const { id = '', plan, head = { version: 0 } } = rollout ?? {};
  const ifMatch = row.method === 'post' && rollout ? c.req.header('if-match') : undefined;
  const elsewhere = standsElsewhere(ifMatch, head.version, serving.strict && row.raises === true);
  if (elsewhere) return problems(c, [elsewhere]);
  if (row.steady && isKnown(c.req.header('if-none-match'), head.version))
    return c.body(null, 304, { etag: tagOf(head.version) });
  const seen = followed(serving.log, id, head.version, ifMatch !== undefined && ifMatch.trim() !== '*');
  const asking = { row, said, operation, plan, log: seen.log };
  const look = () => run(asking, c, serving);
  const result = row.shared ? await shared(keyOf(row, c, head.version, said), look) : await look();
  if (!result.ok) return problems(c, result.problems);
  if (rollout) c.header('etag', tagOf(seen.version()));
  return told(row, c, result.value);
};

/** Nothing of it depends on who asks: whether they may was asked before. */
const keyOf = ({ path }: Row, c: Asked, version: number, { input }: Said): string =>
  JSON.stringify([path, c.req.param('rollout'), version, input]);

const told = (row: Row, c: Asked, { document, warnings }: Outcome<unknown>): Response => {
  const { next } = document as { readonly next?: unknown };
  if (row.takes.includes('after') && next !== undefined) c.header('link', nextOf(c, String(next)));
  c.header('cache-control', row.steady ? 'private, no-cache' : 'no-store');
  return c.json({ ...(document as object), ...(warnings.length > 0 ? { warnings } : {}) }, row.answers ?? 200);
};

const nextOf = (c: Asked, after: string): string => {
  const query = new URLSearchParams(new URL(c.req.url).search);
  query.set('after', after);
  return `<${c.req.path}?${query}>; rel="next"`;
};

/** An empty body says nothing; any other is one JSON object. That it is called JSON was looked at before. */
const bodyOf = async (c: Asked): Promise<Result<Readonly<Record<string, unknown>>>> => {
  const text = await c.req.text();
  if (text.trim() === '') return ok({});
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && !Array.isArray(body)
      ? ok({ ...body })
      : failed(notJson('this is JSON, and no object'));
  } catch {
    return failed(notJson('this is no JSON'));
  }
};

const notJson = (message: string): Problem =>
  problem({ kind: 'usage', code: 'not-json', message, hint: 'send one JSON object' });
