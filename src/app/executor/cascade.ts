import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { plainLine } from '../../core/values/quote.ts';
import { reachOf } from './around.ts';
import { ask, type CommandFor } from './ask.ts';
import { load, type Rollout } from './journal.ts';
import type { World } from './world.ts';

type Settle = (id: string, world: World) => Promise<Result<unknown>>;

/**
 * Takes down what rests on a rollout that is going back, who came last first, and each of them by the same way: first
 * what rests on that. Whatever fails here is tried again in the next turn, until the base waits no longer.
 */
export const takeDown = async (base: Rollout, world: World, settle: Settle): Promise<void> => {
  const ids = base.state.rollback?.after?.dependants ?? [];
  for (const id of ids.toReversed()) {
    const dependant = await load(world.log, id);
    if (!dependant.ok || reachOf(dependant.value) !== 'up') continue;
    await ask(world.log, id, goBack(base, world.clock.nowMs()));
    const there = world.others ? await world.others(dependant.value) : ok(world);
    if (there.ok) await settle(id, there.value);
  }
};

const goBack =
  ({ id, state }: Rollout, atMs: number): CommandFor =>
  (dependant) => {
    if (reachOf(dependant) !== 'up') return failed(downAlready(dependant.id));
    const by = { name: `rollout ${id}`.slice(0, 300), roles: [] };
    const reason = plainLine(`it rests on ${id}, which goes back: ${state.rollback?.why ?? ''}`);
    return ok({ is: 'rollback', by, reason, atMs, to: { is: 'off' }, gradually: false });
  };

const downAlready = (id: string) =>
  problem({ kind: 'stale', code: 'down-already', path: id, message: 'it is down', hint: 'nothing is left to do' });
