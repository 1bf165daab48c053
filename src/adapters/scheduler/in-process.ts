import { ok } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Scheduler, Waking } from '../../ports/scheduler.ts';
import { type Due, dueQueue, type DueQueue } from './due-queue.ts';

/** Everything of it lives in this process, and is made anew from the log by the next. It sleeps until somebody is due. */
export const inProcessScheduler = (clock: Clock): Scheduler => {
  const desk: Desk = {
    clock,
    nowMs: forwardOnly(clock),
    waiting: dueQueue(),
    busy: new Set(),
    again: new Set(),
    bell: new AbortController(),
  };
  return {
    wake: async (id) => {
      if (desk.busy.has(id)) desk.again.add(id);
      else desk.waiting.put({ id, atMs: desk.nowMs(), lane: '' });
      desk.bell.abort();
      return ok(undefined);
    },
    ensure: async (ids) => {
      const lost = ids.filter((id) => !desk.waiting.has(id) && !desk.busy.has(id));
      for (const id of lost) desk.waiting.put({ id, atMs: desk.nowMs(), lane: '' });
      desk.bell.abort();
      return ok(lost);
    },
    run: (waking) => run(desk, waking),
    nowMs: async () => ok(undefined),
    close: async () => undefined,
  };
};

type Desk = {
  readonly clock: Clock;
  readonly nowMs: () => number;
  readonly waiting: DueQueue;
  readonly busy: Set<string>;
  /** Woken while their turn is being taken: it may have looked too early. */
  readonly again: Set<string>;
  /** Rung when somebody came, or left. */
  bell: AbortController;
};

/** A clock that is set back must not let everybody sleep for as long. */
const forwardOnly = ({ nowMs }: Clock): (() => number) => {
  let [last, lost] = [nowMs(), 0];
  return () => {
    const now = nowMs();
    lost += Math.max(0, last - now);
    last = now;
    return now + lost;
  };
};

/** Longer than anybody waits for: the bell rings before. */
const LONG_MS = 3_600_000;

/** Turns on a file may follow each other without ever waiting for anything: whoever else lives here gets a word in. */
const BREATH_MS = 20;

const run = async (desk: Desk, waking: Waking): Promise<void> => {
  const flying = new Set<Promise<void>>();
  const rung = (): void => desk.bell.abort();
  waking.stop.addEventListener('abort', rung, { once: true });
  for (let breathedMs = performance.now(); !waking.stop.aborted;) {
    if (performance.now() - breathedMs > BREATH_MS) {
      await desk.clock.sleep(0);
      breathedMs = performance.now();
    }
    desk.bell = new AbortController();
    const due = flying.size < waking.most ? desk.waiting.first(waking.full()) : undefined;
    const waitMs = due ? due.atMs - desk.nowMs() : LONG_MS;
    if (!due || waitMs > 0) {
      await desk.clock.sleep(waitMs, desk.bell.signal);
      continue;
    }
    const turn = begin(desk, due, waking).finally(() => {
      flying.delete(turn);
      rung();
    });
    flying.add(turn);
  }
  await Promise.all(flying);
};

const begin = async (desk: Desk, due: Due, { woken }: Waking): Promise<void> => {
  const { id } = due;
  desk.waiting.take(due);
  desk.busy.add(id);
  try {
    const next = await woken(id, desk.nowMs() - due.atMs);
    if (desk.again.has(id)) desk.waiting.put({ id, atMs: desk.nowMs(), lane: next?.lane ?? '' });
    else if (next) desk.waiting.put({ id, atMs: desk.nowMs() + next.inMs, lane: next.lane });
  } finally {
    desk.busy.delete(id);
    desk.again.delete(id);
  }
};
