import { type Answer, type Book, MOST_LETTERS } from '../../../app/once/book.ts';
import { problem, type Problem } from '../../../core/problem.ts';
import { digestOf } from '../../../core/values/digest.ts';
import { problems } from '../problem.ts';
import type { Asked } from '../serving.ts';

/** What whoever asked is told again, beside the body. */
const KEPT_HEADERS = ['content-type', 'etag', 'cache-control'];

/**
 * With a key the same is done once, however often it is asked within a day: whoever heard no answer asks again and gets
 * it. The key is the caller's own: nobody gets the answer of somebody else.
 */
export const once = async (c: Asked, book: Book, act: () => Promise<Response>): Promise<Response> => {
  const written = c.req.header('idempotency-key');
  if (written === undefined) return act();
  if (!/^[\x21-\x7e]{1,255}$/.test(written)) return problems(c, [oddKey()]);
  const { method, path } = c.req;
  const key = digestOf({ caller: c.get('caller').name, key: written });
  const begun = await book.begin(key, digestOf({ method, path, body: await c.req.text() }));
  if (!begun.ok) return problems(c, begun.problems);
  if (begun.value.is === 'known') return again(begun.value.answer);
  if (begun.value.is !== 'new') return problems(c, [begun.value.is === 'other' ? usedBefore() : inFlight()]);
  const { day } = begun.value;
  try {
    const answer = await act();
    await book.end(key, day, await keptOf(answer));
    return answer;
  } catch (error) {
    await book.end(key, day, undefined);
    throw error;
  }
};

/** What went wrong by itself, or for somebody who was in the way, may go well by itself: it is not told again. */
const keptOf = async (answer: Response): Promise<Answer | undefined> => {
  const body = await answer.clone().text();
  if (answer.status >= 500 || body.length > MOST_LETTERS || wasInTheWay(answer, body)) return undefined;
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status: answer.status, headers: Object.fromEntries(headers), body };
};

/** Somebody held the log, or wrote to it all the while. */
const wasInTheWay = ({ status }: Response, body: string): boolean =>
  status === 409 && problemsIn(body).some(({ kind, code }) => kind === 'locked' || code === 'log-moved-on');

const problemsIn = (body: string): readonly Problem[] => JSON.parse(body).problems ?? [];

const again = ({ status, headers, body }: Answer): Response =>
  new Response(body, { status, headers: { ...headers, 'idempotency-replayed': 'true' } });

const KEY = 'idempotency-key';

const oddKey = (): Problem =>
  problem({
    kind: 'usage',
    code: 'usage',
    path: KEY,
    message: 'a key has 1 to 255 visible letters',
    hint: 'send a UUID',
  });

const usedBefore = (): Problem =>
  problem({
    kind: 'invalid',
    code: 'key-used',
    path: KEY,
    message: 'this key was used for something else within the last day',
    hint: 'another request needs another key',
  });

const inFlight = (): Problem =>
  problem({
    kind: 'locked',
    code: 'in-flight',
    path: KEY,
    message: 'the request with this key is being answered',
    hint: 'ask again in a moment, with the same key',
  });
