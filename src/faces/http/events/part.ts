import { Hono } from 'hono';
import { streamSSE, type SSEStreamingApi } from 'hono/streaming';
import { backlogOf, backlogSince } from '../../../app/events/backlog.ts';
import type { Heard } from '../../../app/events/heard.ts';
import { type Tail, tailOf } from '../../../app/events/tail.ts';
import { problem, type Problem } from '../../../core/problem.ts';
import { type Caller, mayIn } from '../caller.ts';
import { problems } from '../problem.ts';
import { allowed } from '../api/rights.ts';
import type { Row } from '../api/rows.ts';
import { type Room, roomFor } from '../room.ts';
import type { Asked, Env, Part, Serving } from '../serving.ts';
import { aWaiting, HEARTBEAT_MS, lastIn, say, sayHello, sayMissed, type Waiting } from './stream.ts';

/** All at once, and those of one caller. */
const MOST_STREAMS = 200;
const MOST_OF_ONE = 20;

/** What happens, as it happens: server-sent events, of all rollouts that are theirs or of one. */
export const events: Part = (serving) => {
  const app = new Hono<Env>();
  const tail = tailOf(serving.log, serving.ports.clock, serving.ending);
  const desk: Desk = { serving, tail, room: roomFor(MOST_STREAMS, MOST_OF_ONE) };
  for (const row of STREAMS) app.get(row.path, (c) => streamed(row, c, desk));
  return app;
};

/** Asked for and refused as any other look; only what comes back is a stream. */
const STREAMS: readonly Pick<Row, 'path' | 'right' | 'where'>[] = [
  { path: '/api/v1/events', right: 'look', where: 'some' },
  { path: '/api/v1/rollouts/:rollout/events', right: 'look', where: 'rollout' },
];

type Desk = {
  readonly serving: Serving;
  readonly tail: Tail;
  readonly room: Room;
};

const NOTHING_SAID = { input: {}, documents: new Map() };

const streamed = async (row: (typeof STREAMS)[number], c: Asked, desk: Desk): Promise<Response> => {
  const rollout = await allowed(row, c, NOTHING_SAID, desk.serving);
  if (!rollout.ok) return problems(c, rollout.problems);
  const leave = desk.room.enter(c.get('caller').name);
  if (!leave) return problems(c, [tooMany()]);
  const waiting = aWaiting();
  const one = rollout.value?.id;
  const end = await desk.tail.listen((heard) =>
    waiting.add(heard.filter((it) => one === undefined || it.rollout === one)),
  );
  if (!end.ok) {
    leave();
    return problems(c, end.problems);
  }
  c.header('x-accel-buffering', 'no');
  return streamSSE(
    c,
    async (stream) => {
      const { ending } = desk.serving;
      ending.addEventListener('abort', waiting.end, { once: true });
      try {
        await tell({ stream, waiting, one, c, desk });
      } finally {
        ending.removeEventListener('abort', waiting.end);
        end.value();
        leave();
      }
    },
    // Whoever has gone hears nothing more, and nobody else is to hear why.
    async () => undefined,
  );
};

type Telling = {
  readonly stream: SSEStreamingApi;
  readonly waiting: Waiting;
  readonly one: string | undefined;
  readonly c: Asked;
  readonly desk: Desk;
};

const tell = async ({ stream, waiting, one, c, desk: { serving } }: Telling): Promise<void> => {
  stream.onAbort(waiting.end);
  if (serving.ending.aborted) waiting.end();
  await sayHello(stream);
  const sent = new Map<string, number>();
  const pass = async (heard: Heard, caller: Caller): Promise<void> => {
    if (heard.version <= (sent.get(heard.rollout) ?? 0)) return;
    sent.set(heard.rollout, heard.version);
    if (mayIn(caller, 'look', heard.environment)) await say(stream, heard);
  };
  const { clock } = serving.ports;
  let [caller, provedAtMs] = [c.get('caller'), clock.nowMs()];
  for (const heard of await missed({ stream, one, c, serving })) await pass(heard, caller);
  for (let next = await waiting.next(clock); next !== 'over'; next = await waiting.next(clock)) {
    // Rights end, and a stream that was opened with them ends as well, however much there is to tell.
    if (next === 'nothing' || Math.abs(clock.nowMs() - provedAtMs) >= HEARTBEAT_MS) {
      const again = await serving.who(c.req.raw);
      if (!again.ok) break;
      [caller, provedAtMs] = [again.value, clock.nowMs()];
    }
    if (next === 'nothing') await stream.write(': still here\n\n');
    else await pass(next, caller);
  }
};

type Missing = Pick<Telling, 'stream' | 'one' | 'c'> & { readonly serving: Serving };

/** What happened while somebody was away, where they say what they heard last; where that is too much, that it is. */
const missed = async ({ stream, one, c, serving: { log } }: Missing): Promise<readonly Heard[]> => {
  const last = lastIn(c.req.header('last-event-id') ?? c.req.query('after'));
  if (!last) return [];
  const found = await (one === undefined ? backlogSince(log, last) : backlogOf(log, one, last));
  if (found.ok && found.value.is === 'all') return found.value.heard;
  await sayMissed(stream);
  return [];
};

const tooMany = (): Problem =>
  problem({
    kind: 'locked',
    code: 'too-many',
    message: 'too many streams are open',
    hint: 'close one, or ask for the list from time to time',
  });
