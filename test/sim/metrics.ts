import type { Arm, Measurement } from '../../src/core/guards/measurement.ts';
import type { Asked, MetricSource } from '../../src/ports/metric-source.ts';
import { call, quick, slow } from './call.ts';
import type { Agent, Stage, Told } from './stage.ts';
import { type Health, isSpell } from './weather.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Errors in percent; the 99th percentile of those who have it, and of those who have not. */
type Numbers = { readonly errors: number; readonly slow: number; readonly control: number };

const WELL: Numbers = { errors: 1, slow: 100, control: 100 };
const ILL: Readonly<Record<Exclude<Health, 'silent'>, Numbers>> = {
  burning: { ...WELL, errors: 9 },
  warm: { ...WELL, errors: 4 },
  slow: { ...WELL, slow: 400 },
  upstream: { ...WELL, slow: 900, control: 300 },
};

const numbersAt = ({ weather }: Stage, atMs: number): Numbers => {
  const is = (['burning', 'slow', 'upstream', 'warm'] as const).find((one) => isSpell(weather, atMs, one));
  return is ? ILL[is] : WELL;
};

/** Numbers that come late, not at all, of another time, of another length, or that are none. */
export const metricsFor = (stage: Stage, agent: Agent): MetricSource => ({
  measure: (asked, windowMs, atMs) => {
    const { dice, weather } = stage;
    const { look } = agent;
    const comesMs = dice.is(weather.metrics.slow) ? slow(stage) : quick(stage);
    return call(stage, agent, { goesMs: 1, comesMs }, () => {
      const [answer, told] = answerTo(stage, asked, { windowMs, atMs });
      told.heard = comesMs + 1 < 30_000;
      look.told.push(told);
      return answer;
    });
  },
});

type Window = { readonly windowMs: number; readonly atMs: number };

const answerTo = (stage: Stage, { id }: Asked, { windowMs, atMs }: Window): [Measurement, Told] => {
  const nowMs = stage.time.nowMs();
  const numbers = numbersAt(stage, Math.min(nowMs, atMs));
  const value = id === 'errors' ? numbers.errors : numbers.slow;
  const control = id === 'errors' ? WELL.errors : numbers.control;
  const told: Told = {
    monitor: id,
    windowMs,
    isFit: false,
    isFew: false,
    value,
    control,
    fromMs: atMs - windowMs,
    heard: false,
  };
  // Nobody has observed what is yet to come, and of a silent hour nothing is known.
  if (atMs > nowMs + MINUTE || isSpell(stage.weather, nowMs, 'silent'))
    return [{ is: 'no-data', why: 'nothing was observed' }, told];
  const measured: Measurement = {
    is: 'measured',
    fromMs: atMs - windowMs,
    toMs: atMs,
    atMs,
    treatment: arm(value),
    control: arm(control),
  };
  if (!stage.dice.is(stage.weather.metrics.odd)) return [measured, { ...told, isFit: true }];
  const odd = stage.dice.pick(ODD)(measured);
  return [odd, { ...told, isFew: odd.is === 'measured' && odd.treatment.samples === 3 }];
};

const arm = (value: number): Arm => ({ samples: 1000, value });

type Measured = Extract<Measurement, { is: 'measured' }>;

const ODD: readonly [(told: Measured) => Measurement, ...((told: Measured) => Measurement)[]] = [
  () => ({ is: 'error', why: 'no route' }),
  () => ({ is: 'no-data', why: 'nothing' }),
  (told) => ({ ...told, treatment: { samples: 1000, value: Number.NaN } }),
  (told) => ({ ...told, treatment: { samples: 1000, value: -1 } }),
  (told) => ({ ...told, treatment: { samples: Number.NaN, value: 1 } }),
  (told) => ({ ...told, treatment: { samples: 1000, value: Infinity } }),
  (told) => ({ ...told, treatment: { samples: 3, value: 1 } }),
  (told) => ({ ...told, treatment: { samples: 1000 } }),
  (told) => ({ ...told, fromMs: told.fromMs - DAY, toMs: told.toMs - DAY, atMs: told.atMs - DAY }),
  (told) => ({ ...told, atMs: told.atMs - DAY }),
  (told) => ({ ...told, fromMs: told.fromMs + DAY, toMs: told.toMs + DAY, atMs: told.atMs + DAY }),
  (told) => ({ ...told, fromMs: told.fromMs - DAY }),
];
