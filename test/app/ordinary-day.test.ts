import { describe, expect, it } from 'vitest';
import type { Arm, Measurement } from '../../src/core/guards/measurement.ts';
import { ordinaryDay } from '../../src/app/ordinary-day.ts';
import type { Ports } from '../../src/app/operation.ts';
import { failed, ok } from '../../src/core/problem.ts';
import type { Asked, MetricSource } from '../../src/ports/metric-source.ts';
import { aPlan } from '../helpers/samples.ts';

const NOW = 1_800_000_000_000;
const plan = aPlan('high');

/** A source whose answers are made here; what it was asked is kept. */
const told = (answer: (asked: Asked) => Measurement) => {
  const asked: { readonly monitor: Asked; readonly windowMs: number }[] = [];
  const source: MetricSource = {
    measure: async (monitor, windowMs) => {
      asked.push({ monitor, windowMs });
      return answer(monitor);
    },
  };
  const ports = {
    openMetrics: async (place: string) =>
      place === 'there'
        ? ok(source)
        : failed({ kind: 'unreachable', code: 'x', path: '', message: 'no', hint: '', severity: 'error' }),
    clock: { nowMs: () => NOW, sleep: () => new Promise<void>(() => {}) },
  } as unknown as Ports;
  return { ports, asked };
};

const day = (arm: Partial<Arm>): Measurement => ({
  is: 'measured',
  fromMs: NOW - 86_400_000,
  toMs: NOW,
  atMs: NOW,
  treatment: { samples: 0 },
  control: { samples: 0, ...arm },
});

describe('an ordinary day', () => {
  it('gives how many come by, and what is usual, of those without the change', async () => {
    const { ports, asked } = told(({ kind }) =>
      kind === 'ratio' ? day({ samples: 12_000, count: 12_000, bad: 27 }) : day({ samples: 900, value: 240.4 }),
    );
    const found = await ordinaryDay(plan, 'there', ports);
    expect(found).toMatchObject({ ok: true, warnings: [], value: { perDay: 12_000 } });
    expect(found.ok && found.value.values).toMatchObject({ 'error-rate': 0.225, 'latency-p99': 240 });
    expect(new Set(asked.map(({ windowMs }) => windowMs))).toEqual(new Set([86_400_000]));
    expect(new Set(asked.map(({ monitor }) => monitor.arms?.treatment))).toEqual(new Set(['control']));
  });

  it('takes nothing for usual that is no number, nothing, or everything', async () => {
    for (const odd of [Number.NaN, Infinity, -3, 0]) {
      const { ports } = told(() => day({ samples: 100, value: odd }));
      expect(await ordinaryDay(plan, 'there', ports)).toMatchObject({ ok: true, value: { perDay: 100, values: {} } });
    }
    const { ports } = told(() => day({ samples: 100, count: 100, bad: 100 }));
    expect(await ordinaryDay(plan, 'there', ports)).toMatchObject({ ok: true, value: { values: {} } });
  });

  it('says what could not be told, and plans all the same', async () => {
    const { ports } = told(() => ({ is: 'no-data', why: 'nothing yet' }));
    const found = await ordinaryDay(plan, 'there', ports);
    expect(found).toMatchObject({ ok: true, value: { perDay: undefined, values: {} } });
    expect(found.ok && found.warnings[0]).toMatchObject({ code: 'usual-unknown', severity: 'warning' });
  });

  it('fails where the source cannot be opened', async () => {
    const { ports } = told(() => day({}));
    expect(await ordinaryDay(plan, 'elsewhere', ports)).toMatchObject({ ok: false, problems: [{ message: 'no' }] });
  });
});
