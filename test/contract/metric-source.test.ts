import { describe, expect, it } from 'vitest';
import { metricSources } from '../../src/adapters/metric-source/index.ts';
import type { Observation } from '../../src/adapters/metric-source/observations.ts';
import { Measurement } from '../../src/core/guards/measurement.ts';
import type { Asked } from '../../src/ports/metric-source.ts';
import { METRIC_WORLDS } from '../worlds/metrics.ts';

const NOW = Date.UTC(2026, 2, 29, 0, 30);
const MINUTE = 60_000;
const ERRORS: Asked = { id: 'error-rate', kind: 'ratio', good: 'down' };
const SPEED: Asked = { id: 'latency', kind: 'latency', good: 'down' };

const seen = (metric: string, minutesAgo: number, more: Partial<Observation>): Observation => ({
  atMs: NOW - minutesAgo * MINUTE,
  metric,
  arm: 'treatment',
  samples: 100,
  ...more,
});

/** The newest observation of a source that counts in buckets is as new as the beginning of its bucket; here they end with one. */
const plain = (answer: Measurement): Measurement => {
  if (answer.is !== 'measured') return answer;
  const { bucketMs = 0, ...rest } = answer;
  return { ...rest, atMs: rest.atMs + bucketMs };
};

const cases = Object.keys(metricSources).flatMap((name) =>
  (METRIC_WORLDS[name] ?? [undefined]).map((world, at) => [`${name} ${at + 1}`, world] as const),
);

describe.each(cases)('the metric source %s', (name, world) => {
  if (!world) throw new Error(`no world for the metric source ${name}`);

  const ask = async (all: readonly Observation[], asked = ERRORS, minutes = 5, atMs = NOW) => {
    const { source, asks } = await world(all);
    const answer = await source.measure(asks(asked), minutes * MINUTE, atMs);
    expect(Measurement.safeParse(answer).error).toBeUndefined();
    return plain(answer);
  };

  it('adds up what was observed in the window, each arm for itself', async () => {
    const answer = await ask([
      seen('error-rate', 5, { bad: 50 }),
      seen('error-rate', 4.9, { bad: 3, count: 200 }),
      seen('error-rate', 1, { bad: 1 }),
      seen('error-rate', 1, { bad: 2, arm: 'control', samples: 400 }),
      seen('error-rate', -1, { bad: 100 }),
      seen('other', 1, { bad: 100 }),
    ]);
    expect(answer, JSON.stringify(answer)).toEqual({
      is: 'measured',
      fromMs: NOW - 5 * MINUTE,
      toMs: NOW,
      atMs: NOW - MINUTE,
      treatment: { samples: 200, count: 300, bad: 4 },
      control: { samples: 400, count: 400, bad: 2 },
    });
  });

  it('counts what is observed at the very moment, and says how new the newest of the older arm is', async () => {
    const answer = await ask([seen('error-rate', 0, { bad: 0 }), seen('error-rate', 3, { arm: 'control', bad: 0 })]);
    expect(answer).toMatchObject({ atMs: NOW - 3 * MINUTE, treatment: { samples: 100 } });
    expect(await ask([seen('error-rate', 0, { bad: 0 })])).not.toHaveProperty('control');
  });

  it('has no data where nothing was observed of the treatment, and never calls that good', async () => {
    expect((await ask([])).is).not.toBe('measured');
    expect(await ask([seen('error-rate', 6, { bad: 0 })])).toMatchObject({ is: 'no-data' });
    expect(await ask([seen('error-rate', 1, { bad: 0, arm: 'control' })])).toMatchObject({ is: 'no-data' });
  });

  it('calls a metric an error that nobody has ever observed, or says why it cannot know', async () => {
    const { cannotKnow } = await world([]);
    const answer = await ask([seen('eror-rate', 1, { bad: 0 })]);
    expect(answer).toMatchObject({ is: cannotKnow ? 'no-data' : 'error' });
    expect(answer).toHaveProperty('why', expect.stringMatching(cannotKnow ? /./ : /error[-_]rate/));
  });

  it('asks by the query of the monitor where it has one', async () => {
    expect(await ask([seen('http_5xx', 1, { bad: 7 })], { ...ERRORS, query: 'http_5xx' })).toMatchObject({
      treatment: { bad: 7 },
    });
  });

  it('weighs values by their samples, and takes the worst of percentiles', async () => {
    const slow = [
      seen('latency', 2, { samples: 300, value: 100, p99: 400 }),
      seen('latency', 1, { samples: 100, value: 300, p99: 250, p50: 80 }),
    ];
    expect(await ask(slow, SPEED)).toMatchObject({ treatment: { samples: 400, value: 150, p99: 400, p50: 80 } });
    expect(await ask(slow, { ...SPEED, good: 'up' })).toMatchObject({ treatment: { p99: 250 } });
    const orders = [seen('orders', 2, { value: 10 }), seen('orders', 1, { value: 5 })];
    expect(await ask(orders, { id: 'orders', kind: 'count', good: 'up' })).toMatchObject({ treatment: { value: 15 } });
    expect(await ask(orders, { id: 'orders', kind: 'gauge', good: 'up' })).toMatchObject({ treatment: { value: 7.5 } });
  });

  it('takes a ratio in percent as well', async () => {
    const mixed = [seen('error-rate', 2, { value: 50 }), seen('error-rate', 1, { bad: 0, samples: 300 })];
    expect(await ask(mixed)).toMatchObject({ treatment: { samples: 400, count: 400, bad: 50 } });
  });

  it('gives nothing a number where nobody was there to observe', async () => {
    expect(await ask([seen('error-rate', 1, { samples: 0 })])).toMatchObject({ treatment: { samples: 0, count: 0 } });
    const nobody = await ask([seen('latency', 1, { samples: 0 })], SPEED);
    expect(nobody.is === 'measured' ? nobody.treatment : { samples: 0 }).toEqual({ samples: 0 });
  });

  it.each<[string, Partial<Observation>]>([
    ['that says nothing', {}],
    ['that is not a number', { bad: Number.NaN }],
    ['without end', { bad: Number.POSITIVE_INFINITY }],
    ['whose samples are not a number', { samples: Number.NaN, bad: 0 }],
  ])('never passes on an observation %s', async (_, broken) => {
    const good = seen('error-rate', 1, { bad: 0 });
    expect((await ask([good, seen('error-rate', 2, broken)])).is).not.toBe('measured');
  });
});
