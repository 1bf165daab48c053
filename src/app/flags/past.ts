import type { Past } from '../../core/flags/stale.ts';
import { fullyOn } from '../../core/flags/inventory.ts';
import { reachesNobody } from '../../core/flags/flag-state.ts';
import type { FlagEvent } from '../../core/rollout/flag-events.ts';
import { LIVE } from '../../core/rollout/table.ts';
import { ok, type Result } from '../../core/problem.ts';
import { toMs } from '../../core/values/duration.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { readCards } from '../executor/card.ts';
import { type History, loadAll } from '../executor/journal.ts';
import { flagsWithLog, loadFlagLog } from './log.ts';
import type { Where } from './where.ts';

type At = Pick<Where, 'backend' | 'place'>;

/** What our log tells of the flags of one flag system: from rollouts, and from what was done by hand. */
export const pastsIn = async (log: EventLog, where: At): Promise<Result<ReadonlyMap<string, Past>>> => {
  const pasts = new Map<string, Past>();
  const [listed, byHand] = [await log.list(), await flagsWithLog(log)];
  if (!listed.ok) return listed;
  if (!byHand.ok) return byHand;
  for (const { id } of readCards(listed.value)) {
    const history = await loadAll(log, id);
    if (!history.ok) return history;
    const { plan, places } = history.value.rollout;
    if (plan.provenance.backend !== where.backend || places.flags !== where.place) continue;
    for (const { key, prerequisites } of plan.flags)
      pasts.set(key, joined(pasts.get(key), { ...rolledOut(history.value), needs: prerequisites }));
  }
  for (const key of byHand.value) {
    const known = await loadFlagLog(log, key);
    if (!known.ok) return known;
    pasts.set(key, joined(pasts.get(key), { ended: setByHand(known.value.events, where) }));
  }
  return ok(pasts);
};

/** The newest end counts, and whoever has it in hand now. */
const joined = (before: Past = {}, now: Past): Past => ({
  ...before,
  ...(now.waitMs === undefined ? {} : { waitMs: now.waitMs, owner: now.owner }),
  needs: [...new Set([...(before.needs ?? []), ...(now.needs ?? [])])],
  heldBy: now.heldBy ?? before.heldBy,
  ended: (now.ended?.atMs ?? -1) > (before.ended?.atMs ?? -1) ? now.ended : before.ended,
});

const rolledOut = ({ rollout: { id, plan, state }, events }: History): Past => {
  const last = events.findLast(({ type }) => type === 'completed' || type === 'rolled-back');
  const live = LIVE.includes(state.status) || state.status === 'pending';
  return {
    waitMs: toMs(plan.cleanup.removeFlagAfter),
    owner: plan.cleanup.owner,
    // A rollback is over when it has arrived; what is watched after that is whether it stays so.
    heldBy: live && state.status !== 'rolled-back' ? id : undefined,
    ended: last && { atMs: last.atMs, as: last.type === 'completed' ? 'on' : 'off' },
  };
};

const setByHand = (events: readonly FlagEvent[], { backend, place }: At): Past['ended'] => {
  const last = events.findLast(
    (event) => event.type === 'flag-read-back' && event.backend === backend && event.place === place,
  );
  if (last?.type !== 'flag-read-back') return undefined;
  const { holds, atMs } = last;
  if (reachesNobody(holds)) return { atMs, as: 'off' };
  return fullyOn(holds) ? { atMs, as: 'on' } : undefined;
};
