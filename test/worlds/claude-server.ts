import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the fake service does with one request: an answer as events, a refusal of the request, or something that breaks. */
export type Turn =
  | { readonly say: string; readonly stop?: string; readonly category?: string; readonly usage?: Partial<Counted> }
  | { readonly status: number; readonly error?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Letter by letter, so many milliseconds apart. */
  | { readonly drip: string; readonly everyMs: number }
  /** So many characters, and then the line goes dead. */
  | { readonly cutAfter: number; readonly say: string }
  | { readonly failInside: string }
  | { readonly raw: string; readonly type: string }
  /** Never a word. */
  | { readonly silent: true };

type Counted = {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly output_tokens: number;
};

export type Asked = { readonly headers: Readonly<Record<string, unknown>>; readonly path: string; readonly body: Body };
type Body = {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream: boolean;
  readonly system: readonly { readonly text: string; readonly cache_control?: unknown }[];
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly output_config: { readonly format: { readonly type: string; readonly schema: Record<string, unknown> } };
};

export type ClaudeServer = { readonly url: string; readonly asked: readonly Asked[]; readonly stop: () => void };

/** A small service on this machine that speaks the Messages API, turn by turn; after the last it says it again. */
export const claudeServer = async (turns: readonly Turn[] | (() => Turn)): Promise<ClaudeServer> => {
  const asked: Asked[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse((await bodyOf(request)) || '{}') as Body;
    asked.push({ headers: request.headers, path: request.url ?? '', body });
    const turn = typeof turns === 'function' ? turns() : (turns[asked.length - 1] ?? turns.at(-1));
    if (turn) await answer(turn, response);
  };
  const server = createServer((request, response) => {
    void serve(request, response);
  });
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: addressOf(server), asked, stop };
};

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

const answer = async (turn: Turn, response: ServerResponse): Promise<void> => {
  if ('silent' in turn) return;
  if ('raw' in turn) return void response.writeHead(200, { 'content-type': turn.type }).end(turn.raw);
  if ('status' in turn) {
    const error = { type: 'error', error: { type: 'api_error', message: turn.error ?? 'no' } };
    return void response
      .writeHead(turn.status, { 'content-type': 'application/json', ...turn.headers })
      .end(JSON.stringify(error));
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_1' });
  if ('failInside' in turn) {
    for (const event of begin({})) write(response, event);
    write(response, { type: 'error', error: { type: 'overloaded_error', message: turn.failInside } });
    return void response.end();
  }
  if ('drip' in turn) return drip(turn, response);
  for (const event of [...begin('usage' in turn ? (turn.usage ?? {}) : {}), ...texts(turn.say)]) write(response, event);
  if ('cutAfter' in turn) {
    await sleep(20);
    return void response.destroy();
  }
  for (const event of end(turn.stop ?? 'end_turn', turn)) write(response, event);
  response.end();
};

type Event = { readonly type: string } & Readonly<Record<string, unknown>>;

const write = (response: ServerResponse, event: Event): void =>
  void response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);

const drip = async ({ drip: text, everyMs }: { drip: string; everyMs: number }, response: ServerResponse) => {
  for (const event of begin({})) write(response, event);
  for (const letter of text) {
    if (response.destroyed) return;
    write(response, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: letter } });
    await sleep(everyMs);
  }
  for (const event of end('end_turn', {})) write(response, event);
  response.end();
};

const begin = (usage: Partial<Counted>): Event[] => [
  {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      content: [],
      model: 'claude-haiku-5-5',
      stop_reason: null,
      usage: { input_tokens: 1200, output_tokens: 1, ...usage },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
];

const texts = (text: string): Event[] =>
  (text.match(/[\s\S]{1,500}/g) ?? []).map((part) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: part },
  }));

const end = (stop: string, { category, usage }: { category?: string; usage?: Partial<Counted> }): Event[] => [
  { type: 'content_block_stop', index: 0 },
  {
    type: 'message_delta',
    delta: {
      stop_reason: stop,
      stop_sequence: null,
      ...(category ? { stop_details: { type: 'refusal', category, explanation: 'it may harm' } } : {}),
    },
    usage: { output_tokens: 340, ...usage },
  },
  { type: 'message_stop' },
];
