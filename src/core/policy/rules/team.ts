import { quoted } from '../../values/quote.ts';
import { CODE_OWNERS } from '../names.ts';
import type { Policy } from '../policy.ts';
import { asks } from '../team-rule.ts';
import type { Path } from '../vet.ts';
import type { PolicyRule } from './rule.ts';

const ladderForRule: PolicyRule = {
  code: 'P027',
  title: 'The strategy of a team rule has a ladder',
  fix: 'name another strategy, or add a ladder of this one',
  look: ({ rules, ladders }) =>
    Object.entries(rules).flatMap(([name, { strategy }]) => {
      if (strategy === undefined || Object.values(ladders).some((ladder) => ladder.strategy === strategy)) return [];
      return [{ path: ['rules', name, 'strategy'], message: `there is no ladder of strategy ${strategy}` }];
    }),
};

const asksForSomething: PolicyRule = {
  code: 'P028',
  title: 'A team rule asks for something',
  fix: 'give it a floor, a strategy, approvals or an owner; an area says what a floor is about',
  look: ({ rules }) =>
    Object.entries(rules).flatMap(([name, rule]) => {
      const path = ['rules', name];
      if (rule.area !== undefined && rule.floor === undefined)
        return [{ path, message: `has the area ${rule.area}, and no floor that it could be about` }];
      return asks(rule) || rule.owner !== undefined ? [] : [{ path, message: 'changes nothing where it applies' }];
    }),
};

/** Where a repository names no owners, nobody would be left to ask. */
const ownersAreNotAlone: PolicyRule = {
  code: 'P029',
  title: 'Somebody can agree where files have no code owners',
  fix: `name a team or a role beside ${CODE_OWNERS}`,
  look: (policy) =>
    approversIn(policy).flatMap(({ path, from }) =>
      from.every((name) => name === CODE_OWNERS)
        ? [{ path, message: `names ${quoted(CODE_OWNERS)} alone, and files may have none` }]
        : [],
    ),
};

const approversIn = ({ levels, rules }: Policy): { readonly path: Path; readonly from: readonly string[] }[] => [
  ...Object.entries(levels).flatMap(([level, { approvals }]) =>
    approvals.map(({ from }, at) => ({ path: ['levels', level, 'approvals', at, 'from'], from })),
  ),
  ...Object.entries(rules).flatMap(([name, { approvals }]) =>
    approvals === undefined ? [] : [{ path: ['rules', name, 'approvals'], from: approvals }],
  ),
];

export const teamRules: readonly PolicyRule[] = [ladderForRule, asksForSomething, ownersAreNotAlone];
