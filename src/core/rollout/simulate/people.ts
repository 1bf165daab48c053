import type { Plan } from '../../plan/plan.ts';
import { approvalsBefore, approvers } from '../approvals.ts';
import type { Command } from '../input.ts';
import type { State } from '../state.ts';

/** What people would have to say now: as many yeses as are missing, none of them by the author, and every item by its role. */
export const askedOfPeople = (plan: Plan, state: State, atMs: number): readonly Command[] => [
  ...approvalsAsked(plan, state, atMs),
  ...itemsAsked(plan, state, atMs),
];

const approvalsAsked = (plan: Plan, state: State, atMs: number): readonly Command[] =>
  approvalsBefore(plan, state.phase + 1).flatMap((approval) => {
    const missing = Math.max(0, approval.count - approvers(state, approval).length);
    return Array.from({ length: missing }, (_, nth): Command => {
      const by = { name: `${approval.id} ${nth + 1}`, roles: approval.from };
      return { is: 'approve', by, reason: 'looked at it', atMs, before: approval.before, planDigest: state.planDigest };
    });
  });

const itemsAsked = (plan: Plan, { phase, confirmations }: State, atMs: number): readonly Command[] => {
  const gates = plan.phases[phase]?.gates ?? [];
  const items =
    phase < 0 ? plan.checklists.before : gates.flatMap((gate) => (gate.is === 'confirmed' ? [gate.item] : []));
  return items.flatMap(({ id, confirm, by }): Command[] =>
    confirm === 'check' || confirmations.some((given) => given.item === id && given.phase === phase)
      ? []
      : [{ is: 'confirm', item: id, by: { name: by, roles: [] }, reason: 'looked at it', atMs }],
  );
};
