import type { Plan } from '../../core/plan/plan.ts';
import { planDigest } from '../../core/plan/plan.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import type { Places } from '../../core/program/planned.ts';
import { initialState } from '../../core/rollout/state.ts';
import { canonicalJson } from '../../core/values/digest.ts';
import type { Membership } from '../../core/program/program.ts';
import { unused } from '../../core/values/text.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { type Found, readCards } from './card.ts';
import { load, type Rollout } from './journal.ts';

/** A rollout of that plan: the one that is there, or one that nobody has written down yet. */
export const rolloutOf = async (
  log: EventLog,
  plan: Plan,
  { places, isAt, program }: Wanted,
): Promise<Result<Rollout>> => {
  const listed = await log.list();
  if (!listed.ok) return listed;
  const same = readCards(listed.value).filter(
    ({ summary }) => summary.plan === plan.id && summary.environment === plan.provenance.environment,
  );
  const isAsWanted = (rollout: Rollout): boolean =>
    isAt(rollout.places) && (program === undefined || canonicalJson(program) === canonicalJson(rollout.program));
  const digest = planDigest(plan);
  const there = same.findLast(({ summary }) => summary.planDigest === digest);
  const loaded = there ? await known(log, there) : undefined;
  // Nothing has begun and its places are written down: with other places, or in a program, it is another rollout.
  if (loaded && !(loaded.ok && loaded.value.state.status === 'pending' && !isAsWanted(loaded.value))) return loaded;
  const other = same.find(({ summary }) => isUnderWay(summary.status));
  if (other) return failed(anotherPlan(other));
  const id = unused(
    plan.id,
    listed.value.map((one) => one.id),
  );
  return ok({ id, plan, places, program, state: initialState(plan, id), head: { version: 0, hash: '' } });
};

type Wanted = {
  readonly places: Places;
  readonly isAt: (places: Places) => boolean;
  readonly program: Membership | undefined;
};

const isUnderWay = (status: Found['summary']['status']): boolean =>
  status === 'running' || status === 'held' || status === 'paused' || status === 'rolling-back';

const known = async (log: EventLog, { id, summary }: Found): Promise<Result<Rollout>> => {
  if (summary.status === 'completed') return failed(over(id, 'it is completed', `rampart log ${id}`));
  if (summary.status === 'rolled-back' || summary.status === 'aborted')
    return failed(over(id, `it is ${summary.status}`, `to begin anew: rampart restart ${id}`));
  return load(log, id);
};

const over = (id: string, message: string, hint: string): Problem =>
  problem({ kind: 'stale', code: 'rollout-over', path: id, message, hint });

const anotherPlan = ({ id }: Found): Problem =>
  problem({
    kind: 'stale',
    code: 'another-plan',
    path: id,
    message: 'another version of this plan is being carried out',
    hint: `let it end, or: rampart rollback ${id}, rampart abort ${id}`,
  });
