import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Watch } from '../../../src/core/guards/judgement.ts';
import type { Arm, Measurement } from '../../../src/core/guards/measurement.ts';
import { sound } from '../../../src/core/guards/measurement.ts';
import { doubtOfPast, judgeGate, judgeTrigger } from '../../../src/core/guards/verdict.ts';

const NOW = 1_800_000_000_000;
const WINDOW = 5 * 60_000;

const watch = (more: Partial<Watch> = {}): Watch => ({
  rule: { is: 'above', value: 5 },
  window: 'PT5M',
  minSamples: 100,
  kind: 'ratio',
  unit: '%',
  good: 'down',
  ...more,
});
const heard = (treatment: Partial<Arm>, control?: Partial<Arm>, more: object = {}): Measurement => ({
  is: 'measured',
  fromMs: NOW - WINDOW,
  toMs: NOW,
  atMs: NOW,
  treatment: { samples: 1000, ...treatment },
  ...(control ? { control: { samples: 1000, ...control } } : {}),
  ...more,
});
const verdict = (asked: Watch, measurement: Measurement | undefined): string =>
  judgeTrigger(asked, measurement, NOW).verdict;
const ratio = (bad: number, count = 1000): Partial<Arm> => ({ bad, count });

describe('a fixed limit', () => {
  it.each([
    [5, 'pass'],
    [5.1, 'fail'],
    [0, 'pass'],
  ])('above 5: %d is a %s', (value, expected) => expect(verdict(watch(), heard({ value }))).toBe(expected));

  it.each([
    [95, 'pass'],
    [94.9, 'fail'],
  ])('below 95: %d is a %s', (value, expected) =>
    expect(verdict(watch({ rule: { is: 'below', value: 95 }, good: 'up' }), heard({ value }))).toBe(expected),
  );

  it.each([
    ['at-least', 5, 'fail'],
    ['at-least', 4.9, 'pass'],
    ['at-most', 5, 'fail'],
    ['at-most', 5.1, 'pass'],
  ] as const)('%s 5, that number included: %d is a %s', (is, value, expected) =>
    expect(verdict(watch({ rule: { is, value: 5 } }), heard({ value }))).toBe(expected),
  );

  it('takes the share from what was counted', () => {
    expect(verdict(watch(), heard(ratio(51)))).toBe('fail');
    expect(verdict(watch(), heard(ratio(50)))).toBe('pass');
    expect(verdict(watch({ minSamples: 0 }), heard(ratio(0, 0)))).toBe('no-data');
  });

  it('takes the 99th percentile of a latency where there is no value', () => {
    const slow = watch({ kind: 'latency', unit: 'ms', rule: { is: 'above', value: 300 } });
    expect(judgeTrigger(slow, heard({ p50: 20, p99: 301 }), NOW)).toEqual({
      verdict: 'fail',
      why: '301 ms is above 300 ms (1000 samples)',
    });
    expect(verdict(slow, heard({ p50: 20 }))).toBe('no-data');
  });

  it('stands whatever control does', () => {
    expect(verdict(watch(), heard({ value: 9 }, { value: 9 }))).toBe('fail');
    expect(verdict(watch(), heard({ value: 9 }, { value: Number.NaN, samples: 5 }))).toBe('fail');
    expect(verdict(watch(), heard({ value: 9 }, { value: -1 }))).toBe('fail');
  });
});

describe('a limit relative to control', () => {
  const twice = watch({ rule: { is: 'times-control', value: 2 } });

  it.each([
    [{ value: 4 }, { value: 2 }, 'pass'],
    [{ value: 4.1 }, { value: 2 }, 'fail'],
    [{ value: 4.1 }, undefined, 'no-data'],
    [{ value: 4.1 }, { value: 2, samples: 99 }, 'inconclusive'],
    [{ value: 4.1 }, { value: -2 }, 'error'],
  ])('%o against %o: %s', (treatment, control, expected) =>
    expect(verdict(twice, heard(treatment, control))).toBe(expected),
  );

  it('says what is wrong with control', () => {
    const broken = heard({ value: 4 }, { value: Number.NaN });
    expect(judgeTrigger(twice, broken, NOW)).toEqual({ verdict: 'no-data', why: 'of control, value is NaN' });
    expect(sound(sound(broken))).toEqual(sound(broken));
  });

  it('takes no errors at all for as many as could have been missed', () => {
    expect(verdict(twice, heard(ratio(2), ratio(0)))).toBe('pass');
    expect(verdict(twice, heard(ratio(3), ratio(0)))).toBe('fail');
  });

  it('cannot tell a multiple of nothing', () => {
    expect(verdict({ ...twice, kind: 'latency' }, heard({ value: 5 }, { value: 0 }))).toBe('inconclusive');
  });

  it('looks to the bad side of what should be high', () => {
    const half = watch({ rule: { is: 'times-control', value: 0.5 }, good: 'up', kind: 'gauge' });
    expect(verdict(half, heard({ value: 49 }, { value: 100 }))).toBe('fail');
    expect(verdict(half, heard({ value: 51 }, { value: 100 }))).toBe('pass');
  });

  it('is upstream where control is beyond its own usual value as well', () => {
    const known = { ...twice, baseline: 1 };
    expect(judgeTrigger(known, heard({ value: 9 }, { value: 3 }), NOW)).toMatchObject({
      verdict: 'inconclusive',
      bothArms: true,
    });
    expect(verdict(known, heard({ value: 9 }, { value: 1.5 }))).toBe('fail');
  });
});

