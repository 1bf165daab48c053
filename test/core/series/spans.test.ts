import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubtOfPast, judgeTrigger } from '../../../src/core/guards/verdict.ts';
import type { Pushed } from '../../../src/core/series/push.ts';
import { measuredInSpans } from '../../../src/core/series/spans.ts';

const MINUTE = 60_000;
/** Not on a minute: phases begin when they begin. */
const NOW = Date.UTC(2026, 2, 2, 12) + 23_000;
const ON_THE_MINUTE = NOW - 23_000;
const ERRORS = { id: 'error-rate', kind: 'ratio', good: 'down', flag: 'new_login' } as const;

const span = (fromMs: number, toMs: number, more: Partial<Pushed> = {}): Pushed => ({
  metric: 'error-rate',
  flag: 'new_login',
  arm: 'treatment',
  fromMs,
  toMs,
  samples: 100,
  bad: 1,
  ...more,
});

/** Minute after minute, the newest of them so many minutes ago. */
const minutes = (count: number, ago = 0, more: Partial<Pushed> = {}): Pushed[] =>
  Array.from({ length: count }, (_, nth) => {
    const toMs = ON_THE_MINUTE - (ago + count - 1 - nth) * MINUTE;
    return span(toMs - MINUTE, toMs, more);
  });

const both = (count: number, ago = 0): Pushed[] => [
  ...minutes(count, ago),
  ...minutes(count, ago, { arm: 'control', samples: 400 }),
];

const ask = (all: readonly Pushed[], windowMs = 5 * MINUTE, atMs = NOW, nowMs = NOW) =>
  measuredInSpans(all, ERRORS, { fromMs: atMs - windowMs, toMs: atMs, nowMs });

const verdictOn = (all: readonly Pushed[]) =>
  judgeTrigger(
    { rule: { is: 'above', value: 5 }, window: 'PT5M', minSamples: 100, kind: 'ratio', unit: '%', good: 'down' },
    ask(all),
    NOW,
  );

describe('a window that ends now', () => {
  it('is what begins in it, both arms, and passes on', () => {
    expect(ask(both(10))).toMatchObject({
      is: 'measured',
      fromMs: ON_THE_MINUTE - 4 * MINUTE,
      toMs: NOW,
      bucketMs: MINUTE,
      atMs: ON_THE_MINUTE,
      treatment: { samples: 400, count: 400, bad: 4 },
      control: { samples: 1600, bad: 4 },
    });
    expect(verdictOn(both(10)).verdict).toBe('pass');
  });

  it('may wait for one that is being counted and for one on its way, and no longer', () => {
    expect(verdictOn(both(10, 1)).verdict).toBe('pass');
    expect(ask(both(10, 2))).toMatchObject({ is: 'no-data', why: 'treatment: nothing was told for 2 min 23 s' });
    expect(ask(both(10, 60))).toMatchObject({ is: 'no-data' });
  });

  it.each<[string, readonly Pushed[]]>([
    ['a gap in it', both(10).filter(({ toMs }) => toMs !== ON_THE_MINUTE - MINUTE)],
    ['a beginning that nobody told', both(3)],
    ['minutes too wide for it', [span(NOW - 7 * MINUTE, NOW - 4 * MINUTE), span(NOW - 4 * MINUTE, NOW - MINUTE)]],
    ['numbers of another flag', both(10).map((one) => ({ ...one, flag: 'new_cart' }))],
    ['numbers of no flag', both(10).map(({ flag: _, ...one }) => one)],
    ['numbers of control alone', both(10).filter(({ arm }) => arm === 'control')],
    ['numbers that say nothing of a ratio', both(10).map(({ bad: _, ...one }) => one)],
    ['silence', both(10, 3)],
  ])('with %s is never a pass', (_, all) => expect(verdictOn(all).verdict).toMatch(/error|no-data/));

  it('begins with the first that anybody ever told, where that is less than one after it', () => {
    expect(verdictOn(both(4)).verdict).toBe('pass');
    expect(ask(both(4))).toMatchObject({ is: 'measured', fromMs: ON_THE_MINUTE - 4 * MINUTE });
  });

  it('is without control where that was told of other minutes, and says so', () => {
    const late = [...minutes(10), ...minutes(3, 0, { arm: 'control' })];
    expect(ask(late)).toMatchObject({
      is: 'measured',
      withoutControl: 'control: of 1 min 37 s in the window nothing was told',
    });
    const others = [...minutes(10), ...minutes(10, 0.5, { arm: 'control' })];
    expect(ask(others)).toMatchObject({ withoutControl: 'control: it was told of other minutes' });
    for (const all of [late, others]) expect(ask(all)).not.toHaveProperty('control');
  });

  it('knows groups beside all of them, and adds up histograms', () => {
    const histogram = { bounds: [100], counts: [90, 10] };
    const german = both(10).map((one) => ({ ...one, segment: 'de', samples: 10 }));
    const found = ask([...both(10), ...german]);
    expect(found).toMatchObject({
      treatment: { samples: 400 },
      segments: [{ name: 'de', treatment: { samples: 40 } }],
    });
    const slow = { ...ERRORS, id: 'latency', kind: 'latency' } as const;
    const waits = both(10).map(({ bad: _, ...one }) => ({ ...one, metric: 'latency', histogram }));
    expect(measuredInSpans(waits, slow, { fromMs: NOW - 5 * MINUTE, toMs: NOW, nowMs: NOW })).toMatchObject({
      treatment: { histogram: { bounds: [100], counts: [360, 40] } },
    });
  });

  it('asks for the arms by their names', () => {
    const all = [...minutes(10, 0, { arm: 'blue' }), ...minutes(10, 0, { arm: 'red' })];
    const asked = { ...ERRORS, arms: { treatment: 'blue', control: 'red' } };
    const found = measuredInSpans(all, asked, { fromMs: NOW - 5 * MINUTE, toMs: NOW, nowMs: NOW });
    expect(found).toMatchObject({ treatment: { bad: 4 }, control: { bad: 4 } });
  });
});

