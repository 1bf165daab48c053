import { hasAtMostThreeDecimals } from '../../values/percent.ts';
import { quoted } from '../../values/quote.ts';
import type { Plan } from '../plan.ts';
import type { Finding, Rule } from './rule.ts';
import { unknownNames } from './unknown.ts';

/** Every list of a plan whose entries are called by name: its path, and the names in it. */
const namedLists = (plan: Plan): [path: string, names: readonly string[]][] => [
  ['phases', plan.phases.map(({ id }) => id)],
  ['monitors', plan.monitors.map(({ id }) => id)],
  ['triggers', plan.triggers.map(({ id }) => id)],
  ['flags', plan.flags.map(({ key }) => key)],
  ['rings', plan.rings.map(({ name }) => name)],
  ['approvals', plan.approvals.map(({ id }) => id)],
  ['communications', plan.communications.map(({ id }) => id)],
  ['checklists.before', plan.checklists.before.map(({ id }) => id)],
  ['checklists.during', plan.checklists.during.map(({ id }) => id)],
  ['checklists.after', plan.checklists.after.map(({ id }) => id)],
  ...plan.flags.map((flag, at): [string, string[]] => [`flags[${at}].variants`, flag.variants.map(({ name }) => name)]),
  ...plan.phases.map(({ audience }, at): [string, string[]] => [
    `phases[${at}].audience.rings`,
    audience.rings.map(({ ring }) => ring),
  ]),
];

const repeats = (path: string, names: readonly string[]): Finding[] =>
  names.flatMap((name, at) => {
    const first = names.indexOf(name);
    if (first === at) return [];
    return [{ path: `${path}[${at}]`, message: `${quoted(name)} is already the name of ${path}[${first}]` }];
  });

const unique: Rule = {
  code: 'R001',
  title: 'A name stands for one thing',
  why: 'approvals, triggers and logs call phases, monitors, flags, rings and arms by name; a second one of that name would be taken for the first',
  fix: 'give one of the two another name',
  severity: 'error',
  look: (plan) => namedLists(plan).flatMap(([path, names]) => repeats(path, names)),
};

const sameButForCase: Rule = {
  code: 'R002',
  title: 'Flag keys differ by more than capitals',
  why: 'some flag systems take NewTax and newtax for one flag, and the second write would undo the first',
  fix: 'rename one of the two flags',
  severity: 'error',
  look: ({ flags }) =>
    flags.flatMap(({ key }, at) => {
      const twin = flags.slice(0, at).find((one) => one.key !== key && one.key.toLowerCase() === key.toLowerCase());
      return twin
        ? [{ path: `flags[${at}].key`, message: `${quoted(key)} and ${quoted(twin.key)} differ only in case` }]
        : [];
    }),
};

const insidePlan: Rule = {
  code: 'R003',
  title: 'Rings and phases that are named are part of the plan',
  why: 'a phase cannot open a ring that nobody described, and an approval for a phase that is not there guards nothing',
  fix: 'correct the name, or add what it names',
  severity: 'error',
  look: ({ phases, rings, approvals }) => [
    ...unknownNames(
      phases.flatMap(({ audience }, at) =>
        audience.rings.map(({ ring }, nth): [string, string] => [`phases[${at}].audience.rings[${nth}].ring`, ring]),
      ),
      rings.map(({ name }) => name),
      'a ring of this plan',
    ),
    ...unknownNames(
      approvals.map(({ before }, at) => [`approvals[${at}].before`, before]),
      phases.map(({ id }) => id),
      'a phase of this plan',
    ),
  ],
};

const insidePolicy: Rule = {
  code: 'R004',
  title: 'The policy knows the environment, the flag system, the ladder and the rings',
  why: 'what the policy does not know it has no rules for: no windows, no limits, nobody who must agree',
  fix: 'correct the name, or add it to rampart.yaml',
  severity: 'error',
  look: ({ provenance, strategy, rings }, { policy }) => {
    if (!policy) return [];
    const { environments, backends, ladders } = policy;
    return [
      ...unknownNames(
        [['provenance.environment', provenance.environment]],
        Object.keys(environments),
        'an environment of the policy',
      ),
      ...unknownNames(
        [['provenance.backend', provenance.backend]],
        Object.keys(backends),
        'a flag system of the policy',
      ),
      ...unknownNames(
        strategy.ladder === undefined ? [] : [['strategy.ladder', strategy.ladder]],
        Object.keys(ladders),
        'a ladder of the policy',
      ),
      ...unknownNames(
        rings.map(({ name }, at) => [`rings[${at}].name`, name]),
        Object.keys(policy.rings),
        'a ring of the policy',
      ),
    ];
  },
};

/** Every share in a plan that a flag system or a person will be told. */
const shares = (plan: Plan): [path: string, percent: number][] => [
  ['strategy.target', plan.strategy.target],
  ['rollback.target.percent', plan.rollback.target.percent],
  ...plan.flags.flatMap(({ variants }, at) =>
    variants.map(({ percent }, nth): [string, number] => [`flags[${at}].variants[${nth}].percent`, percent]),
  ),
  ...plan.phases.flatMap(({ audience: { percent, rings, place } }, at): [string, number][] => [
    [`phases[${at}].audience.percent`, percent],
    ...rings.map((ring, nth): [string, number] => [`phases[${at}].audience.rings[${nth}].percent`, ring.percent]),
    ...(place.is === 'everywhere'
      ? []
      : [[`phases[${at}].audience.place.share`, place.share] satisfies [string, number]]),
  ]),
];

const threeDecimals: Rule = {
  code: 'R005',
  title: 'Percents have at most three decimals',
  why: 'flag systems sort users into a hundred thousand buckets at the finest; a finer share would silently become another one',
  fix: 'round it to three decimals',
  severity: 'error',
  look: (plan) =>
    shares(plan).flatMap(([path, percent]) =>
      hasAtMostThreeDecimals(percent) ? [] : [{ path, message: `${percent} has more than three decimals` }],
    ),
};

export const namesRules: readonly Rule[] = [unique, sameButForCase, insidePlan, insidePolicy, threeDecimals];
