import { failed, ok, type Result } from '../../core/problem.ts';
import type { Context } from '../../ports/adapter.ts';
import { type Answer, type Http, httpClient } from '../http.ts';
import { WORDS } from './gitlab-ask.ts';
import { hostProblem } from './problems.ts';

const SENT_ON: readonly number[] = [301, 302, 303, 307, 308];
const EXPECTED: readonly number[] = [401, 403, 404, 429, ...SENT_ON];

/** The text of a file. It may lie in a store of the host's: that is asked by the address alone, and is shown no token. */
export const downloading =
  (http: Http, context: Pick<Context, 'fetch' | 'clock'>) =>
  async (what: string, path: string): Promise<Result<string | undefined>> => {
    const first = await http({ method: 'GET', path, unread: true, expects: EXPECTED });
    const there = first.ok ? placeIn(first.value) : undefined;
    const answer = there === undefined ? first : await storeAt(there, context);
    if (!answer.ok) return answer;
    const { status, text } = answer.value;
    if (status === 404) return ok(undefined);
    return status >= 300 ? failed(hostProblem(what, status, WORDS)) : ok(text);
  };

const placeIn = ({ status, header }: Answer): URL | undefined => {
  const to = SENT_ON.includes(status) ? (header('location') ?? '') : '';
  return /^https?:/.test(to) && URL.canParse(to) ? new URL(to) : undefined;
};

const storeAt = ({ origin, pathname, search }: URL, context: Pick<Context, 'fetch' | 'clock'>) =>
  httpClient(
    { at: origin, headers: {}, secrets: {} },
    context,
  )({
    method: 'GET',
    path: `${pathname}${search}`,
    unread: true,
    expects: [404],
  });
