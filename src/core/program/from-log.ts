import type { Plan } from '../plan/plan.ts';
import type { Edges, Programme } from './order.ts';
import { type Membership, PROGRAM_VERSION } from './program.ts';

/** A rollout that was started as a part of a program. */
export type Joined = { readonly plan: Plan; readonly program: Membership; readonly startedAtMs: number };

/**
 * A program as far as the logs of its rollouts tell it, each by what was kept when it was started. Of plans that have no
 * rollout yet no more is known than their names, and they are left out.
 */
export const programmeFrom = (members: readonly Joined[]): Programme | undefined => {
  const [newest] = members.toSorted((a, b) => b.startedAtMs - a.startedAtMs);
  if (!newest) return undefined;
  const plans = new Map(members.map(({ plan }) => [plan.id, plan]));
  const memberships = new Map(members.map(({ plan, program }) => [plan.id, program]));
  const ids = newest.program.order.filter((id) => plans.has(id));
  const after = new Map(ids.map((id) => [id, memberships.get(id)?.after ?? []]));
  const sequence = sequenceFrom(after);
  return {
    program: {
      schemaVersion: PROGRAM_VERSION,
      program: newest.program.program,
      plans: ids.map((plan) => ({ plan, file: plan, needs: [...(memberships.get(plan)?.needs ?? [])] })),
      ...(sequence.length === 0 ? {} : { sequence: sequence.map((group) => [...group]) }),
      ...(newest.program.budget ? { budget: newest.program.budget } : {}),
    },
    plans,
  };
};

/** The groups, from what each of their plans comes after: the first is the one whose plans come after nothing. */
const sequenceFrom = (after: Edges): readonly (readonly string[])[] => {
  const groups: (readonly string[])[] = [];
  const isFirst = (group: readonly string[]): boolean =>
    group.length > 0 && group.every((id) => (after.get(id) ?? []).length === 0);
  let group = [...after.values()].find(isFirst) ?? [];
  while (group.length > 0 && groups.length <= after.size) {
    groups.push(group);
    const before = group.join();
    group = [...after].filter(([, behind]) => behind.join() === before).map(([id]) => id);
  }
  return groups;
};
