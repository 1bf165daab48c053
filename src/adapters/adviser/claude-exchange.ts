import type Anthropic from '@anthropic-ai/sdk';
import { NO_USAGE, type Usage } from '../../core/advice/prices.ts';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { plain, plainLine } from '../../core/values/quote.ts';
import type { Exchange, Question } from '../../ports/adviser.ts';
import type { Clock } from '../../ports/clock.ts';
import { adviserProblems as problems } from './problems.ts';

/** A whole answer, as the service gave it. */
export type Heard = { readonly text: string; readonly stop: string; readonly usage: Usage; readonly refusal: string };

type Exchanged =
  | { readonly ok: true; readonly value: Heard }
  | { readonly ok: false; readonly problem: Problem; readonly untold: boolean };

type Request = {
  readonly client: Anthropic;
  readonly clock: Clock;
  readonly question: Question;
  readonly messages: Exchange['request']['messages'];
  readonly signal: AbortSignal;
};

const TRIES = 3;
const LONGEST_WAIT_MS = 30_000;
const MOST_CHARACTERS = 200_000;

/**
 * Asks once, and again only where the service said itself that it did nothing. What broke off is not repeated: it may have
 * been charged, and nobody pays twice without being told.
 */
export const exchange = async (request: Request): Promise<Exchanged> => {
  for (let tries = 1; ; tries += 1) {
    const begun = await begin(request);
    if (begun.ok) return readAll(begun.value, request);
    if (begun.waitMs === undefined || tries >= TRIES) return begun;
    await request.clock.sleep(begun.waitMs * (begun.told ? 1 : tries), request.signal);
    if (request.signal.aborted) return { ok: false, problem: given(request), untold: false };
  }
};

type Stream = AsyncIterable<Anthropic.RawMessageStreamEvent>;
type Begun =
  | { readonly ok: true; readonly value: Stream }
  | {
      readonly ok: false;
      readonly problem: Problem;
      readonly untold: boolean;
      /** Set where it may be asked again, after that long. */
      readonly waitMs?: number;
      readonly told?: boolean;
    };

const begin = async ({ client, question, messages, signal }: Request): Promise<Begun> => {
  try {
    const stream = await client.messages.create(
      {
        model: question.model,
        max_tokens: question.maxOutputTokens,
        system: [{ type: 'text', text: question.system, cache_control: { type: 'ephemeral' } }],
        messages: messages.map(({ role, text }) => ({ role, content: text })),
        output_config: { format: { type: 'json_schema', schema: question.schema } },
        thinking: { type: 'disabled' },
        stream: true,
      },
      { signal, timeout: question.timeoutMs },
    );
    return { ok: true, value: stream };
  } catch (error) {
    return notBegun(error, { question, signal });
  }
};

/** By what the service said itself: these it turned away before any work was done. */
const TURNED_AWAY: ReadonlySet<number> = new Set([429, 503, 529]);

const notBegun = (error: unknown, { question, signal }: Pick<Request, 'question' | 'signal'>): Begun => {
  if (signal.aborted) return { ok: false, problem: given({ question, signal }), untold: true };
  const { status, headers, message } = facts(error);
  if (status === undefined) {
    // A connection that was never made was not heard by anybody; one that was made may have been.
    const refused = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UNABLE_TO|CERT_/.test(causes(error));
    return { ok: false, problem: problems.unreachable(message), untold: !refused };
  }
  if (!TURNED_AWAY.has(status))
    return { ok: false, problem: problems.rejected(status, message), untold: status >= 500 };
  const told = retryAfterMs(headers);
  return { ok: false, problem: problems.busy(status), untold: false, waitMs: told ?? 1000, told: told !== undefined };
};

const GREETING_MS = 10_000;

