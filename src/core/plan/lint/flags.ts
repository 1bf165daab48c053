import { wayBackTo } from '../../flags/way-back.ts';
import { quoted } from '../../values/quote.ts';
import type { Rule } from './rule.ts';

const offByDefault: Rule = {
  code: 'R006',
  title: 'Flags are off by default',
  why: 'where the flag system cannot be reached, code falls back to the default: on would mean everybody at once',
  fix: 'set default to false',
  severity: 'error',
  look: ({ flags }) =>
    flags.flatMap((flag, at) =>
      flag.default
        ? [{ path: `flags[${at}].default`, message: `${quoted(flag.key)} is on where nothing else applies` }]
        : [],
    ),
};

const noCircle: Rule = {
  code: 'R007',
  title: 'No flag needs itself, directly or through others',
  why: 'each would wait for the other to be on, and none ever would be',
  fix: 'take one of the prerequisites out',
  severity: 'error',
  look: ({ flags }) => {
    const needs = new Map(flags.map(({ key, prerequisites }) => [key, prerequisites]));
    const told = new Set<string>();
    return flags.flatMap(({ key }, at) => {
      const circle = told.has(key) ? undefined : wayBackTo(key, needs);
      if (!circle) return [];
      for (const one of circle) told.add(one);
      return [
        { path: `flags[${at}].prerequisites`, message: [...circle, key].map((one) => quoted(one)).join(' needs ') },
      ];
    });
  },
};

const partOnly = (percent: number): boolean => percent > 0 && percent < 100;

const booleanIsWhole: Rule = {
  code: 'R008',
  title: 'A flag that is on or off is not given a share',
  why: 'a boolean flag has no percentage: the flag system would round 5 % to everybody or nobody',
  fix: 'make it a percentage flag, or let the phases go from 0 to 100',
  severity: 'error',
  look: ({ flags, phases }) => {
    const at = phases.findIndex(
      ({ audience }) => partOnly(audience.percent) || audience.rings.some((ring) => partOnly(ring.percent)),
    );
    const phase = phases[at];
    if (!phase) return [];
    return flags.flatMap(({ key, type }, nth) =>
      type === 'boolean'
        ? [
            {
              path: `flags[${nth}].type`,
              message: `${quoted(key)} is boolean, and phase ${quoted(phase.id)} asks it for a share`,
            },
          ]
        : [],
    );
  },
};

const standingRule: Rule = {
  code: 'R009',
  title: 'No standing rule serves a flag around the phases',
  why: 'targeting is looked at before the percentage: these users have it in every phase, and keep it after a rollback',
  fix: 'take the rule out and put these users into a ring or on the allow-list of a phase, if they are meant to be part of the rollout',
  severity: 'warning',
  look: ({ flags }) =>
    flags.flatMap(({ targeting }, at) =>
      targeting.flatMap(({ serve, when }, nth) =>
        serve
          ? [
              {
                path: `flags[${at}].targeting[${nth}]`,
                message: `users with ${quoted(when.attribute)} ${when.is} ${quoted(when.values[0])} have it whatever the phase`,
              },
            ]
          : [],
      ),
    ),
};

const somebodyWaits: Rule = {
  code: 'R010',
  title: 'What a flag needs is on the list of dependencies',
  why: 'the rollout waits for dependencies; a prerequisite that is not among them may still be off when the first users come',
  fix: 'add it to dependencies: kind flag, needs fully-on',
  severity: 'error',
  look: ({ flags, dependencies }) => {
    const waitedFor = new Set(dependencies.filter(({ kind }) => kind === 'flag').map(({ name }) => name));
    const own = new Set(flags.map(({ key }) => key));
    return flags.flatMap(({ key, prerequisites }, at) =>
      prerequisites.flatMap((name, nth) =>
        waitedFor.has(name) || own.has(name)
          ? []
          : [
              {
                path: `flags[${at}].prerequisites[${nth}]`,
                message: `${quoted(key)} needs ${quoted(name)}, and nothing waits for it`,
              },
            ],
      ),
    );
  },
};

export const flagRules: readonly Rule[] = [offByDefault, noCircle, booleanIsWhole, standingRule, somebodyWaits];