const past = (all: readonly Pushed[], agoMs: number) => ask(all, 15 * MINUTE, NOW - agoMs);
const doubt = (all: readonly Pushed[], agoMs: number) =>
  doubtOfPast(past(all, agoMs), NOW - agoMs - 15 * MINUTE, NOW - agoMs)?.verdict;

/** From there on, one length after the other. */
const edgesFrom = (begin: number, lengths: readonly number[]): number[] => {
  const edges = [begin];
  for (const length of lengths) edges.push((edges.at(-1) ?? 0) + length);
  return edges;
};

describe('a window that is over', () => {
  it('is whole when the last that begins in it is over, and an error until then: it may still come', () => {
    expect(doubt(both(30), 2 * MINUTE)).toBeUndefined();
    expect(past(both(30), 2 * MINUTE)).toMatchObject({ toMs: ON_THE_MINUTE - MINUTE, treatment: { samples: 1500 } });
    expect(doubt(both(30, 2), 2 * MINUTE)).toBe('error');
    expect(past(both(30, 2), 2 * MINUTE)).toMatchObject({ why: 'treatment: of the last 23 s nothing was told yet' });
    expect(doubt(both(30, 60), 2 * MINUTE)).toBe('error');
  });

  it('shares nothing with the next one, and loses nothing to it', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1000, max: 5 * MINUTE }), { minLength: 30, maxLength: 90 }),
        fc.array(fc.integer({ min: 20 * MINUTE, max: 60 * MINUTE }), { minLength: 1, maxLength: 3 }),
        fc.nat(5 * MINUTE),
        (lengths, windows, offMs) => {
          const begin = NOW - 24 * 60 * MINUTE;
          const edges = edgesFrom(begin, lengths);
          const all = edges.slice(1).map((toMs, at) => span(edges[at] ?? 0, toMs, { samples: 7, bad: 3 }));
          const begins = edgesFrom(begin + offMs, windows);
          const found = windows.map((windowMs, at) => ask(all, windowMs, (begins[at] ?? 0) + windowMs));
          const heard = found.flatMap((one) => (one.is === 'measured' ? [one] : []));
          const endMs = begins[heard.length] ?? 0;
          // Those that were told to their end come first, and the others are no number.
          expect(found.slice(0, heard.length)).toEqual(heard);
          expect(heard.length === windows.length || (edges.at(-1) ?? 0) < (begins[heard.length + 1] ?? 0)).toBe(true);
          for (const [at, one] of heard.entries())
            expect(one.fromMs - (begins[at] ?? 0)).toBeLessThan(one.bucketMs ?? 1001);
          const begun = all.filter((one) => one.fromMs >= begin + offMs && one.fromMs < endMs);
          expect(heard.reduce((sum, { treatment }) => sum + treatment.samples, 0)).toBe(7 * begun.length);
        },
      ),
    ));
});
