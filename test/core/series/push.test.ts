import { describe, expect, it } from 'vitest';
import { readPush } from '../../../src/core/series/push.ts';
import { MOST_A_DAY, newOf, NO_DAY, withPushes } from '../../../src/core/series/pushed.ts';
import { problemOf, worked } from '../../helpers/log.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const MINUTE = 60_000;
const SPEAKS = { metrics: ['error-rate', 'latency'], arms: ['treatment', 'control'] };

const one = (more: Record<string, unknown> = {}) => ({
  metric: 'error-rate',
  flag: 'new_login',
  arm: 'treatment',
  from: NOW - 2 * MINUTE,
  to: NOW - MINUTE,
  samples: 100,
  bad: 1,
  ...more,
});

const read = (...observations: readonly object[]) => readPush({ observations }, SPEAKS, NOW);

describe('a push', () => {
  it('is read with moments as numbers or with their zone, and kept with both ends', () => {
    const { observations } = worked(read(one({ from: '2026-03-02T13:58:00+02:00', to: '2026-03-02T11:59:00Z' })));
    expect(observations).toEqual([
      {
        metric: 'error-rate',
        flag: 'new_login',
        arm: 'treatment',
        fromMs: NOW - 2 * MINUTE,
        toMs: NOW - MINUTE,
        samples: 100,
        bad: 1,
      },
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a metric that the hook does not speak of', { metric: 'eror-rate' }, 'push-metric'],
    ['an arm that nobody knows', { arm: 'treatmnet' }, 'push-arm'],
    ['a time without a zone', { from: '2026-03-02T11:58:00' }, 'push-wrong-form'],
    ['a window that ends before it begins', { to: NOW - 3 * MINUTE }, 'push-to'],
    ['a window of no time', { to: NOW - 2 * MINUTE }, 'push-to'],
    ['a window of a day', { from: NOW - 25 * 60 * MINUTE }, 'push-to'],
    ['the future', { from: NOW, to: NOW + 2 * MINUTE }, 'push-to'],
    ['what is long over', { from: NOW - 13 * 60 * MINUTE, to: NOW - 13 * 60 * MINUTE + MINUTE }, 'push-from'],
    ['a count below zero', { samples: -1 }, 'push-out-of-range'],
    ['fewer bad than none', { bad: -1 }, 'push-out-of-range'],
    ['more bad than there are', { bad: 101 }, 'push-bad'],
    ['more users with errors than there are', { bad: undefined, usersBad: 101 }, 'push-bad'],
    ['more new users than there are', { newUsers: 101 }, 'push-newusers'],
    ['a number that is none', { bad: Number.NaN }, 'push-wrong-type'],
    ['a number without end', { value: Number.POSITIVE_INFINITY }, 'push-wrong-type'],
    ['a text for a number', { samples: '100' }, 'push-wrong-type'],
    ['a field that nobody knows', { sampels: 100 }, 'push-unknown-field'],
    ['samples of which it says nothing', { bad: undefined }, 'push-bad'],
    ['percentiles that are turned round', { p50: 300, p99: 100 }, 'push-p99'],
    ['buckets that do not ascend', { histogram: { bounds: [2, 1], counts: [1, 1, 1] } }, 'push-histogram'],
    ['a bucket below zero', { histogram: { bounds: [1], counts: [1, -1] } }, 'push-histogram'],
    ['a bucket too few', { histogram: { bounds: [1, 2], counts: [1, 1] } }, 'push-histogram'],
    ['a group without all of them beside it', { segment: 'de' }, 'push-segment'],
  ])('is refused for %s', (_, more, code) => {
    expect(problemOf(read(one(more)))?.code).toBe(code);
  });

  it('is refused with all that is wrong, and with where it stands', () => {
    const found = read(one(), one({ metric: 'x', bad: 101 }), one({ arm: 'y' }));
    expect(found.ok ? [] : found.problems.map(({ path }) => path)).toEqual([
      'observations[1].metric',
      'observations[1].bad',
      'observations[2].arm',
    ]);
    expect(read(...Array.from({ length: 501 }, () => one())).ok).toBe(false);
    expect(read().ok).toBe(false);
  });

  it('may hold a group beside all of them, and samples of nobody', () => {
    expect(read(one(), one({ segment: 'de', samples: 10 })).ok).toBe(true);
    expect(read(one({ samples: 0, bad: undefined })).ok).toBe(true);
  });
});

const kept = (...observations: readonly object[]) => {
  const event = { schemaVersion: 1, type: 'observations-pushed', atMs: NOW, by: 'hook shop' } as const;
  return withPushes(NO_DAY, [{ ...event, observations: [...worked(read(...observations)).observations] }]);
};

const fresh = (known: readonly object[], ...observations: readonly object[]) =>
  newOf(worked(read(...observations)).observations, { days: [kept(...known)], today: 0 });

describe('what is new of a push', () => {
  it('is what was not told before, in the same words', () => {
    expect(worked(fresh([one()], one(), one({ arm: 'control' })))).toMatchObject([{ arm: 'control' }]);
    const next = one({ from: NOW - MINUTE, to: NOW });
    expect(worked(fresh([one()], next))).toHaveLength(1);
    expect(worked(fresh([one()], one({ flag: 'new_cart' })))).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['tells the same time otherwise', one({ bad: 0 })],
    ['overlaps at its beginning', one({ from: NOW - 90_000, to: NOW })],
    ['overlaps at its end', one({ from: NOW - 3 * MINUTE, to: NOW - 90_000 })],
    ['lies inside', one({ from: NOW - 110_000, to: NOW - 70_000 })],
    ['lies around', one({ from: NOW - 5 * MINUTE, to: NOW })],
  ])('is nothing where one of them %s', (_, odd) => {
    const found = fresh([one()], one({ metric: 'latency', value: 3 }), odd);
    expect(found.ok ? [] : found.problems).toMatchObject([{ code: 'push-overlaps', path: 'observations[1]' }]);
  });

  it('is nothing where the push overlaps with itself, or there are too many of the day', () => {
    expect(fresh([one({ arm: 'control' })], one(), one({ from: NOW - 90_000, to: NOW })).ok).toBe(false);
    const { observations } = worked(read(one()));
    const full = newOf(observations, { days: [], today: MOST_A_DAY });
    expect(full).toMatchObject({ ok: false, problems: [{ code: 'too-many' }] });
    expect(newOf(observations, { days: [], today: MOST_A_DAY - 1 }).ok).toBe(true);
  });
});
