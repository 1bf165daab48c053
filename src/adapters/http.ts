import { failed, ok, type Problem, type Result } from '../core/problem.ts';
import type { Context } from '../ports/adapter.ts';
import { jsonIn, textIn } from './http-body.ts';
import { type Doubt, httpProblems, statusProblem } from './http-problems.ts';
import { withoutSecrets } from './secrets.ts';

/** Somebody who is spoken to over HTTP, and what we show to be let in. */
export type Server = {
  /** Without a slash at its end. */
  readonly at: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Values that may stand in no message, and the names by which people know them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly mostBytes?: number;
  readonly deadlineMs?: number;
};

export type Asked = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind the server's address; parts that come from elsewhere are encoded by whoever asks. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** A question that is put by POST: it changes nothing, and no answer leaves no doubt. */
  readonly reads?: true;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that mean something to whoever asks, beside 2xx, and are no problem; one that sends us on is given back, not followed. */
  readonly expects?: readonly number[];
  /** That it was taken is all there is to know: the answer need be no JSON. */
  readonly unread?: true;
};

export type Answer = {
  readonly status: number;
  /** Undefined where nothing was said. */
  readonly json: unknown;
  readonly text: string;
  readonly header: (name: string) => string | undefined;
};

export type Http = (asked: Asked) => Promise<Result<Answer>>;

/** Well below the time that a turn waits for anything. */
const DEADLINE_MS = 10_000;
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * One question, one answer, in time and of bounded size, read as JSON. Nothing is asked twice: the next turn does that.
 * Redirects are not followed, so what lets us in goes to the host that was named and to no other. Of a write without an
 * answer nobody can say whether it was done, and the problem says so.
 */
export const httpClient =
  (server: Server, { fetch, clock }: Pick<Context, 'fetch' | 'clock'>): Http =>
  async (asked) => {
    const over = new AbortController();
    const { deadlineMs = DEADLINE_MS } = server;
    const doubt: Doubt = { at: server.at, write: asked.method !== 'GET' && !asked.reads };
    const late = clock.sleep(deadlineMs, over.signal).then(() => failed(httpProblems.late(doubt, deadlineMs)));
    const answer = exchange(server, asked, { fetch, nowMs: clock.nowMs, signal: over.signal, doubt });
    try {
      return hiding(await Promise.race([answer, late]), server);
    } finally {
      over.abort();
    }
  };

type Line = {
  readonly fetch: Context['fetch'];
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
  readonly doubt: Doubt;
};

const exchange = async (server: Server, asked: Asked, line: Line): Promise<Result<Answer>> => {
  const { doubt } = line;
  const response = await line.fetch(addressOf(server, asked), requestOf(server, asked, line.signal)).catch(causeOf);
  if (typeof response === 'string') return failed(httpProblems.cut(doubt, response));
  if (isRedirect(response) && !asked.expects?.includes(response.status))
    return failed(httpProblems.moved(doubt, response.headers.get('location') ?? ''));
  const text = await textIn(response, { ...doubt, mostBytes: server.mostBytes ?? MOST_BYTES });
  if (!text.ok) return text;
  if (!response.ok && !asked.expects?.includes(response.status))
    return failed(
      statusProblem(response, text.value, { doubt, nowMs: line.nowMs(), keys: Object.keys(server.secrets) }),
    );
  const json = jsonIn(response, text.value, doubt);
  if (!json.ok && response.ok && !asked.unread) return json;
  const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
  return ok({ status: response.status, json: json.ok ? json.value : undefined, text: text.value, header });
};

const addressOf = ({ at }: Server, { path, query = {} }: Asked): string => {
  const asks = new URLSearchParams(query).toString();
  return `${at}${path}${asks ? `?${asks}` : ''}`;
};

const requestOf = ({ headers }: Server, asked: Asked, signal: AbortSignal): RequestInit => {
  const { method, body, form, text } = asked;
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = form ? new URLSearchParams(form) : body === undefined ? text : JSON.stringify(body);
  return {
    method,
    headers: { accept: 'application/json', 'user-agent': 'rampart', ...type, ...headers, ...asked.headers },
    ...(sent === undefined ? {} : { body: sent }),
    redirect: 'manual',
    signal,
  };
};

const isRedirect = ({ status, type }: Response): boolean =>
  type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304);

/** Node says why in the cause: ECONNREFUSED, ENOTFOUND, a certificate. */
const causeOf = (error: unknown): string => {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : String(cause);
};

const hiding = <T>(result: Result<T>, { secrets }: Server): Result<T> => {
  const hide = withoutSecrets(Object.values(secrets));
  const hidden = ({ message, hint, path, ...rest }: Problem): Problem => ({
    ...rest,
    message: hide(message),
    hint: hide(hint),
    path: hide(path),
  });
  return result.ok ? result : failed(...result.problems.map(hidden));
};
