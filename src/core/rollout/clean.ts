import { plainLine } from '../values/quote.ts';
import { sound } from '../guards/measurement.ts';
import type { Plan } from '../plan/plan.ts';
import { agrees, desired } from './desired.ts';
import type { Seen, Tick } from './input.ts';
import { toLook } from './look.ts';
import type { State } from './state.ts';
import { ALERTS } from './words.ts';

/**
 * What a decision rests on, as it is written down: only what was asked for, in numbers that JSON can hold, and flags in
 * short where they are what they should be. Cleaning twice changes nothing, so a replay decides from the same input.
 */
export const clean = (plan: Plan, state: State, tick: Tick): Tick => {
  const atMs = wholeMs(tick.atMs, state.atMs);
  const { flags: keys, questions, checks } = toLook(plan, state, atMs);
  const { backend, window, dependencies, program, dependants, writeFailure } = tick;
  return {
    is: 'tick',
    atMs,
    backend:
      backend.is === 'read'
        ? {
            is: 'read',
            flags: inShort(
              plan,
              state,
              backend.flags.filter(({ key }) => keys.includes(key)),
            ),
          }
        : { is: 'unreachable', why: plainLine(backend.why) },
    measurements: picked(
      tick.measurements,
      questions.map(({ key }) => key),
      sound,
    ),
    checks: picked(tick.checks, [...checks.map(({ id }) => id), ALERTS], (result) => ({
      ...result,
      why: plainLine(result.why),
    })),
    window: { ...window, why: plainLine(window.why) },
    dependencies: { met: dependencies.met, why: plainLine(dependencies.why) },
    ...(program === undefined ? {} : { program: { met: program.met, why: plainLine(program.why) } }),
    ...(dependants === undefined || !state.rollback?.after ? {} : { dependants }),
    ...(writeFailure === undefined ? {} : { writeFailure: plainLine(writeFailure) }),
  };
};

/** A clock that gives no time gives the time of the last event: then nothing is over, and nothing advances. */
const wholeMs = (ms: number, otherwise: number): number =>
  Number.isFinite(ms) && ms >= 0 ? Math.floor(ms) : otherwise;

const inShort = (plan: Plan, state: State, flags: readonly Seen[]): Seen[] => {
  const wanted = new Map(desired(plan, state).map((flag) => [flag.key, flag]));
  return flags.map((seen) => {
    const flag = wanted.get(seen.key);
    return !('asDesired' in seen) && flag && agrees(state, flag, seen) ? { key: seen.key, asDesired: true } : seen;
  });
};

const picked = <T>(
  from: Readonly<Record<string, T>>,
  keys: readonly string[],
  clean: (value: T) => T,
): Record<string, T> =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const value = Object.hasOwn(from, key) ? from[key] : undefined;
      return value === undefined ? [] : [[key, clean(value)]];
    }),
  );
