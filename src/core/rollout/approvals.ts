import type { Plan } from '../plan/plan.ts';
import type { Approval } from '../plan/safety.ts';
import type { State } from './state.ts';
import type { Actor } from './words.ts';

/** Names are compared as people mean them: case and blanks around make nobody somebody else. */
const plainName = (name: string): string => name.trim().toLowerCase();

type Authored = Pick<State, 'authors'>;

const isAuthor = ({ authors }: Authored, { name }: Actor): boolean =>
  authors.some((author) => plainName(author) === plainName(name));

/** What somebody may say yes to: they are one of those who are asked, by name or by role. */
const isAsked = ({ from }: Approval, { name, roles }: Actor): boolean =>
  from.some((one) => [name, ...roles].some((mine) => plainName(mine) === plainName(one)));

/** Why the yes of this person would not count; undefined where it does. */
export const notCounted = (state: Authored, approval: Approval, by: Actor): string | undefined => {
  if (!isAsked(approval, by)) return `asked are ${approval.from.join(', ')}`;
  if (!approval.authorMayApprove && isAuthor(state, by)) return 'the author does not approve their own change';
  return undefined;
};

/** Everybody whose yes counts, once each. It was for this very plan: `evolve` takes no other. */
export const approvers = (state: State, approval: Approval): readonly string[] => {
  const given = state.approvals.filter(
    ({ approval: id, by }) => id === approval.id && notCounted(state, approval, by) === undefined,
  );
  return [...new Map(given.map(({ by }) => [plainName(by.name), by.name])).values()];
};

export const approvalsBefore = ({ approvals, phases }: Plan, phase: number): readonly Approval[] =>
  approvals.filter(({ before }) => before === phases[phase]?.id);
