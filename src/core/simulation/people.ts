import { approvers, approvalsBefore } from '../rollout/approvals.ts';
import type { Command } from '../rollout/input.ts';
import type { State } from '../rollout/state.ts';
import type { Actor } from '../rollout/words.ts';
import { MINUTE, toMs } from '../values/duration.ts';
import { strictness } from '../values/metric.ts';
import { isDown, isSilent, nowMs, type World } from './world.ts';

/** How long after a rollout stopped somebody has looked at it. */
const LOOKS_AFTER_MS = 60 * MINUTE;
/** Somebody who has started the same phase again so often leaves it. */
const MOST_RESUMES = 2;

const ON_CALL: Actor = { name: 'on-call', roles: ['on-call'] };
const AUTHOR: Actor = { name: 'author', roles: ['author'] };

/** What modelled people ask for at this minute: they agree and confirm when asked, and look after what has stopped. */
export const commandsDue = (world: World): readonly Command[] => {
  const { status, pause } = world.state;
  if (status === 'pending') return [start(world)];
  const asked = status === 'running' || status === 'held' || pause?.cause === 'deadline';
  const looks = nowMs(world) >= (stoppedMs(world) ?? Infinity) + LOOKS_AFTER_MS;
  return [
    ...(asked ? [...agreements(world), ...confirmations(world)] : []),
    ...(looks && status !== 'running' ? answerTo(world) : []),
  ];
};

/** The next moments at which somebody does something by the clock. */
export const peopleDueMs = (world: World): readonly number[] => [
  agreesMs(world),
  confirmsMs(world),
  (stoppedMs(world) ?? Infinity) + LOOKS_AFTER_MS,
];

/** Since when it stands still in a way that somebody looks at. */
const stoppedMs = ({ state, log }: World): number | undefined => {
  if (state.pause) return state.pause.atMs;
  const asks = state.holds.some(({ cause }) => cause === 'deadline' || cause === 'trigger');
  return asks ? log.findLast(({ type }) => type === 'held')?.atMs : undefined;
};

const start = (world: World): Command => ({
  is: 'start',
  by: AUTHOR,
  reason: 'the plan was agreed on',
  atMs: nowMs(world),
  authors: [AUTHOR.name],
});

const soakMs = ({ plan, state }: World): number => toMs(plan.phases[state.phase]?.soak ?? '');

/** On time is half-way through the soak; late is so much after its end. */
const confirmsMs = (world: World): number => world.state.enteredAtMs + soakMs(world) / 2;

const agreesMs = (world: World): number => {
  const late = toMs(world.modelled.scenario.approvalsLate ?? '');
  return late > 0 ? world.state.enteredAtMs + soakMs(world) + late : confirmsMs(world);
};

const missing = ({ plan, state }: World) =>
  approvalsBefore(plan, state.phase + 1)
    .map((approval) => ({ approval, given: approvers(state, approval).length }))
    .filter(({ approval, given }) => given < approval.count);

const agreements = (world: World): readonly Command[] => {
  if (nowMs(world) < agreesMs(world)) return [];
  return missing(world).flatMap(({ approval: { before, from, count }, given }) =>
    Array.from({ length: count - given }, (_, at): Command => {
      const [role = ''] = from;
      const by = { name: `${role} ${given + at + 1}`, roles: [role] };
      const { planDigest } = world.state;
      return { is: 'approve', by, reason: 'looked at it', atMs: nowMs(world), before, planDigest };
    }),
  );
};

const confirmations = (world: World): readonly Command[] => {
  const { plan, state } = world;
  if (nowMs(world) < confirmsMs(world)) return [];
  const gates = plan.phases[state.phase]?.gates.flatMap((gate) => (gate.is === 'confirmed' ? [gate.item] : []));
  return (gates ?? plan.checklists.before)
    .filter(({ confirm, id }) => confirm === 'person' && !isConfirmed(state, id))
    .map(({ id, by }) => ({
      is: 'confirm',
      by: { name: by, roles: [by] },
      reason: 'it is so',
      atMs: nowMs(world),
      item: id,
    }));
};

const isConfirmed = ({ confirmations, phase }: State, id: string): boolean =>
  confirmations.some((one) => one.item === id && one.phase === phase);

/** What still burns after an hour is rolled back; what is over goes on; what nobody can tell yet waits. */
const answerTo = (world: World): readonly Command[] => {
  const { plan, state } = world;
  const atMs = nowMs(world);
  const burning = state.fired.find(({ action }) => strictness(action) >= strictness('hold'));
  if (burning && plan.flags.length > 0) {
    const reason = `${burning.trigger} still fires after somebody looked`;
    return [{ is: 'rollback', by: ON_CALL, reason, atMs, to: { is: 'off' }, gradually: false }];
  }
  const waits = isDown(world) || isSilent(world) || missing(world).length > 0;
  if (waits || burning || world.resumes >= MOST_RESUMES) return [];
  return [{ is: 'resume', by: ON_CALL, reason: 'what stopped it is over', atMs }];
};
