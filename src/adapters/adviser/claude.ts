import type Anthropic from '@anthropic-ai/sdk';
import { atMost, type Charge } from '../../core/advice/budget.ts';
import { readOpinion } from '../../core/advice/read-opinion.ts';
import { tokensIn } from '../../core/advice/tokens.ts';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import type { Advice, Adviser, Exchange, Question } from '../../ports/adviser.ts';
import type { Clock } from '../../ports/clock.ts';
import { exchange, type Heard, modelThere } from './claude-exchange.ts';
import { adviserProblems as problems } from './problems.ts';

export type ClaudeAccess = {
  readonly apiKey: string | undefined;
  /** From the environment of whoever runs the program, and from nowhere else: whoever names it gets the key. */
  readonly baseUrl: string | undefined;
  readonly clock: Clock;
};

const USUAL_URL = 'https://api.anthropic.com';

/** Claude, by the Anthropic API. The client is loaded while the change is read, and only where it will be asked. */
export const claudeAdviser = ({ apiKey, baseUrl = USUAL_URL, clock }: ClaudeAccess): Result<Adviser> => {
  if (apiKey === undefined || apiKey.trim() === '') return failed(problems.noKey());
  if (!isSafe(baseUrl)) return failed(problems.insecure(baseUrl));
  const loading = load();
  return ok({
    kind: 'claude',
    advise: async (ask) => {
      const question = await ask();
      const { Client, transformJSONSchema } = await loading;
      // One place owns stdout, and it is not the client; retries are ours, because only we know what was charged.
      const client = new Client({ apiKey, authToken: null, baseURL: baseUrl, maxRetries: 0, logLevel: 'off' });
      const schema = transformJSONSchema(question.schema as never) as Record<string, unknown>;
      return converse({ client, clock, question: { ...question, schema } });
    },
    greet: async (model) => {
      const { Client } = await loading;
      const client = new Client({ apiKey, authToken: null, baseURL: baseUrl, maxRetries: 0, logLevel: 'off' });
      return modelThere(client, model);
    },
  });
};

const load = async () => {
  const [{ default: Client }, { transformJSONSchema }] = await Promise.all([
    import('@anthropic-ai/sdk'),
    import('@anthropic-ai/sdk/lib/transform-json-schema'),
  ]);
  return { Client, transformJSONSchema };
};

const isSafe = (address: string): boolean => {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL.test(url.hostname));
};

const LOCAL = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

export type Conversation = {
  readonly client: Anthropic;
  readonly clock: Clock;
  readonly question: Question;
};

type Kept = { readonly exchanges: Exchange[]; readonly charges: Charge[] };

/** Asks, and where the answer does not fit says once what is wrong with it. */
const converse = async (talk: Conversation): Promise<Advice> => {
  const { question } = talk;
  const kept: Kept = { exchanges: [], charges: [] };
  const signal = AbortSignal.any([
    AbortSignal.timeout(question.timeoutMs),
    ...(question.signal ? [question.signal] : []),
  ]);
  const first: Exchange['request']['messages'] = [{ role: 'user', text: question.change }];
  const answer = await askedWithin(talk, first, { kept, signal });
  if (!('reply' in answer)) return { ...answer, ...kept };
  const opinion = readOpinion(answer.reply.text, 'the answer');
  if (opinion.ok) return { is: 'opinion', opinion: opinion.value, ...kept };
  const again: Exchange['request']['messages'] = [
    ...first,
    { role: 'assistant', text: answer.reply.text || '{}' },
    { role: 'user', text: await question.repair(opinion.problems) },
  ];
  const repaired = await askedWithin(talk, again, { kept, signal });
  if (!('reply' in repaired)) return { ...repaired, ...kept };
  const better = readOpinion(repaired.reply.text, 'the answer');
  return better.ok
    ? { is: 'opinion', opinion: better.value, ...kept }
    : { is: 'silence', problems: better.problems, ...kept };
};

type Asking = { readonly kept: Kept; readonly signal: AbortSignal };
type Answered = { readonly reply: Heard } | { is: 'refusal'; why: string } | { is: 'silence'; problems: Problem[] };

/** One request within the caps, written down whatever comes of it. */
const askedWithin = async (
  { client, clock, question }: Conversation,
  messages: Exchange['request']['messages'],
  { kept, signal }: Asking,
): Promise<Answered> => {
  const { model, maxOutputTokens, promptTokens, mayCharge } = question;
  const more = messages.slice(1).reduce((sum, { text }) => sum + tokensIn(text), 0);
  const most: Charge = { model, usage: atMost(promptTokens + more, maxOutputTokens), untold: false };
  const against = mayCharge(kept.charges, most);
  if (against !== undefined) return { is: 'silence', problems: [against] };
  const request = { model, maxOutputTokens, messages };
  const heard = await exchange({ client, clock, question, messages, signal });
  if (!heard.ok) {
    kept.exchanges.push({ request, reply: { problem: heard.problem.message } });
    if (heard.untold) kept.charges.push({ ...most, untold: true });
    return { is: 'silence', problems: [heard.problem] };
  }
  const { text, stop, usage, refusal } = heard.value;
  kept.exchanges.push({ request, reply: { text, stop, usage } });
  kept.charges.push({ model, usage, untold: false });
  if (stop === 'refusal') return { is: 'refusal', why: refusal };
  if (stop !== 'end_turn') return { is: 'silence', problems: [problems.stopped(stop)] };
  return { reply: heard.value };
};
