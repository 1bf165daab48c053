import { approvers, approvalsBefore } from '../rollout/approvals.ts';
import type { Command } from '../rollout/input.ts';
import type { State } from '../rollout/state.ts';
import type { Actor } from '../rollout/words.ts';
import { MINUTE, toMs } from '../values/duration.ts';
import { strictness } from '../values/metric.ts';
import { isDown, nowMs, type World } from './world.ts';

/** How long after a rollout stopped somebody has looked at it. */
const LOOKS_AFTER_MS = 60 * MINUTE;
/** Somebody who has started the same phase again so often leaves it. */
const MOST_RESUMES = 2;

const ON_CALL: Actor = { name: 'on-call', roles: ['on-call'] };
const AUTHOR: Actor = { name: 'author', roles: ['author'] };

/** What modelled people ask for at this minute: they agree and confirm when asked, and look after what has stopped. */
export const commandsDue = (world: World): readonly Command[] => {
  const { status } = world.state;
  if (status === 'pending') return [start(world)];
  if (status === 'running' || status === 'held') return [...agreements(world), ...confirmations(world), ...lift(world)];
  return status === 'paused' ? look(world) : [];
};

/** The next minute at which somebody is asked for something; undefined where nobody is. */
export const peopleDueMs = (world: World): number =>
  Math.min(
    ...[dueMs(world, toMs(world.modelled.scenario.approvalsLate ?? '')), dueMs(world, 0)].filter(isAfter(world)),
  );

const isAfter = (world: World) => (ms: number) => ms > nowMs(world);

const start = (world: World): Command => ({
  ...{ is: 'start', by: AUTHOR, reason: 'the plan was agreed on', atMs: nowMs(world), authors: [AUTHOR.name] },
});

/** On time is half-way through the soak; late is so much after its end. */
const dueMs = ({ plan, state }: World, lateMs: number): number => {
  const soakMs = toMs(plan.phases[state.phase]?.soak ?? '');
  return state.enteredAtMs + (lateMs > 0 ? soakMs + lateMs : soakMs / 2);
};

const agreements = (world: World): readonly Command[] => {
  const { plan, state, modelled } = world;
  if (nowMs(world) < dueMs(world, toMs(modelled.scenario.approvalsLate ?? ''))) return [];
  return approvalsBefore(plan, state.phase + 1).flatMap((approval) => {
    const missing = approval.count - approvers(state, approval).length;
    const role = approval.from[0] ?? '';
    return Array.from({ length: Math.max(0, missing) }, (_, at): Command => {
      const by = { name: `${role} ${approval.count - missing + at + 1}`, roles: [role] };
      const { planDigest } = state;
      return { is: 'approve', by, reason: 'looked at it', atMs: nowMs(world), before: approval.before, planDigest };
    });
  });
};

const confirmations = (world: World): readonly Command[] => {
  const { plan, state } = world;
  if (nowMs(world) < dueMs(world, 0)) return [];
  const gates = plan.phases[state.phase]?.gates.flatMap((gate) => (gate.is === 'confirmed' ? [gate.item] : []));
  return (gates ?? plan.checklists.before)
    .filter(({ confirm, id }) => confirm === 'person' && !isConfirmed(state, id))
    .map(({ id, by }) => ({
      ...{ is: 'confirm', by: { name: by, roles: [by] }, reason: 'it is so', atMs: nowMs(world), item: id },
    }));
};

const isConfirmed = ({ confirmations, phase }: State, id: string): boolean =>
  confirmations.some((one) => one.item === id && one.phase === phase);

/** A hold for being late waits for a person, as a pause does; one by a trigger is looked at as well. */
const lift = (world: World): readonly Command[] => {
  const { state, log } = world;
  const asks = state.holds.some(({ cause }) => cause === 'deadline' || cause === 'trigger');
  const since = asks ? log.findLast(({ type }) => type === 'held') : undefined;
  return since && nowMs(world) - since.atMs >= LOOKS_AFTER_MS ? answerTo(world) : [];
};

const look = (world: World): readonly Command[] => {
  const { pause } = world.state;
  return pause && nowMs(world) - pause.atMs >= LOOKS_AFTER_MS ? answerTo(world) : [];
};

/** What still burns after an hour is rolled back; what is over goes on; what nobody can tell yet waits. */
const answerTo = (world: World): readonly Command[] => {
  const { plan, state } = world;
  const atMs = nowMs(world);
  const burning = state.fired.find(({ action }) => strictness(action) >= strictness('hold'));
  if (burning && plan.flags.length > 0) {
    const reason = `${burning.trigger} still fires after somebody looked`;
    return [{ is: 'rollback', by: ON_CALL, reason, atMs, to: { is: 'off' }, gradually: false }];
  }
  if (isDown(world) || state.silences.length > 0 || burning || resumesIn(world) >= MOST_RESUMES) return [];
  return [{ is: 'resume', by: ON_CALL, reason: 'what stopped it is over', atMs }];
};

const resumesIn = ({ log }: World): number => {
  const entered = log.findLastIndex(({ type }) => type === 'phase-entered');
  return log.slice(entered + 1).filter(({ type }) => type === 'resumed').length;
};
