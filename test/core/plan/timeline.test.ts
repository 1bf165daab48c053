import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { timelineOf } from '../../../src/core/plan/timeline.ts';
import { DAY, toIso, toMs } from '../../../src/core/values/duration.ts';
import { WEEKDAYS, type WeeklyHours } from '../../../src/core/values/hours.ts';
import { aPlan } from '../../helpers/samples.ts';

const HOUR = 3_600_000;
const clockOf = (ms: number) => `Day ${Math.floor(ms / DAY) + 1} ${new Date(ms).toISOString().slice(11, 16)}`;
const calendarOf = (plan: Pick<Plan, 'phases' | 'schedule'>) =>
  timelineOf(plan).entries.map(({ startMs, phase }) => `${clockOf(startMs)} ${phase.audience.percent} %`);

const scheduled = (plan: Plan, more: Partial<Plan['schedule']>): Plan => ({
  ...plan,
  schedule: { ...plan.schedule, windows: [], freezes: [], ...more },
});
const EVERY_DAY = [...WEEKDAYS];

describe('the calendar of a plan', () => {
  it('climbs in three days and is longest at half', () => {
    const timeline = timelineOf(aPlan('medium', { ladder: 'hold-at-half' }));
    expect(calendarOf(aPlan('medium', { ladder: 'hold-at-half' }))).toEqual([
      'Day 1 09:00 0 %',
      'Day 1 09:30 1 %',
      'Day 1 11:00 5 %',
      'Day 1 13:00 10 %',
      'Day 1 15:00 25 %',
      'Day 2 09:00 50 %',
      'Day 2 15:00 75 %',
      'Day 3 09:00 100 %',
    ]);
    expect(timeline.totalMs).toBe(2 * DAY);
  });

  it('waits over a weekend', () => {
    expect(calendarOf(aPlan('high')).slice(3)).toEqual(['Day 5 09:00 25 %', 'Day 8 09:00 50 %', 'Day 10 09:00 100 %']);
  });

  it('starts at once where there are no windows', () => {
    expect(calendarOf(scheduled(aPlan('medium'), {}))[0]).toBe('Day 1 00:00 5 %');
  });

  it('keeps out of weekly freezes, and only lists those with a date', () => {
    const peak = { days: EVERY_DAY, from: '00:00', to: '12:00', why: 'peak hours' };
    const once = { from: '2026-12-24T00:00:00Z', to: '2026-12-27T00:00:00Z', why: 'holidays' };
    expect(calendarOf(scheduled(aPlan('medium'), { freezes: [peak, once] }))[0]).toBe('Day 1 12:00 5 %');
  });

  it('lets a window run past midnight and past Sunday', () => {
    const night: WeeklyHours = { days: ['sun'], from: '22:00', to: '04:00' };
    const plan = scheduled(aPlan('medium'), { windows: [night] });
    expect(calendarOf(plan)).toEqual([
      'Day 1 00:00 5 %',
      'Day 7 22:00 25 %',
      'Day 14 22:00 50 %',
      'Day 21 22:00 100 %',
    ]);
  });

  it('says so where nothing is ever open', () => {
    const always = { days: EVERY_DAY, from: '00:00', to: '24:00', why: 'closed for good' };
    expect(timelineOf(scheduled(aPlan('high'), { freezes: [always] }))).toEqual({
      entries: [],
      neverOpen: true,
      byWeek: true,
      totalMs: 0,
    });
  });
});

const clock = fc.integer({ min: 0, max: 47 }).map((half) => new Date(half * 1_800_000).toISOString().slice(11, 16));
const hours: fc.Arbitrary<WeeklyHours> = fc.record({
  days: fc.subarray(EVERY_DAY, { minLength: 1 }),
  from: clock,
  to: fc.oneof(clock, fc.constant('24:00')),
});
const plans = fc
  .record({
    windows: fc.array(hours, { maxLength: 4 }),
    freezes: fc.array(
      hours.map((some) => ({ ...some, why: 'peak hours' })),
      { maxLength: 3 },
    ),
    soaks: fc.array(fc.integer({ min: 0, max: 20 * 24 * 60 }), { minLength: 1, maxLength: 8 }),
  })
  .map(({ windows, freezes, soaks }) => {
    const plan = scheduled(aPlan('high'), { windows, freezes });
    const [phase] = plan.phases;
    return {
      ...plan,
      phases: soaks.flatMap((minutes) => (phase ? [{ ...phase, soak: toIso(minutes * 60_000) }] : [])),
    };
  });

const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** Another way to ask the same question: minute by minute, with no arithmetic on stretches. */
const contains = ({ days, from, to }: WeeklyHours, ms: number): boolean => {
  const minute = Math.floor(ms / 60_000) % (7 * 24 * 60);
  const [opens, closes] = [minuteOf(from), minuteOf(to)];
  const on = (day: number) => days.some((name) => WEEKDAYS.indexOf(name) === ((day % 7) + 7) % 7);
  const [day, ofDay] = [Math.floor(minute / 1440), minute % 1440];
  if (opens <= closes) return on(day) && ofDay >= opens && ofDay < closes;
  return (on(day) && ofDay >= opens) || (on(day - 1) && ofDay < closes);
};

describe('any calendar', () => {
  it('never starts a phase before the soak is over, outside a window or in a freeze, nor later than it must', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { windows, freezes } = plan.schedule;
        const open = (ms: number) =>
          (windows.length === 0 || windows.some((some) => contains(some, ms))) &&
          !freezes.some((some) => 'days' in some && contains(some, ms));
        const everOpen = Array.from({ length: 7 * 48 }, (_, half) => half * 1_800_000).some(open);
        const { entries, neverOpen, totalMs } = timelineOf(plan);
        expect(neverOpen).toBe(!everOpen);
        expect(entries).toHaveLength(everOpen ? plan.phases.length : 0);
        let ready = 0;
        for (const { startMs, phase } of entries) {
          expect(startMs).toBeGreaterThanOrEqual(ready);
          expect(open(startMs)).toBe(true);
          for (let at = ready; at < startMs; at += HOUR / 2) expect(open(at)).toBe(false);
          ready = startMs + toMs(phase.soak ?? 'PT0S');
        }
        expect(totalMs).toBe(everOpen ? ready - (entries[0]?.startMs ?? 0) : 0);
      }),
    );
  });
});
