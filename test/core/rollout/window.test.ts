import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ToLocal, windowAt } from '../../../src/core/rollout/window.ts';
import { WEEKDAYS } from '../../../src/core/values/hours.ts';
import { aClimb } from '../../helpers/rollout.ts';

const MIN = 60_000;
const utc: ToLocal = (atMs) => {
  const at = new Date(atMs);
  return { weekday: (at.getUTCDay() + 6) % 7, minute: at.getUTCHours() * 60 + at.getUTCMinutes() };
};
/** Berlin puts its clock forward on 29 March 2026 and back on 25 October 2026, both at 01:00 UTC. */
const berlin: ToLocal = (atMs) => {
  const summer = atMs >= Date.parse('2026-03-29T01:00:00Z') && atMs < Date.parse('2026-10-25T01:00:00Z');
  return utc(atMs + (summer ? 120 : 60) * MIN);
};
const base = aClimb().schedule;
const schedule = (more: Partial<typeof base>) => ({ ...base, windows: [], freezes: [], ...more });
const WORK = schedule({ windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }] });
const at = (time: string, toLocal = utc, hours = WORK) => {
  const { open, opensAtMs } = windowAt(hours, Date.parse(time), toLocal);
  return open ? 'open' : opensAtMs && new Date(opensAtMs).toISOString();
};

describe('the hours in which a step is allowed', () => {
  it.each([
    ['2026-11-23T09:00:00Z', 'open'],
    ['2026-11-23T16:59:59Z', 'open'],
    ['2026-11-23T17:00:00Z', '2026-11-24T09:00:00.000Z'],
    ['2026-11-27T18:30:20Z', '2026-11-30T09:00:00.000Z'],
  ])('%s: %s', (time, expected) => expect(at(time)).toBe(expected));

  it('are those of the zone, when its clock goes forward and when it goes back', () => {
    expect(at('2026-03-27T18:00:00Z', berlin)).toBe('2026-03-30T07:00:00.000Z');
    expect(at('2026-10-23T18:00:00Z', berlin)).toBe('2026-10-26T08:00:00.000Z');
  });

  it('are closed in a freeze with a date, and in one of every week', () => {
    const once = { from: '2026-12-24T00:00:00Z', to: '2027-01-02T00:00:00Z', why: 'holidays' };
    expect(at('2026-12-24T10:00:00Z', utc, schedule({ windows: WORK.windows, freezes: [once] }))).toBe(
      '2027-01-04T09:00:00.000Z',
    );
    const peak = { days: [...WEEKDAYS], from: '11:00', to: '13:00', why: 'peak' };
    expect(at('2026-11-23T12:00:00Z', utc, schedule({ freezes: [peak] }))).toBe('2026-11-23T13:00:00.000Z');
  });

  it('may be none: then there is no time to name', () => {
    const always = { days: [...WEEKDAYS], from: '00:00', to: '24:00', why: 'closed' };
    expect(windowAt(schedule({ freezes: [always] }), 0, utc)).toEqual({ open: false, why: expect.any(String) });
  });

  it('are all of them where nothing is written', () =>
    expect(at('2026-11-28T03:00:00Z', utc, schedule({}))).toBe('open'));

  it('open when they say, at any time of any year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(utc, berlin), (ms, zone) => {
        const found = windowAt(WORK, ms, zone);
        if (found.open) return;
        expect(found.opensAtMs).toBeGreaterThan(ms);
        expect(windowAt(WORK, found.opensAtMs ?? 0, zone).open).toBe(true);
        expect(windowAt(WORK, (found.opensAtMs ?? 0) - MIN, zone).open).toBe(false);
      }),
    );
  });
});