describe('a limit relative to the usual value', () => {
  const twice = watch({ rule: { is: 'times-baseline', value: 2 }, baseline: 1 });

  it('fires where treatment alone is beyond it, and is upstream where both are', () => {
    expect(verdict(twice, heard({ value: 3 }, { value: 1 }))).toBe('fail');
    expect(verdict(twice, heard({ value: 3 }))).toBe('fail');
    expect(judgeTrigger(twice, heard({ value: 3 }, { value: 3 }), NOW)).toMatchObject({
      verdict: 'inconclusive',
      bothArms: true,
    });
    expect(verdict(twice, heard({ value: 2 }, { value: 3 }))).toBe('pass');
  });

  it('is undecided where nobody knows the usual value', () => {
    expect(verdict({ ...twice, baseline: undefined }, heard({ value: 3 }))).toBe('inconclusive');
    expect(verdict({ ...twice, baseline: 0 }, heard({ value: 3 }))).toBe('inconclusive');
  });
});

describe('what is never a pass', () => {
  const good = { value: 1 };
  it.each<[string, Measurement | undefined, string]>([
    ['nothing', undefined, 'no-data'],
    ['no data', { is: 'no-data', why: 'empty' }, 'no-data'],
    ['an error', { is: 'error', why: 'timeout' }, 'error'],
    ['not a number', heard({ value: Number.NaN }), 'error'],
    ['infinity', heard({ value: Infinity }), 'error'],
    ['a negative rate', heard({ value: -1 }), 'error'],
    ['a negative count', heard({ bad: -1, count: 100 }), 'error'],
    ['more bad than all', heard(ratio(101, 100)), 'error'],
    ['more than all of them', heard({ value: 101 }), 'error'],
    ['too few', heard({ ...good, samples: 99 }), 'inconclusive'],
    ['not a number of samples', heard({ ...good, samples: Number.NaN }), 'error'],
    ['old news', heard(good, undefined, { atMs: NOW - WINDOW - 1 }), 'no-data'],
    ['an old window', heard(good, undefined, { fromMs: NOW - 4 * WINDOW, toMs: NOW - 3 * WINDOW }), 'no-data'],
    ['another window', heard(good, undefined, { fromMs: NOW - 2 * WINDOW }), 'error'],
    ['a window that ends before it begins', heard(good, undefined, { fromMs: NOW + WINDOW }), 'error'],
    ['tomorrow', heard(good, undefined, { atMs: NOW + 86_400_000 }), 'error'],
    ['no value', heard({}), 'no-data'],
  ])('%s', (_, measurement, expected) => {
    expect(verdict(watch(), measurement)).toBe(expected);
    const gate = judgeGate(watch({ rule: { is: 'below', value: 5 } }), measurement, NOW);
    expect(gate.verdict).toBe(expected);
  });

  it('a regression, from one window', () => {
    const asked = watch({ rule: { is: 'regression', tolerate: 1 } });
    expect(verdict(asked, heard(good, good))).toBe('inconclusive');
    expect(judgeGate(asked, heard(good, good), NOW).verdict).toBe('inconclusive');
  });

  it('whatever else a source may say', () => {
    const odd = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, -1, 1e308));
    const arm = fc.record({ samples: odd, count: odd, bad: odd, value: odd }, { requiredKeys: ['samples'] });
    fc.assert(
      fc.property(arm, fc.option(arm, { nil: undefined }), odd, (treatment, control, atMs) => {
        const measurement = heard(treatment, control, { atMs });
        const found = judgeTrigger(watch({ rule: { is: 'times-control', value: 2 } }), measurement, NOW);
        if (found.verdict !== 'pass') return;
        for (const one of [treatment, control]) {
          for (const number of Object.values(one ?? { missing: Number.NaN }))
            expect(Number.isFinite(number) && number >= 0).toBe(true);
          expect(one?.samples).toBeGreaterThanOrEqual(100);
        }
        expect(Math.abs(NOW - atMs)).toBeLessThanOrEqual(WINDOW);
      }),
    );
  });
});

