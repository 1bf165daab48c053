import { describe, expect, it } from 'vitest';
import { localIn } from '../../../src/app/executor/local-time.ts';
import { windowAt } from '../../../src/core/rollout/window.ts';
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

const schedule = (from: string, to: string) => ({
  ...aClimb().schedule,
  timeZone: 'Europe/Berlin',
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
