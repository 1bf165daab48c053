import { failed, ok, type Result } from '../../core/problem.ts';
import { LIVE } from '../../core/rollout/table.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { OWN_FLAGS } from '../../ports/flag-store.ts';
import { readCards } from '../executor/card.ts';
import { load, type Rollout } from '../executor/journal.ts';
import { heldByRollout } from '../flags/refusals.ts';

/**
 * The rollouts that have any of these flags of this environment in hand, by flag. By whatever address a plan reaches our
 * own service, it is the same switch: all of them count. Cards tell which rollouts to look at, their logs what is so.
 */
export const holders = async (
  log: EventLog,
  environment: string,
  keys: readonly string[],
): Promise<Result<ReadonlyMap<string, Rollout>>> => {
  const listed = await log.list();
  if (!listed.ok) return listed;
  const wanted = new Set(keys);
  const held = new Map<string, Rollout>();
  for (const { id, summary } of readCards(listed.value)) {
    if (!LIVE.includes(summary.status) || summary.environment !== environment) continue;
    if (!summary.flags.some((key) => wanted.has(key))) continue;
    const rollout = await load(log, id);
    if (!rollout.ok) return rollout;
    const { plan, state } = rollout.value;
    if (plan.provenance.backend !== OWN_FLAGS || !LIVE.includes(state.status)) continue;
    for (const { key } of plan.flags) held.set(key, rollout.value);
  }
  return ok(held);
};

/** Refused where a rollout has one of them in hand: it would take this for somebody's meddling, and rightly. */
export const refusedHeld = async (
  log: EventLog,
  environment: string,
  keys: readonly string[],
): Promise<Result<void>> => {
  const held = await holders(log, environment, keys);
  if (!held.ok) return held;
  const problems = keys.flatMap((key) => {
    const rollout = held.value.get(key);
    return rollout ? [heldByRollout(key, rollout)] : [];
  });
  return problems.length > 0 ? failed(...problems) : ok(undefined);
};
