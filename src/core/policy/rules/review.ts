import { didYouMean } from '../../values/nearest.ts';
import { quoted } from '../../values/quote.ts';
import { CODE_OWNERS } from '../names.ts';
import type { PolicyRule } from './rule.ts';

const isOnHost = (name: string): boolean => /^@[\w.-]+(?:\/[\w./-]+)?$/.test(name);

const knownPeople: PolicyRule = {
  code: 'P030',
  title: 'Who may ask for something in a comment is somebody',
  fix: `write @person, @org/team, ${CODE_OWNERS} or the name of a role under review.roles`,
  look: ({ review: { commands, roles } }) => [
    ...Object.entries(roles).flatMap(([role, { members }]) =>
      members.flatMap((name, at) =>
        isOnHost(name)
          ? []
          : [{ path: ['review', 'roles', role, 'members', at], message: `${quoted(name)} is nobody on a host` }],
      ),
    ),
    ...Object.entries(commands).flatMap(([command, { of }]) =>
      of.flatMap((name, at) =>
        isOnHost(name) || name === CODE_OWNERS || Object.hasOwn(roles, name)
          ? []
          : [
              {
                path: ['review', 'commands', command, 'of', at],
                message: `${quoted(name)} is no role${didYouMean(name, Object.keys(roles))}`,
              },
            ],
      ),
    ),
  ],
};

export const reviewRules: readonly PolicyRule[] = [knownPeople];
