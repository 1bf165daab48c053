import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { eventReader } from '../../core/rollout/log-event.ts';
import { AtMs } from '../../core/rollout/words.ts';
import { Sha256 } from '../../core/values/digest.ts';
import { DAY, MINUTE } from '../../core/values/duration.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { type Ledger, ledgerOf } from '../ledger.ts';

/** An answer of so many letters is told again; a longer one is made anew. */
export const MOST_LETTERS = 16_384;

/** In one day. What is asked without a key is asked as often as before. */
const MOST_A_DAY = 10_000;

/** Whoever began and has not answered by then is gone. */
const GONE_MS = MINUTE;

const Answer = z.strictObject({
  status: z.int().min(200).max(499),
  headers: z.record(z.string().max(100), z.string().max(1000)),
  body: z.string().max(MOST_LETTERS),
});
export type Answer = z.infer<typeof Answer>;

const about = { schemaVersion: z.literal(1), atMs: AtMs, key: Sha256 };

const Noted = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('request-begun'), ...about, said: Sha256 }),
  z.strictObject({ type: z.literal('request-answered'), ...about, answer: Answer }),
  z.strictObject({ type: z.literal('request-let-go'), ...about }),
]);
type Noted = z.infer<typeof Noted>;

const readNoted = eventReader<Noted>(Noted, 1);

type Request = { readonly said: Sha256; readonly atMs: number; readonly answer?: Answer };

type Requests = ReadonlyMap<string, Request>;

/** What a key means now: it is new, its answer is known, it is being answered, or it was used for something else. */
export type Begun =
  | { readonly is: 'new'; readonly day: number }
  | { readonly is: 'known'; readonly answer: Answer }
  | { readonly is: 'busy' | 'other' };

export type Book = {
  readonly begin: (key: Sha256, said: Sha256) => Promise<Result<Begun>>;
  /** With what is to be told again; without, the same key begins anew. */
  readonly end: (key: Sha256, day: number, answer: Answer | undefined) => Promise<Result<unknown>>;
};

/**
 * Which requests were answered in the last day, and how: in the log, so that every process knows it, and one that died knows
 * it again. One log a day, and only two of them are ever read.
 */
export const openBook = (log: EventLog, clock: Pick<Clock, 'nowMs'>): Book => {
  const days = new Map<number, Ledger<Noted, Requests>>();
  const on = (day: number): Ledger<Noted, Requests> => {
    const known = days.get(day);
    if (known) return known;
    for (const one of days.keys()) if (one < day - 1) days.delete(one);
    const kind = { read: readNoted, begin: new Map(), fold: withNoted };
    const ledger = ledgerOf<Noted, Requests>({ id: `once:${day}`, ...kind }, log, clock);
    days.set(day, ledger);
    return ledger;
  };
  return {
    begin: async (key, said) => {
      const atMs = clock.nowMs();
      const day = Math.floor(atMs / DAY);
      const before = await on(day - 1).known();
      if (!before.ok) return before;
      let begun: Begun = { is: 'new', day };
      const written = await on(day).add(({ state }) => {
        begun = meaningOf(state.get(key) ?? before.value.state.get(key), { said, atMs, day });
        if (begun.is !== 'new') return ok([]);
        if (state.size >= MOST_A_DAY) return failed(tooManyKeys());
        return ok([{ schemaVersion: 1, type: 'request-begun', atMs, key, said }]);
      });
      return written.ok ? ok(begun) : written;
    },
    end: (key, day, answer) => {
      const said = { schemaVersion: 1, atMs: clock.nowMs(), key } as const;
      return on(day).add(() =>
        ok([answer ? { ...said, type: 'request-answered', answer } : { ...said, type: 'request-let-go' }]),
      );
    },
  };
};

type Asked = { readonly said: Sha256; readonly atMs: number; readonly day: number };

const meaningOf = (found: Request | undefined, { said, atMs, day }: Asked): Begun => {
  if (!found || atMs - found.atMs >= DAY) return { is: 'new', day };
  if (found.said !== said) return { is: 'other' };
  if (found.answer) return { is: 'known', answer: found.answer };
  return atMs - found.atMs < GONE_MS ? { is: 'busy' } : { is: 'new', day };
};

const withNoted = (before: Requests, events: readonly Noted[]): Requests => {
  const requests = new Map(before);
  for (const event of events) {
    const known = requests.get(event.key);
    if (event.type === 'request-begun') requests.set(event.key, { said: event.said, atMs: event.atMs });
    else if (event.type === 'request-let-go') requests.delete(event.key);
    else if (known) requests.set(event.key, { ...known, answer: event.answer });
  }
  return requests;
};

const tooManyKeys = (): Problem =>
  problem({
    kind: 'locked',
    code: 'too-many',
    path: 'idempotency-key',
    message: `there were ${MOST_A_DAY} requests with a key of their own today`,
    hint: 'ask without a key, or with If-Match',
  });
