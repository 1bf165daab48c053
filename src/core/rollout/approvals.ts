import type { Plan } from '../plan/plan.ts';
import type { Approval } from '../plan/safety.ts';
import { isCalled, namesOf, plainName, shareOne } from '../values/names.ts';
import type { State } from './state.ts';
import type { Actor } from './words.ts';

type Authored = Pick<State, 'authors'>;

/** By any of the names that both are known by. */
const isAuthor = ({ authors }: Authored, by: Actor): boolean => {
  const names = namesOf(by);
  return authors.some((author) => isCalled(names, author));
};

/** What somebody may say yes to: they are one of those who are asked, by name or by role. */
const isAsked = ({ from }: Approval, { name, roles }: Actor): boolean =>
  from.some((one) => [name, ...roles].some((mine) => plainName(mine) === plainName(one)));

/** Why the yes of this person would not count; undefined where it does. */
export const notCounted = (state: Authored, approval: Approval, by: Actor): string | undefined => {
  if (!isAsked(approval, by)) return `asked are ${approval.from.join(', ')}`;
  if (!approval.authorMayApprove && isAuthor(state, by)) return 'the author does not approve their own change';
  return undefined;
};

/** Everybody whose yes counts, once each, whatever names they go by. It was for this very plan: `evolve` takes no other. */
export const approvers = (state: State, approval: Approval): readonly string[] =>
  givenBy(state, approval).map(({ name }) => name);

export const hasAgreed = (state: State, approval: Approval, by: Actor): boolean =>
  givenBy(state, approval).some(({ names }) => shareOne(names, namesOf(by)));

type Person = { readonly name: string; readonly names: ReadonlySet<string> };

const givenBy = (state: State, approval: Approval): readonly Person[] =>
  state.approvals
    .filter(({ approval: id, by }) => id === approval.id && notCounted(state, approval, by) === undefined)
    .reduce<readonly Person[]>((people, { by }) => withPerson(people, { name: by.name, names: namesOf(by) }), []);

/** Two that one more turns out to be are one. */
const withPerson = (people: readonly Person[], next: Person): readonly Person[] => {
  const same = people.filter(({ names }) => shareOne(names, next.names));
  const others = people.filter((one) => !same.includes(one));
  const names = new Set([...same, next].flatMap((one) => [...one.names]));
  return [...others, { name: next.name, names }];
};

export const approvalsBefore = ({ approvals, phases }: Plan, phase: number): readonly Approval[] =>
  approvals.filter(({ before }) => before === phases[phase]?.id);