/** Looks the model up in the list of those that this key may use: no message is sent, and nothing is charged. */
export const modelThere = async (client: Anthropic, model: string): Promise<Result<string>> => {
  try {
    const { id } = await client.models.retrieve(model, {}, { timeout: GREETING_MS });
    return ok(`${plain(id)} may be asked with this key`);
  } catch (error) {
    const { status, message } = facts(error);
    return failed(status === undefined ? problems.unreachable(message) : problems.rejected(status, message));
  }
};

type Facts = { readonly status: number | undefined; readonly headers: Headers | undefined; readonly message: string };

/** The client's errors, by their shape: a class would have to be loaded for it. */
const facts = (error: unknown): Facts => {
  const { status, headers, apiMessage, message } = error as Partial<Facts> & { readonly apiMessage?: string | null };
  return { status, headers, message: apiMessage ?? message ?? 'nobody knows why' };
};

const causes = (error: unknown, depth = 0): string => {
  if (!(error instanceof Error) || depth > 5) return '';
  const code = 'code' in error ? String(error.code) : '';
  return `${code} ${error.message} ${causes(error.cause, depth + 1)}`;
};

/** In seconds or in milliseconds, as the service writes it; a wait that is too long is no wait of ours. */
const retryAfterMs = (headers: Headers | undefined): number | undefined => {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  const wanted = Number.isFinite(ms) ? ms : seconds * 1000;
  return Number.isFinite(wanted) && wanted >= 0 ? Math.min(wanted, LONGEST_WAIT_MS) : undefined;
};

const given = ({ question, signal }: Pick<Request, 'question' | 'signal'>): Problem =>
  question.signal?.aborted === true && signal.aborted ? problems.aborted() : problems.timeout(question.timeoutMs);

/** Everything up to the end that the service announces: an answer without one is no answer. */
const readAll = async (stream: Stream, request: Request): Promise<Exchanged> => {
  const so: Draft = { text: '', stop: '', usage: NO_USAGE, refusal: 'no reason given', ended: false };
  try {
    for await (const event of stream) {
      take(so, event);
      request.question.heard(so.text.length);
      if (so.text.length > MOST_CHARACTERS)
        return { ok: false, problem: problems.tooLong(MOST_CHARACTERS), untold: true };
    }
  } catch (error) {
    const problem = request.signal.aborted ? given(request) : problems.cut(facts(error).message);
    return { ok: false, problem, untold: true };
  }
  if (request.signal.aborted) return { ok: false, problem: given(request), untold: true };
  return so.ended ? { ok: true, value: so } : { ok: false, problem: problems.cut('it has no end'), untold: true };
};

type Draft = { -readonly [K in keyof Heard]: Heard[K] } & { ended: boolean };

const take = (so: Draft, event: Anthropic.RawMessageStreamEvent): void => {
  if (event.type === 'message_start') so.usage = usageOf(event.message.usage, so.usage);
  if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') so.text += event.delta.text;
  if (event.type === 'message_delta') {
    so.stop = event.delta.stop_reason ?? so.stop;
    so.usage = usageOf(event.usage, so.usage);
    const { category, explanation } = event.delta.stop_details ?? {};
    if (category || explanation) so.refusal = plainLine([category, explanation].filter(Boolean).join(': '));
  }
  if (event.type === 'message_stop') so.ended = true;
};

type Counted = {
  readonly input_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
  readonly cache_read_input_tokens?: number | null;
  readonly output_tokens?: number | null;
};

/** Counts are of all so far, and those that are left out stay. */
const usageOf = (said: Counted, before: Usage): Usage => ({
  inputTokens: count(said.input_tokens, before.inputTokens),
  cacheWriteTokens: count(said.cache_creation_input_tokens, before.cacheWriteTokens),
  cacheReadTokens: count(said.cache_read_input_tokens, before.cacheReadTokens),
  outputTokens: count(said.output_tokens, before.outputTokens),
});

const count = (said: number | null | undefined, before: number): number =>
  typeof said === 'number' && Number.isFinite(said) && said >= 0 ? Math.trunc(said) : before;
