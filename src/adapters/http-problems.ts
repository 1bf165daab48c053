import { problem, type Problem, type ProblemKind } from '../core/problem.ts';
import { plain } from '../core/values/quote.ts';

/** Who was asked, and whether something was to be changed: then an answer that is missing leaves a doubt. */
export type Doubt = { readonly at: string; readonly write: boolean };

type Said = readonly [kind: ProblemKind, code: string, message: string, hint: string];

const about = ({ at }: Doubt, [kind, code, message, hint]: Said): Problem =>
  problem({ kind, code, path: plain(at, 200), message, hint });

const AGAIN = 'the next turn tries again; look whether the server is well';
const UNKNOWN = 'nobody knows whether it was done: the next turn reads what holds';

/** The ways in which a server can disappoint, said alike for every vendor. */
export const httpProblems = {
  late: (doubt: Doubt, ms: number): Problem =>
    about(doubt, ['unreachable', 'http-late', `no answer within ${ms / 1000} s`, doubt.write ? UNKNOWN : AGAIN]),
  cut: (doubt: Doubt, why: string): Problem =>
    about(doubt, ['unreachable', 'http-cut', `no answer: ${plain(why)}`, doubt.write ? UNKNOWN : AGAIN]),
  moved: (doubt: Doubt, to: string): Problem =>
    about(doubt, [
      'usage',
      'http-moved',
      `the server sends us to ${URL.canParse(to) ? plain(new URL(to).origin) : 'another address'}, and we follow nobody there`,
      'if that is where it is now, name that address',
    ]),
  tooLarge: (doubt: Doubt, most: number): Problem =>
    about(doubt, [
      'invalid',
      'http-too-large',
      `an answer of more than ${most / 1024 / 1024} MiB, which was not read on`,
      'is it the right address?',
    ]),
  notJson: (doubt: Doubt, { type, status }: { readonly type: string; readonly status: number }): Problem =>
    about(doubt, [
      'invalid',
      'http-not-json',
      `answered ${status} with ${/html/i.test(type) ? 'a page for people (HTML)' : plain(type) || 'no content type'} instead of JSON`,
      'is it the right address? a login page or a proxy may stand in between',
    ]),
  broken: (doubt: Doubt, why: string): Problem =>
    about(doubt, [
      'unreachable',
      'http-broken',
      `the answer is no whole JSON: ${plain(why, 200)}`,
      doubt.write ? UNKNOWN : AGAIN,
    ]),
  odd: (doubt: Doubt, why: string): Problem =>
    about(doubt, [
      'invalid',
      'http-odd',
      `the answer is not what the documents promise: ${plain(why, 200)}`,
      'is it the right address, and a version that is supported?',
    ]),
};

type Status = { readonly doubt: Doubt; readonly nowMs: number; readonly keys: readonly string[] };

/** What a status means, once for all vendors, with the server's own words where it has some. */
export const statusProblem = (response: Response, text: string, { doubt, nowMs, keys }: Status): Problem => {
  const { status, headers } = response;
  const words = wordsIn(text);
  const wait = waitFrom(headers.get('retry-after'), nowMs) ?? resetFrom(headers.get('x-ratelimit-reset'), nowMs);
  const [kind, code, meaning, hint] = meaningOf(status, { keys, wait, write: doubt.write });
  return about(doubt, [kind, code, `${meaning} (${status})${words ? `: ${words}` : ''}`, hint]);
};

type Hints = { readonly keys: readonly string[]; readonly wait: string | undefined; readonly write: boolean };

const meaningOf = (status: number, { keys, wait, write }: Hints): Said => {
  const key = keys.join(', ') || 'it is not known who you are';
  const again = wait ? `try again in ${wait}` : AGAIN;
  switch (status) {
    case 401:
      return [
        'refused',
        'http-unauthorised',
        'the server does not know us',
        `look at ${key}: is it whole, and not expired?`,
      ];
    case 403:
      return ['refused', 'http-forbidden', 'the server does not let us do this', `look at what ${key} may do`];
    case 404:
      return ['usage', 'http-not-found', 'there is no such thing', 'check the address and its options'];
    case 409:
    case 412:
      return ['stale', 'http-conflict', 'somebody else changed it meanwhile', 'nothing was written; read it again'];
    case 429:
      return ['unreachable', 'http-too-many', 'the server wants to be asked less often', again];
    case 503:
      return ['unreachable', 'http-unavailable', 'the server is not available', again];
    default:
      if (status >= 500) return ['unreachable', 'http-server', 'the server failed', write ? UNKNOWN : again];
      return ['invalid', 'http-refused', 'the server does not accept this', 'its own words say why, if it has some'];
  }
};

/** "30", or a date: as words for people. */
const waitFrom = (value: string | null, nowMs: number): string | undefined => {
  if (value === null) return undefined;
  const ms = /^\d{1,9}$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  if (!(ms >= 0)) return undefined;
  return ms < 120_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`;
};

/** When a window of a rate limit ends: milliseconds since 1970 where the number is that large, else seconds since then. */
const resetFrom = (value: string | null, nowMs: number): string | undefined => {
  if (value === null || !/^\d{10,15}$/.test(value.trim())) return undefined;
  const ms = value.trim().length > 11 ? Number(value) : Number(value) * 1000;
  return waitFrom(new Date(Math.max(ms, nowMs)).toISOString(), nowMs);
};

/** What the server says for itself, in the fields where servers say it. */
const wordsIn = (text: string): string => {
  try {
    const said: unknown = JSON.parse(text.slice(0, 10_000));
    if (typeof said !== 'object' || said === null) return '';
    const fields = new Map<string, unknown>(Object.entries(said));
    const errors = fields.get('errors');
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    const words = [...['message', 'error', 'detail', 'title'].map((name) => fields.get(name)), first];
    return plain(words.find((one) => typeof one === 'string') ?? '', 200);
  } catch {
    return '';
  }
};
