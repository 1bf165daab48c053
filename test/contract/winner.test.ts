import { describe, expect, it } from 'vitest';
import { flagBackends } from '../../src/adapters/flag-backend/index.ts';
import { sameFlag } from '../../src/core/flags/compare.ts';
import { whyNotHeld } from '../../src/core/flags/held.ts';
import { flagsIn, servedIn } from '../../src/core/rollout/desired.ts';
import { initialState } from '../../src/core/rollout/state.ts';
import { aTest, THREE } from '../helpers/experiments.ts';
import { worked } from '../helpers/log.ts';
import { FLAG_WORLDS } from '../worlds/index.ts';

const won = () => {
  const plan = aTest({ variants: THREE.map((arm, at) => ({ ...arm, percent: [30, 30, 40][at] ?? 0 })) });
  const blank = initialState(plan, 'r');
  const decided = {
    is: 'success',
    variant: 'manual_recovery',
    metric: undefined,
    atEnd: false,
    why: 'better',
    atMs: 0,
  } as const;
  const state = { ...blank, phase: 1, trial: blank.trial && { ...blank.trial, decided } };
  return { before: flagsIn(plan, 0), after: servedIn(plan, state, 1) };
};

describe.each(Object.keys(flagBackends))('on %s', (name) => {
  it('an arm that won is held for everybody, where arms are held at all', async () => {
    const world = await FLAG_WORLDS[name]?.();
    if (!world) throw new Error(`no world for the flag backend ${name}`);
    const { backend } = world;
    const { before, after } = won();
    expect(after[0]?.variants?.map(({ percent }) => percent)).toEqual([0, 0, 100]);
    const told = [...before, ...after].filter((flag) => whyNotHeld(flag, backend.capabilities) === undefined);
    for (const flag of told) {
      const [there] = worked(await backend.read([flag.key]));
      worked(await backend.write(flag, there?.revision));
      const [held] = worked(await backend.read([flag.key]));
      expect(held && sameFlag(held, flag) ? 'held' : JSON.stringify(held)).toBe('held');
    }
  });
});
