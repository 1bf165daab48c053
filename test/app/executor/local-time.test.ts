import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localIn } from '../../../src/app/executor/local-time.ts';
import { windowAt } from '../../../src/core/rollout/window.ts';
import { MINUTE } from '../../../src/core/values/duration.ts';
import { aClimb, HOUR } from '../../helpers/rollout.ts';

const at = (zone: string, time: string): string => {
  const { weekday, minute } = localIn(zone)(Date.parse(time));
  return `${weekday} ${Math.floor(minute / 60)}:${minute % 60}`;
};

describe('the clock on the wall', () => {
  it.each([
    ['UTC', '2026-11-23T09:30:59.999Z', '0 9:30'],
    ['UTC', '2026-11-22T23:59:00Z', '6 23:59'],
    ['UTC', '2026-11-23T00:00:00Z', '0 0:0'],
    ['Europe/Berlin', '2026-03-29T00:59:00Z', '6 1:59'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '6 3:0'],
    ['Europe/Berlin', '2026-10-25T00:59:00Z', '6 2:59'],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', '6 2:0'],
    ['America/New_York', '2026-11-01T05:59:00Z', '6 1:59'],
    ['America/New_York', '2026-11-01T06:00:00Z', '6 1:0'],
    ['Asia/Kathmandu', '2026-11-23T18:20:00Z', '1 0:5'],
    ['Australia/Lord_Howe', '2026-10-03T15:29:00Z', '6 1:59'],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', '6 2:30'],
    ['Pacific/Apia', '2026-11-23T10:00:00Z', '0 23:0'],
  ])('%s at %s', (zone, time, local) => expect(at(zone, time)).toBe(local));

  it('is one that nobody knows: that is a fault, and lint finds it before', () =>
    expect(() => localIn('Europe/Atlantis')).toThrow(RangeError));
});

const schedule = (from: string, to: string, timeZone = 'Europe/Berlin') => ({
  ...aClimb().schedule,
  timeZone,
  windows: [{ days: ['sun' as const], from, to }],
  freezes: [],
});

const opens = (time: string, from = '02:00', to = '04:00') => {
  const window = windowAt(schedule(from, to), Date.parse(time), localIn('Europe/Berlin'));
  return window.open ? 'open' : new Date(window.opensAtMs ?? 0).toISOString();
};

describe('a window across a change of the clock', () => {
  it('is open when the hour it begins in is left out', () => {
    expect(opens('2026-03-29T00:30:00Z')).not.toBe('open');
    expect(opens('2026-03-29T01:00:00Z')).toBe('open');
  });

  it('stays open through the hour that comes twice', () => {
    const start = Date.parse('2026-10-25T00:00:00Z');
    const hours = [0, 1, 2, 3].map((nth) => opens(new Date(start + nth * HOUR).toISOString()).slice(0, 4));
    expect(hours).toEqual(['open', 'open', 'open', '2026']);
  });

  it('is as long before as after for who works by day', () => {
    expect(opens('2026-03-28T12:00:00Z', '09:00', '17:00')).toBe('2026-03-29T07:00:00.000Z');
    expect(opens('2026-10-24T12:00:00Z', '09:00', '17:00')).toBe('2026-10-25T08:00:00.000Z');
  });
});

/** Minute by minute, as a person would look at the clock on the wall. */
const opensByLooking = (hours: ReturnType<typeof schedule>, fromMs: number): number | undefined => {
  const toLocal = localIn(hours.timeZone);
  const minutes = Array.from({ length: 15 * 24 * 60 }, (_, nth) => fromMs + nth * MINUTE);
  return minutes.find((atMs) => windowAt(hours, atMs, toLocal).open);
};

describe('a window that begins where the clock is put forward or back opens', () => {
  it.each([
    [
      'Europe/Berlin',
      'in spring, at the end of the hour left out',
      '02:00',
      '04:00',
      '2026-03-28T20:00:00Z',
      '2026-03-29T01:00:00Z',
    ],
    [
      'Europe/Berlin',
      'in spring, asked within the hour before',
      '02:30',
      '04:00',
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:00:00Z',
    ],
    [
      'Europe/Berlin',
      'a week later, where all of it is left out',
      '02:00',
      '03:00',
      '2026-03-28T20:00:00Z',
      '2026-04-05T00:00:00Z',
    ],
    ['Europe/Berlin', 'in autumn, the first time', '02:00', '03:00', '2026-10-24T20:00:00Z', '2026-10-25T00:00:00Z'],
    ['Europe/Berlin', 'in autumn, the second time', '02:10', '02:20', '2026-10-25T00:30:00Z', '2026-10-25T01:10:00Z'],
    [
      'America/New_York',
      'in spring, at the end of the hour left out',
      '02:00',
      '04:00',
      '2026-03-07T20:00:00Z',
      '2026-03-08T07:00:00Z',
    ],
    [
      'America/New_York',
      'a week later, where all of it is left out',
      '02:15',
      '02:45',
      '2026-03-07T20:00:00Z',
      '2026-03-15T06:15:00Z',
    ],
    ['America/New_York', 'in autumn, the first time', '01:00', '02:00', '2026-10-31T20:00:00Z', '2026-11-01T05:00:00Z'],
    [
      'America/New_York',
      'in autumn, the second time',
      '01:10',
      '01:20',
      '2026-11-01T05:30:00Z',
      '2026-11-01T06:10:00Z',
    ],
  ])('%s: %s', (...[zone, , from, to, asked, expected]) => {
    const hours = schedule(from, to, zone);
    const { opensAtMs } = windowAt(hours, Date.parse(asked), localIn(zone));
    expect(new Date(opensAtMs ?? 0).toISOString()).toBe(new Date(expected).toISOString());
    expect(opensByLooking(hours, Date.parse(asked))).toBe(opensAtMs);
  });

  it('when looking at every minute finds it, from any hour of the weeks around', () => {
    const around = ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01'].map(
      (day) => Date.parse(day) - 3 * 24 * HOUR,
    );
    const anyTime = fc.tuple(fc.constantFrom(...around), fc.nat(6 * 24 * 60));
    const clock = fc.nat(23).map((hour) => `${String(hour).padStart(2, '0')}:00`);
    fc.assert(
      fc.property(
        anyTime,
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
        clock,
        (at, zone, from) => {
          const hours = schedule(from, `${from.slice(0, 3)}40`, zone);
          const askedMs = at[0] + at[1] * MINUTE;
          const found = windowAt(hours, askedMs, localIn(zone));
          expect(opensByLooking(hours, askedMs)).toBe(found.open ? askedMs : found.opensAtMs);
        },
      ),
      { numRuns: 10 },
    );
  });
});
