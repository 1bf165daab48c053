import { failed, ok, problem, type Result } from '../../core/problem.ts';
import type { Event } from '../../core/rollout/events.ts';
import type { Basis, EventLog } from '../../ports/event-log.ts';
import type { Around } from './around.ts';
import { ask } from './ask.ts';
import type { Rollout } from './journal.ts';

/**
 * The logs that must not have moved when a step up is written down: that of each base, which is told first who rests on
 * it, and those of the program, among which a budget is shared. So a base that goes back meanwhile, or a fellow that
 * rises, is never overlooked: one of the two is refused and looks again.
 */
export const unmovedFor = async (
  rollout: Rollout,
  events: readonly Event[],
  { bases, fellows }: Around,
  log: EventLog,
): Promise<Result<readonly Basis[]>> => {
  if (!events.some(({ type }) => type === 'phase-entered')) return ok([]);
  if (rollout.state.phase >= 0) return ok(fellows);
  const told: Basis[] = [];
  for (const base of bases) {
    const joined = await join(rollout, base, log);
    if (!joined.ok) return joined;
    told.push(joined.value);
  }
  return ok([...fellows.filter(({ id }) => !told.some((one) => one.id === id)), ...told]);
};

const join = async (dependant: Rollout, base: Rollout, log: EventLog): Promise<Result<Basis>> => {
  const joined = await ask(log, base.id, ({ head, state }) => {
    if (head.version !== base.head.version) return failed(moved(base.id));
    const by = { name: `rollout ${dependant.id}`.slice(0, 300), roles: [] };
    return ok({ is: 'join', by, reason: 'it rests on this and begins', atMs: state.atMs, dependant: dependant.id });
  });
  return joined.ok ? ok({ id: base.id, version: joined.value.rollout.head.version }) : joined;
};

const moved = (id: string) =>
  problem({
    kind: 'stale',
    code: 'log-moved-on',
    path: id,
    message: 'something happened in what this rests on since it was looked at',
    hint: 'nothing was written; the next turn looks again',
  });
