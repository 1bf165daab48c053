import { THE_AUTHOR } from '../../policy/names.ts';
import { DAY, humanDuration, toMs } from '../../values/duration.ts';
import type { ChecklistItem } from '../../values/people.ts';
import { quoted } from '../../values/quote.ts';
import type { Plan } from '../plan.ts';
import type { Context, Rule } from './rule.ts';
import { elsewhere, unknownNames } from './unknown.ts';

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  THE_AUTHOR,
  'todo',
  'tbd',
  'unknown',
  'owner',
  'nobody',
  'someone',
  'n/a',
  'none',
  '?',
  '-',
]);

const isPlaceholder = (name: string): boolean =>
  PLACEHOLDERS.has(name.trim().toLowerCase()) || /^[<{[].*[>}\]]$/.test(name.trim());

const ownerHasAName: Rule = {
  code: 'R053',
  title: 'The owner of a flag is somebody',
  why: 'flags outlive the people who remember them; the one who takes it out has to be findable',
  fix: 'name a team or a person: flags.owner in rampart.yaml',
  severity: 'warning',
  look: ({ flags, cleanup }) => {
    const owners = [
      ...flags.map(({ owner }, at): [string, string] => [`flags[${at}].owner`, owner]),
      ...(flags.length > 0 ? [['cleanup.owner', cleanup.owner] satisfies [string, string]] : []),
    ].filter(([, owner]) => isPlaceholder(owner));
    const [first] = owners;
    if (!first) return [];
    return [{ path: first[0], message: `${quoted(first[1])} is nobody's name${elsewhere(owners.length - 1)}` }];
  },
};

const peopleAreTold: Rule = {
  code: 'R054',
  title: 'People are told what they will notice',
  why: 'support hears of a change from users otherwise, and of a rollback from angry ones',
  fix: 'add a communication for that moment',
  severity: 'warning',
  look: ({ risk, phases, communications }) => {
    if (phases.length < 2) return [];
    const path = 'communications';
    if (communications.length === 0)
      return risk.userFacing ? [{ path, message: 'users will notice the change, and nobody is told of it' }] : [];
    return communications.some(({ when }) => when === 'rollback')
      ? []
      : [{ path, message: 'nobody is told of a rollback' }];
  },
};

const gateItems = ({ phases }: Plan): [path: string, item: ChecklistItem][] =>
  phases.flatMap(({ gates }, at) =>
    gates.flatMap((gate, nth): [string, ChecklistItem][] =>
      gate.is === 'confirmed' ? [[`phases[${at}].gates[${nth}].item`, gate.item]] : [],
    ),
  );

const listItems = ({ checklists: { before, during, after } }: Plan): [path: string, item: ChecklistItem][] => [
  ...before.map((item, at): [string, ChecklistItem] => [`checklists.before[${at}]`, item]),
  ...during.map((item, at): [string, ChecklistItem] => [`checklists.during[${at}]`, item]),
  ...after.map((item, at): [string, ChecklistItem] => [`checklists.after[${at}]`, item]),
];

const oneMeaning: Rule = {
  code: 'R055',
  title: 'What is confirmed under one name is one thing',
  why: 'a confirmation is recorded by the name of the item: given for one meaning it would open the gate of the other',
  fix: 'give one of the two another id',
  severity: 'error',
  look: (plan) => {
    const first = new Map<string, [path: string, item: ChecklistItem]>();
    return [...listItems(plan), ...gateItems(plan)].flatMap(([path, item]) => {
      const known = first.get(item.id);
      if (!known) first.set(item.id, [path, item]);
      if (!known || (known[1].text === item.text && known[1].confirm === item.confirm && known[1].by === item.by))
        return [];
      return [{ path, message: `${quoted(item.id)} stands for something else in ${known[0]}` }];
    });
  },
};

const checkIsKnown: Rule = {
  code: 'R056',
  title: 'A gate that waits for a check names one that is known',
  why: 'a check that nothing runs never confirms, and the rollout waits until its deadline',
  fix: 'correct the name, add the check to a checklist, or let a person confirm it',
  severity: 'warning',
  look: (plan, { policy }) => {
    const listed = [...listItems(plan).map(([, item]) => item), ...itemsOf(policy)];
    return unknownNames(
      gateItems(plan).flatMap(([path, item]): [string, string][] => (isCheck(item) ? [[`${path}.by`, item.by]] : [])),
      listed.filter(isCheck).map(({ by }) => by),
      'the name of a check on any checklist',
    );
  },
};

type Confirmed = Pick<ChecklistItem, 'confirm' | 'by'>;

const isCheck = ({ confirm }: Confirmed): boolean => confirm === 'check';

const itemsOf = (policy: Context['policy']): Confirmed[] =>
  policy ? Object.values(policy.checklists).flatMap((rows) => Object.values(rows)) : [];

const dependenciesAreAsked: Rule = {
  code: 'R057',
  title: 'Dependencies are asked for',
  why: 'what the plan depends on is looked at by the dependencies gate only: without one nobody does',
  fix: 'add the gate { "is": "dependencies" } to the first phases, or take the dependencies out',
  severity: 'warning',
  look: ({ dependencies, phases }) =>
    dependencies.length === 0 || phases.some(({ gates }) => gates.some(({ is }) => is === 'dependencies'))
      ? []
      : [
          {
            path: 'dependencies',
            message: `${quoted(dependencies[0]?.name)} is a dependency, and no phase asks whether it is there`,
          },
        ],
};

const LONGEST_LEFTOVER = 180 * DAY;

const flagsGo: Rule = {
  code: 'R058',
  title: 'Flags are removed, neither at once nor never',
  why: 'a flag that goes on the last day leaves no way back; one that stays doubles every path through the code',
  fix: 'let cleanup.removeFlagAfter be between a day and half a year',
  severity: 'warning',
  look: ({ flags, cleanup }) => {
    const afterMs = toMs(cleanup.removeFlagAfter);
    if (flags.length === 0 || (afterMs >= DAY && afterMs <= LONGEST_LEFTOVER)) return [];
    return [
      {
        path: 'cleanup.removeFlagAfter',
        message: `${humanDuration(afterMs)} after the rollout is ${afterMs < DAY ? 'too soon' : 'too late'}`,
      },
    ];
  },
};

export const peopleRules: readonly Rule[] = [
  ownerHasAName,
  peopleAreTold,
  oneMeaning,
  checkIsKnown,
  dependenciesAreAsked,
  flagsGo,
];
