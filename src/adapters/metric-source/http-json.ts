import { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { type Blank, filled, hasBlank } from '../../core/values/blanks.ts';
import { humanDuration, toMs, WrittenDuration } from '../../core/values/duration.ts';
import { quoted } from '../../core/values/quote.ts';
import { metricSourceAdapter } from '../../ports/adapter.ts';
import { type Answer, httpClient } from '../http.ts';
import { fault, momentIn, nothing, type Window } from './answer.ts';
import { measuredInNumbers, type NumberAsked, type NumberHeard } from './numbers.ts';

const Options = z
  .object({
    over: WrittenDuration.optional().meta({ description: 'over how long the document counts, where that is fixed' }),
  })
  .catchall(z.string().max(500));
type Options = z.infer<typeof Options>;

export const httpJson = metricSourceAdapter({
  name: 'http-json',
  about: 'numbers out of any JSON document that is served somewhere: a status page, a health check',
  place: {
    what: 'the address of the document',
    example: 'https://app.example.com/ops/status.json?over=5m',
    takes: ['http', 'https'],
  },
  options: Options,
  secrets: [{ name: 'HTTP_JSON_TOKEN', about: 'a bearer token, where one is asked for', needed: false }],
  notes: [
    'Each of the `queries` is a JSON pointer (RFC 6901) into the document: `/arms/{arm}/errors`. What it points to must be there and be a number; `null` is no data.',
    'What else stands behind the `?` is sent to the server, with `{window}` (in seconds), `{from}`, `{to}` (in milliseconds since 1970) and `{flag}` filled in. Only an address that names both `{from}` and `{to}` can answer for windows that are over, as the statistical guards ask for them. Without them the document is about now, and `over` must say over how long it counts, unless it names `{window}` or the metric is a gauge.',
    'The query `at` points to the moment of the newest observation: a time with its zone, or seconds or milliseconds since 1970. Without it, the server must say Last-Modified.',
  ],
  connect: async ({ at, options }, context) => {
    const token = await context.secret('HTTP_JSON_TOKEN');
    if (!token.ok) return token;
    const secrets = token.value === undefined ? {} : { HTTP_JSON_TOKEN: token.value };
    const letIn = token.value === undefined ? {} : { authorization: `Bearer ${token.value}` };
    const http = httpClient({ at, headers: { 'cache-control': 'no-cache', ...letIn }, secrets }, context);
    const { over, ...sent } = options;
    if (Object.values(sent).some((text) => hasBlank(String(text), 'arm'))) return failed(armInAddress);
    return ok({
      greet: async () => {
        const answer = await http({
          method: 'GET',
          path: '',
          query: querying(sent, '', [300_000, context.clock.nowMs()]),
        });
        return answer.ok ? ok('a JSON document') : answer;
      },
      measure: (asked, windowMs, atMs) => {
        const document = once((flag) =>
          http({ method: 'GET', path: '', query: querying(sent, flag, [windowMs, atMs]) }),
        );
        return measuredInNumbers(asked, windowMs, atMs, (one) =>
          numberOf(one, { kind: asked.kind, options, document, nowMs: context.clock.nowMs() }),
        );
      },
    });
  },
});

const armInAddress = problem({
  kind: 'usage',
  code: 'place-arm',
  path: 'place',
  message: 'the address names {arm}, and both arms are read from one document',
  hint: 'name {arm} in the pointers: /arms/{arm}/errors',
});

type Document = (flag: string) => Promise<Result<Answer>>;

/** All numbers of a measurement are of one document: two of them could be of two moments. */
const once = (read: Document): Document => {
  let reading: Promise<Result<Answer>> | undefined;
  return (flag) => (reading ??= read(flag));
};

const querying = (
  sent: Readonly<Record<string, unknown>>,
  flag: string,
  [windowMs, atMs]: readonly [number, number],
): Record<string, string> => {
  const [from, to, window] = [atMs - windowMs, atMs, windowMs / 1000].map(String);
  const words = { arm: '', flag, window: window ?? '', from: from ?? '', to: to ?? '' };
  return Object.fromEntries(Object.entries(sent).map(([name, text]) => [name, filled(String(text), words)]));
};

type Reading = {
  readonly kind: string;
  readonly options: Options;
  readonly document: Document;
  readonly nowMs: number;
};

const numberOf = async (asked: NumberAsked, { kind, options, document, nowMs }: Reading): Promise<NumberHeard> => {
  const { over, ...sent } = options;
  const doubt = doubtOf(
    { over, sent: Object.values(sent).map(String), nowMs, isGauge: kind === 'gauge' },
    asked.window,
  );
  if (doubt !== undefined) return fault(doubt);
  const answer = await document(asked.flag);
  if (!answer.ok) return fault(answer.problems[0]?.message ?? 'no answer');
  const pointer = filled(asked.query, { arm: asked.arm, flag: asked.flag, window: '', from: '', to: '' });
  const found = valueAt(answer.value.json, pointer);
  if (found === undefined) return fault(`nothing stands at ${quoted(pointer)} in the document`);
  if (found === null) return nothing(`null stands at ${quoted(pointer)}`);
  const value = asked.name === 'at' ? momentIn(found) : found;
  if (typeof value !== 'number') return fault(`${quoted(found)} stands at ${quoted(pointer)}`);
  const modified = Date.parse(answer.value.header('last-modified') ?? '');
  return { is: 'number', value, ...(Number.isNaN(modified) ? {} : { atMs: modified }) };
};

type Said = {
  readonly over: string | undefined;
  readonly sent: readonly string[];
  readonly nowMs: number;
  readonly isGauge: boolean;
};

/** Clocks of two machines differ by less than this. */
const NOW_MS = 60_000;

/** A number that counts events is of some time, and of which must be known. */
const doubtOf = ({ over, sent, nowMs, isGauge }: Said, { fromMs, toMs: endMs }: Window): string | undefined => {
  const names = (blank: Blank): boolean => sent.some((text) => hasBlank(text, blank));
  if (names('from') && names('to')) return undefined;
  if (nowMs - endMs > NOW_MS)
    return 'the document is about now, and a window that is over is asked for: name {from} and {to} in its address';
  if (isGauge || (over === undefined && names('window'))) return undefined;
  if (over === undefined) return 'nobody knows over how long the document counts: say so in its address, like ?over=5m';
  if (toMs(over) === endMs - fromMs) return undefined;
  return `the document counts over ${humanDuration(toMs(over))}, and ${humanDuration(endMs - fromMs)} are asked for`;
};

/** RFC 6901. Undefined where nothing is there. */
const valueAt = (document: unknown, pointer: string): unknown => {
  if (!pointer.startsWith('/')) return undefined;
  const steps = pointer.slice(1).split('/');
  return steps.reduce<unknown>((at, step) => {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    return new Map<string, unknown>(Object.entries(at)).get(name);
  }, document);
};
