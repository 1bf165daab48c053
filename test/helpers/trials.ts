import { type Comparison, estimateOf, NOTHING_COMPARED, withCompared } from '../../src/core/guards/compared.ts';
import { answerOf, type ArmSeen } from '../../src/core/guards/question.ts';

/** A small generator of our own: the same chances on every machine. */
export const dice = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

export type Course = {
  readonly rates: readonly number[];
  readonly looks: number;
  readonly each: number;
  readonly seed: number;
  readonly earliest?: number;
};

export const ALPHA = 0.05;
export const BASE = 0.2;

/** One experiment, looked at after every window; the arms beside control in the order of their rates. */
export const run = ({ rates, looks, each, seed, earliest = looks / 14 }: Course) => {
  const chance = dice(seed);
  const drawn = (rate: number) => Array.from({ length: each }, chance).filter((one) => one < 1 - rate).length;
  const [control = BASE, ...treated] = rates;
  let arms = treated.map(() => NOTHING_COMPARED);
  const planned = { good: 'up' as const, treated: each * looks, control: each * looks, windows: looks };
  for (let look = 1; look <= looks; look += 1) {
    const others = { of: each, bad: drawn(control) };
    arms = arms.map((arm, at) => counted(arm, { of: each, bad: drawn(treated[at] ?? 0) }, others));
    const seen = arms.map((arm, at): ArmSeen => ({
      variant: String(at),
      primary: estimateOf(arm, planned),
      guardrails: [],
      unequal: false,
    }));
    const answer = answerOf(seen, {
      alpha: ALPHA,
      effect: BASE * 0.1,
      effectShare: 0.1,
      mayDecide: look >= earliest,
      isEnd: look === looks,
    });
    if (answer) return { answer, look };
  }
  throw new Error('an experiment that never ends');
};

export const counted = (arm: Comparison, treated: { of: number; bad: number }, control: { of: number; bad: number }) =>
  withCompared(arm, { samples: treated.of, others: control.of, counts: { treated, control } });
