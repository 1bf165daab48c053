import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import type { Next, Scheduler, Waking } from '../../src/ports/scheduler.ts';
import { worked } from './log.ts';

/** A scheduler, and how time passes for it: one that is made up, or the real one. */
export type SchedulerWorld = {
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly pass: (ms: number) => Promise<void>;
  /** Another one that shares all of it, where there can be two. */
  readonly another?: () => Promise<Scheduler>;
};

/** What each scheduler promises, in units of time that each chooses for itself. */
export const schedulerSuite = (name: string, world: () => Promise<SchedulerWorld>, unitMs: number): void => {
  describe(`the scheduler ${name}`, () => {
    it('wakes whom it is asked to wake, once', async () => {
      const desk = await begun(await world());
      for (const id of ['a', 'b', 'a', 'a']) worked(await desk.scheduler.wake(id));
      await desk.begin();
      await desk.pass(4 * unitMs);
      expect(desk.turns.toSorted()).toEqual(['a', 'b']);
      await desk.end();
    });

    it('wakes again when it is time, and not before', async () => {
      const desk = await begun(await world(), { next: () => ({ inMs: 4 * unitMs, lane: 'x' }) });
      worked(await desk.scheduler.wake('a'));
      await desk.begin();
      await desk.pass(2 * unitMs);
      expect(desk.turns).toEqual(['a']);
      await desk.pass(5 * unitMs);
      expect(desk.turns).toEqual(['a', 'a']);
      await desk.end();
    });

    it('finds those whom nothing wakes, and moves nobody else', async () => {
      const desk = await begun(await world(), { next: () => ({ inMs: 30 * unitMs, lane: '' }) });
      expect(worked(await desk.scheduler.ensure(['a', 'b']))).toEqual(['a', 'b']);
      expect(worked(await desk.scheduler.ensure(['b', 'c']))).toEqual(['c']);
      expect(worked(await desk.scheduler.ensure([]))).toEqual([]);
      await desk.begin();
      await desk.pass(4 * unitMs);
      expect(desk.turns.toSorted()).toEqual(['a', 'b', 'c']);
      expect(worked(await desk.scheduler.ensure(['a', 'b', 'c', 'd']))).toEqual(['d']);
      await desk.pass(4 * unitMs);
      expect(desk.turns.toSorted()).toEqual(['a', 'b', 'c', 'd']);
      await desk.end();
    });

    it('counts one whose turn is being taken as woken', async () => {
      const desk = await begun(await world(), { takesMs: 6 * unitMs });
      worked(await desk.scheduler.wake('a'));
      await desk.begin();
      await desk.pass(3 * unitMs);
      expect(worked(await desk.scheduler.ensure(['a']))).toEqual([]);
      await desk.pass(6 * unitMs);
      expect(desk.turns).toEqual(['a']);
      await desk.end();
    });

    it('wakes once more whoever is asked for while their turn is taken', async () => {
      const desk = await begun(await world(), { takesMs: 3 * unitMs, next: () => ({ inMs: 60 * unitMs, lane: '' }) });
      worked(await desk.scheduler.wake('a'));
      await desk.begin();
      await desk.pass(2 * unitMs);
      for (let nth = 0; nth < 3; nth += 1) worked(await desk.scheduler.wake('a'));
      await desk.pass(12 * unitMs);
      expect(desk.turns).toEqual(['a', 'a']);
      await desk.end();
    });

    it('takes no more turns at once than it may', async () => {
      const desk = await begun(await world(), { takesMs: 2 * unitMs, most: 2 });
      worked(await desk.scheduler.ensure(['a', 'b', 'c', 'd', 'e']));
      await desk.begin();
      await desk.pass(16 * unitMs);
      expect(desk.turns.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(desk.peak()).toBe(2);
      await desk.end();
    });

    it('passes over lanes without room, and nobody waits behind them', async () => {
      const full: string[] = [];
      const lanes: Record<string, string> = { a: 'one', b: 'two' };
      const next = (id: string): Next => ({ inMs: unitMs, lane: lanes[id] ?? '' });
      const desk = await begun(await world(), { next, full: () => full });
      worked(await desk.scheduler.ensure(['a', 'b']));
      await desk.begin();
      await desk.pass(2 * unitMs);
      full.push('one');
      await desk.pass(unitMs);
      const before = desk.turns.filter((id) => id === 'a').length;
      await desk.pass(8 * unitMs);
      expect(desk.turns.filter((id) => id === 'a')).toHaveLength(before);
      expect(desk.turns.filter((id) => id === 'b').length).toBeGreaterThan(3);
      full.pop();
      worked(await desk.scheduler.wake('b'));
      await desk.pass(4 * unitMs);
      expect(desk.turns.filter((id) => id === 'a').length).toBeGreaterThan(before);
      await desk.end();
    });

    it('ends when the turns that were begun are over, and begins none', async () => {
      const desk = await begun(await world(), { takesMs: 4 * unitMs, most: 1 });
      worked(await desk.scheduler.ensure(['a', 'b']));
      await desk.begin();
      await desk.pass(2 * unitMs);
      expect(desk.done()).toBe(0);
      await desk.end();
      expect(desk.done()).toBe(1);
      expect(desk.turns).toHaveLength(1);
    });
  });
};

type Told = {
  readonly next?: (id: string) => Next | undefined;
  readonly takesMs?: number;
  readonly most?: number;
  readonly full?: () => readonly string[];
};

const begun = async ({ scheduler, clock, pass }: SchedulerWorld, told: Told = {}) => {
  const { next = () => undefined, takesMs = 0, most = 4, full = () => [] } = told;
  const turns: string[] = [];
  const stop = new AbortController();
  const over = new AbortController();
  let [flying, peak, done] = [0, 0, 0];
  const waking: Waking = {
    most,
    stop: stop.signal,
    full,
    troubled: () => undefined,
    woken: async (id) => {
      turns.push(id);
      flying += 1;
      peak = Math.max(peak, flying);
      if (takesMs > 0) await clock.sleep(takesMs);
      flying -= 1;
      done += 1;
      return next(id);
    },
  };
  return {
    scheduler,
    pass,
    turns,
    peak: () => peak,
    done: () => done,
    begin: async () => void scheduler.run(waking).then(() => over.abort()),
    end: async () => {
      stop.abort();
      while (!over.signal.aborted) await pass(10);
      await scheduler.close();
    },
  };
};
