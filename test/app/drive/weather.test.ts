import { expect, it } from 'vitest';
import { memoryFlagBackend } from '../../../src/adapters/flag-backend/memory.ts';
import { ask } from '../../../src/app/executor/ask.ts';
import { loadAll } from '../../../src/app/executor/journal.ts';
import { exposure } from '../../../src/core/flags/flag-state.ts';
import { failed, ok, problem, type Result } from '../../../src/core/problem.ts';
import type { Command } from '../../../src/core/rollout/input.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import type { FlagBackend } from '../../../src/ports/flag-backend.ts';
import { aYard, type Yard } from '../../helpers/driving.ts';
import { worked } from '../../helpers/log.ts';
import { ANNA, HOUR, MIN } from '../../helpers/rollout.ts';
import { type Dice, diceOf } from '../../sim/dice.ts';
import { faultsOfFlags, faultsOfTurns, type Landed } from '../../sim/judge-log.ts';
import { PLANS } from '../../sim/plans.ts';

const away = problem({ kind: 'unreachable', code: 'away', message: 'nobody answers', hint: 'wait' });
const [SHARES] = PLANS;
const planOf = (id: string) => ({
  ...SHARES,
  id,
  approvals: [],
  flags: SHARES.flags.map((one) => ({ ...one, key: id })),
});
const IDS = ['well', 'bad', 'vexed'];

type Storm = { readonly dice: Dice; readonly yard: Yard; isCalm: boolean; wholes: number };

/** A log that fails before or after it has done what it was asked, and takes its time. */
const stormy = (storm: Storm): EventLog => {
  const { dice, yard } = storm;
  const { log, clock } = yard;
  const through = async <T>(act: () => Promise<Result<T>>): Promise<Result<T>> => {
    if (storm.isCalm) return act();
    await clock.sleep(dice.from(0, 120));
    if (dice.is(0.03)) return failed(away);
    const done = await act();
    await clock.sleep(dice.from(0, 120));
    return dice.is(0.03) ? failed(away) : done;
  };
  return {
    ...log,
    append: (...given) => through(() => log.append(...given)),
    read: (...given) => through(() => log.read(...given)),
    latestSnapshot: (id) => {
      if (IDS.includes(id)) storm.wholes += 1;
      return through(() => log.latestSnapshot(id));
    },
    brief: (piece) => through(() => log.brief(piece)),
  };
};

/** Takes down what changes, and refuses a write now and then. */
const witnessed = ({ dice, yard }: Storm, landed: Map<string, Landed[]>): FlagBackend => {
  const real = memoryFlagBackend();
  return {
    ...real,
    write: async (flag, revision) => {
      if (dice.is(0.05)) return failed(away);
      const [before] = worked(await real.read([flag.key]));
      const done = await real.write(flag, revision);
      const reach = { percent: exposure(flag), rings: {}, allow: [] };
      if (done.ok && reach.percent !== (before ? exposure(before) : 0))
        landed.set(flag.key, [...(landed.get(flag.key) ?? []), { atMs: yard.clock.nowMs(), reach }]);
      return done;
    },
  };
};

type Whim = { readonly is: 'freeze' | 'unfreeze' | 'pause' | 'resume' };
const WHIMS: readonly [Whim, ...Whim[]] = [{ is: 'freeze' }, { is: 'unfreeze' }, { is: 'pause' }, { is: 'resume' }];

/** Somebody who asks for something; whether it fits is for the rollout to say. */
const asks = ({ log, clock }: Yard, id: string, whim: Whim) =>
  ask(log, id, () => ok({ by: ANNA, reason: 'because', atMs: clock.nowMs(), ...whim } as Command));

it.each([1, 2, 3, 4])('several that keep what they know break no promise in bad weather: seed %i', async (seed) => {
  const [dice, yard, landed] = [diceOf(seed), aYard(planOf), new Map<string, Landed[]>()];
  const storm: Storm = { dice, yard, isCalm: false, wholes: 0 };
  yard.systems.set('flags', witnessed(storm, landed));
  for (const id of IDS) await yard.begin(id);
  const drivers = [1, 2, 3].map(() => yard.drive({ log: stormy(storm) }));
  for (let minutes = 0; minutes < 40; minutes += 4) {
    await yard.pass(4 * MIN - dice.from(0, 30_000));
    if (minutes === 12) yard.errors.set('bad', 9);
    await asks(yard, 'vexed', dice.pick(WHIMS));
  }
  storm.isCalm = true;
  for (const id of IDS) for (const is of ['unfreeze', 'resume'] as const) await asks(yard, id, { is });
  await yard.pass(2 * HOUR);
  for (const driver of drivers) await driver.stop();
  for (const id of IDS) {
    const { rollout, events } = worked(await loadAll(yard.log, id));
    expect(faultsOfTurns(rollout.plan, events), id).toEqual([]);
    expect(faultsOfFlags(rollout.plan, events, landed.get(id) ?? []), id).toEqual([]);
    const isBack = id === 'bad';
    expect((await yard.standing(id)).status, id).toBe(isBack ? 'rolled-back' : 'completed');
    expect(await yard.share(id), id).toBe(isBack ? 0 : 100);
  }
  const sum = (what: 'turns' | 'failed' | 'overtaken'): number =>
    drivers.reduce((all, driver) => all + driver.numbers()[what], 0);
  expect(sum('failed')).toBeGreaterThan(10);
  expect(sum('overtaken')).toBeGreaterThan(0);
  // Whoever was overtaken sees what the others wrote, and is not overtaken by it again.
  expect(sum('overtaken')).toBeLessThan(sum('turns') / 20);
  expect(storm.wholes).toBeLessThan(sum('turns') / 2);
});
