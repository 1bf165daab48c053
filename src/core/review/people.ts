import { CODE_OWNERS } from '../policy/names.ts';
import type { Policy } from '../policy/policy.ts';
import type { ReviewCommand, ReviewRules } from '../policy/review-rules.ts';
import type { Actor } from '../rollout/words.ts';
import { type Permission, reaches } from '../values/permission.ts';

/** Somebody on a host, as the host itself tells it, now. */
export type Person = {
  /** Without a sign before it. */
  readonly name: string;
  readonly permission: Permission;
  /** Of those that were asked about: `@org/team`. */
  readonly teams: readonly string[];
  /** Teams of which the host did not tell whether they are in. */
  readonly untold: readonly string[];
};

export type PeopleRules = {
  readonly review: ReviewRules;
  /** Of the touched files, by CODEOWNERS: `@person`, `@org/team`. */
  readonly owners: readonly string[];
  /** Everybody who made the change, as far as the host knows them. */
  readonly authors: readonly string[];
};

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
const isIn = (name: string, names: readonly string[]): boolean => names.some((one) => isSame(one, name));

/** The sign keeps whoever calls themselves `engineering` from being taken for that role. */
const signed = (name: string): string => `@${name}`;

const areAmong = ({ name, teams }: Person, names: readonly string[]): boolean =>
  [signed(name), ...teams].some((one) => isIn(one, names));

const rolesOf = (person: Person, { roles }: ReviewRules): readonly string[] =>
  Object.entries(roles)
    .filter(
      ([, { permission, members }]) =>
        areAmong(person, members) || (permission !== 'nobody' && reaches(person.permission, permission)),
    )
    .map(([role]) => role);

/** As approvals and the log know them: by name, teams and the roles of the policy. */
export const actorOf = (person: Person, review: ReviewRules): Actor => ({
  name: signed(person.name),
  roles: [...person.teams, ...rolesOf(person, review)].slice(0, 50),
});

export const isAuthor = ({ name }: Person, { authors }: PeopleRules): boolean => isIn(name, authors);

/** Why this person may not ask for that; undefined where they may. */
export const mayNot = (person: Person, command: ReviewCommand, rules: PeopleRules): string | undefined => {
  const { permission, of, authors } = rules.review.commands[command];
  const { name } = person;
  if (!reaches(person.permission, permission))
    return `${name} may not: ${command} takes ${permission} access, and theirs is ${person.permission}`;
  if (!authors && isAuthor(person, rules))
    return `${name} may not: whoever made the change does not ask for ${command}`;
  const byOwning = isIn(CODE_OWNERS, of) && areAmong(person, rules.owners);
  if (of.length === 0 || areAmong(person, of) || byOwning) return undefined;
  if (rolesOf(person, rules.review).some((role) => isIn(role, of))) return undefined;
  const untold = person.untold.length > 0 ? `; the host did not tell who is in ${person.untold.join(', ')}` : '';
  return `${name} may not: ${command} is for ${of.join(', ')}${untold}`;
};

/** Teams that it may matter to be in. */
export const teamsNamed = ({ review, levels, rules }: Policy, owners: readonly string[]): readonly string[] => {
  const named = [
    ...Object.values(review.roles).flatMap(({ members }) => members),
    ...Object.values(review.commands).flatMap(({ of }) => of),
    ...Object.values(levels).flatMap(({ approvals }) => approvals.flatMap(({ from }) => from)),
    ...Object.values(rules).flatMap(({ approvals }) => approvals ?? []),
    ...owners,
  ];
  const teams = named.filter((name) => /^@[^/]+\/./.test(name)).map((name) => name.toLowerCase());
  return [...new Set(teams)].slice(0, MOST_TEAMS);
};

/** Each is a question to the host for each person. */
const MOST_TEAMS = 20;