describe('a gate', () => {
  it.each([
    [{ is: 'below', value: 1 } as const, { value: 0.5 }, undefined, 'pass'],
    [{ is: 'below', value: 1 } as const, { value: 1 }, undefined, 'fail'],
    [{ is: 'above', value: 95 } as const, { value: 96 }, undefined, 'pass'],
    [{ is: 'above', value: 4 } as const, { value: 4 }, undefined, 'fail'],
    [{ is: 'at-least', value: 4 } as const, { value: 4 }, undefined, 'pass'],
    [{ is: 'at-least', value: 4 } as const, { value: 3.999 }, undefined, 'fail'],
    [{ is: 'at-most', value: 1 } as const, { value: 1 }, undefined, 'pass'],
    [{ is: 'at-most', value: 1 } as const, { value: 1.001 }, undefined, 'fail'],
    [{ is: 'times-control', value: 1.2 } as const, { value: 1.1 }, { value: 1 }, 'pass'],
    [{ is: 'times-control', value: 1.2 } as const, { value: 1.3 }, { value: 1 }, 'fail'],
  ])('%o with %o against %o: %s', (rule, treatment, control, expected) => {
    expect(judgeGate(watch({ rule }), heard(treatment, control), NOW).verdict).toBe(expected);
  });
});

it('says at which number a limit that includes it stands', () => {
  const gate = watch({ rule: { is: 'at-least', value: 4 }, unit: 'of 5', good: 'up', kind: 'gauge' });
  expect(judgeGate(gate, heard({ value: 4 }), NOW).why).toBe('4 of 5 is at least 4 of 5 (1000 samples)');
  expect(judgeGate(gate, heard({ value: 3 }), NOW).why).toBe('3 of 5 is not at least 4 of 5 (1000 samples)');
});

it('a measurement that JSON cannot hold is written down as the error that it is', () => {
  expect(sound(heard({ value: -Infinity }))).toEqual({ is: 'error', why: 'value is -Infinity' });
  expect(sound({ is: 'no-data', why: '' })).toEqual({ is: 'no-data', why: 'no reason given' });
  expect(sound(sound(heard({ value: 1 })))).toEqual(heard({ value: 1 }));
});

const bucketed = (fromMs: number, toMs: number, bucketMs?: number): Measurement => ({
  is: 'measured',
  fromMs,
  toMs,
  atMs: toMs - 1000,
  ...(bucketMs === undefined ? {} : { bucketMs }),
  treatment: { samples: 1000, value: 1 },
});

describe('an answer that is counted in buckets', () => {
  const MIN = 60_000;
  const from = 1_000_000 * MIN;
  const past = (measurement: Measurement) => doubtOfPast(measurement, from, from + 15 * MIN)?.verdict;

  it('may be off by less than a bucket at either edge, and by no more', () => {
    expect(past(bucketed(from + 9000, from + 15 * MIN + 9000, 10_000))).toBeUndefined();
    expect(past(bucketed(from - 9000, from + 15 * MIN - 9000, 10_000))).toBeUndefined();
    expect(past(bucketed(from + 10_000, from + 15 * MIN, 10_000))).toBe('error');
    expect(past(bucketed(from + 9000, from + 15 * MIN))).toBe('error');
  });

  it('is judged wherever its window begins: whole buckets are fewer than the window', () => {
    const now = (fromMs: number, toMs: number) =>
      judgeTrigger(watch({ kind: 'gauge' }), bucketed(fromMs, toMs, 60_000), from + 5 * MIN + 23_000);
    expect(now(from + MIN, from + 5 * MIN).verdict).toBe('pass');
    expect(now(from + 3 * MIN, from + 5 * MIN).verdict).toBe('error');
  });

  it('has four buckets at least: what is wider answers about another window', () => {
    expect(past(bucketed(from, from + 15 * MIN, 3.75 * MIN))).toBeUndefined();
    expect(past(bucketed(from, from + 15 * MIN, 4 * MIN))).toBe('error');
    expect(past(bucketed(from - 3600 * 1000, from + 3600 * 1000, 3600 * 1000))).toBe('error');
  });
});
