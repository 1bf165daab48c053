import type { Hono } from 'hono';
import type { FlagService } from '../../../app/flag-service/service.ts';
import { failed, ok, problem, type Problem, type Result } from '../../../core/problem.ts';
import { digestOf } from '../../../core/values/digest.ts';
import { readJson } from '../../../core/values/json.ts';
import type { Evaluation, EvaluationContext } from '../../../ports/evaluator.ts';
import { problems } from '../problem.ts';
import type { Asked, Env } from '../serving.ts';
import { allowed, type Around, environmentOf, tagged } from './asked.ts';
import { type Channels, eventsPath } from './events.ts';

/** The OpenFeature Remote Evaluation Protocol, 0.3: one flag for a server, all of them for a page. */
export const ofrep = (app: Hono<Env>, base: string, around: Around & { readonly channels: Channels }): void => {
  app.post(`${base}/ofrep/v1/evaluate/flags/:key`, (c) => answered(c, around));
  app.post(`${base}/ofrep/v1/evaluate/flags`, (c) => answeredAll(c, around));
};

const answered = async (c: Asked, around: Around): Promise<Response> => {
  const key = c.req.param('key') ?? '';
  const service = await allowed(c, 'evaluate', around);
  if (!service.ok) return problems(c, service.problems);
  const context = await contextIn(c);
  if (!context.ok) return c.json({ key, ...refused(context.problems) }, 400);
  const given = service.value.evaluator.one(key, context.value);
  return c.json(given, statusOf(given));
};

const statusOf = (given: Evaluation): 200 | 400 | 404 => {
  if (!('errorCode' in given)) return 200;
  return given.errorCode === 'FLAG_NOT_FOUND' ? 404 : 400;
};

/** The tag is of the flags and of who asks: another context is another answer. */
const answeredAll = async (c: Asked, around: Around & { readonly channels: Channels }): Promise<Response> => {
  const service = await allowed(c, 'evaluate', around);
  if (!service.ok) return problems(c, service.problems);
  const context = await contextIn(c);
  if (!context.ok) return c.json(refused(context.problems), 400);
  await caughtUp(c, service.value);
  const tag = `${service.value.definitions().tag}-${digestOf(context.value).slice(0, 16)}`;
  return tagged(c, tag, () => ({
    flags: service.value.evaluator.all(context.value),
    eventStreams: [{ type: 'sse', endpoint: { requestUri: eventsPath(c, around.channels) } }],
    metadata: { flagSetId: environmentOf(c), version: service.value.now().version },
  }));
};

/** Whoever was told of a change by another process of ours may be faster here than the next look. */
const caughtUp = async (c: Asked, service: FlagService): Promise<void> => {
  const expected = c.req.query('flagConfigEtag');
  if (expected !== undefined && expected !== service.definitions().tag) await service.refresh();
};

const MOST_CHARACTERS = 64 * 1024;

/**
 * Read within bounds, because rules look at it. Without a targeting key nobody is anybody: in no share, but in every flag
 * that needs none. By hand, because every evaluation goes through here.
 */
export const contextIn = async (c: Asked): Promise<Result<EvaluationContext>> => {
  const text = await c.req.text();
  if (text.length > MOST_CHARACTERS) return failed(tooLong());
  const json = readJson(text, 'context', 'the body');
  if (!json.ok) return json;
  const context = isTable(json.value) ? (json.value['context'] ?? {}) : undefined;
  if (!isTable(context)) return failed(noContext('context', 'a context is an object'));
  const { targetingKey: key } = context;
  const isKey = key === undefined || (typeof key === 'string' && key.length <= MOST_KEY);
  return isKey ? ok(context) : failed(noContext('context.targetingKey', `a text of at most ${MOST_KEY} characters`));
};

const MOST_KEY = 2000;

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const noContext = (path: string, message: string): Problem =>
  problem({ kind: 'invalid', code: 'no-context', path, message, hint: 'as in {"context": {"targetingKey": "ana"}}' });

const tooLong = (): Problem =>
  problem({
    kind: 'usage',
    code: 'context-too-long',
    message: `a context may have ${MOST_CHARACTERS} characters`,
    hint: 'send what rules look at, and nothing else',
  });

/** In the words of the protocol: what is no JSON cannot be parsed, what is no context is invalid. */
const refused = (found: readonly Problem[]) => ({
  errorCode: found.some(({ code }) => code === 'context-not-json') ? 'PARSE_ERROR' : 'INVALID_CONTEXT',
  errorDetails: found.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '),
});
