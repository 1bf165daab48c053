import { cameTo, type Inventory, isThere, listedAs } from '../flags/inventory.ts';
import { exposure, reachesNobody } from '../flags/flag-state.ts';
import { problem, type Problem, type ProblemKind } from '../problem.ts';
import { DAY, humanDuration } from '../values/duration.ts';
import { didYouMean } from '../values/nearest.ts';
import { formatPercent } from '../values/percent.ts';
import { plain } from '../values/quote.ts';
import type { Flag } from './flag.ts';
import type { Plan } from './plan.ts';

/** What a plan says of flags, held against those that a flag system really has. All that does not fit, at once. */
export const againstInventory = (plan: Plan, inventory: Inventory, nowMs: number): readonly Problem[] => {
  const { backend } = plan.provenance;
  if (inventory.backend !== backend) return [otherBackend(backend, inventory.backend)];
  return [
    ...ageOf(inventory, nowMs),
    ...plan.flags.flatMap((flag, nth) => ownProblems(flag, `flags[${nth}].key`, inventory)),
    ...plan.flags.flatMap(({ prerequisites }, nth) =>
      prerequisites.flatMap((key, at) =>
        plan.flags.some((own) => own.key === key)
          ? []
          : needProblems(key, `flags[${nth}].prerequisites[${at}]`, inventory),
      ),
    ),
  ];
};

const OLD_MS = DAY;

const ageOf = ({ readAtMs }: Inventory, nowMs: number): Problem[] =>
  nowMs - readAtMs <= OLD_MS
    ? []
    : [
        warning('inventory-old', 'inventory', [
          `the inventory is ${humanDuration(nowMs - readAtMs)} old`,
          'read it again: rampart import --out FILE --force',
        ]),
      ];

/** A flag that is not there yet is made by the first write. One that somebody uses already is another matter. */
const ownProblems = ({ key }: Pick<Flag, 'key'>, path: string, inventory: Inventory): Problem[] => {
  const unread = inventory.unread.find(({ name }) => name === key);
  if (unread)
    return [about('invalid', 'inventory-unread', path, [`${key} is there and cannot be read: ${unread.why}`, MEND])];
  const listed = listedAs(inventory, key);
  if (!listed) return [];
  const { flag, doubt } = listed;
  if (reachesNobody(flag)) return [];
  if (doubt !== undefined)
    return [warning('inventory-edited', path, [`somebody shaped ${key} by hand: ${doubt}`, 'look at it before apply'])];
  return [
    warning('inventory-in-use', path, [
      `${key} is on already: it may reach ${formatPercent(exposure(flag))} % and ${flag.allow.length} named users`,
      'whoever has it now loses it when the rollout begins; take another key, or agree to that',
    ]),
  ];
};

const MEND = 'put it right where it is, then read the inventory again';

const needProblems = (key: string, path: string, inventory: Inventory): Problem[] => {
  const listed = listedAs(inventory, key);
  if (listed && cameTo(listed) === 'on') return [];
  if (listed) {
    const now = cameTo(listed) === 'off' ? 'is off' : `may reach ${formatPercent(exposure(listed.flag))} %`;
    return [
      warning('inventory-needs-more', path, [
        `${key} has to be fully on first, and ${now}`,
        'the rollout waits for it: bring that flag to everyone before, or plan both as a program',
      ]),
    ];
  }
  if (isThere(inventory, key))
    return [warning('inventory-unread', path, [`${key} is there and cannot be read: what it is, is not known`, MEND])];
  const meant = didYouMean(
    key,
    inventory.flags.map(({ flag }) => flag.key),
  );
  return [
    about('stale', 'inventory-no-such-flag', path, [
      `there is no flag ${key} in ${plain(inventory.place)}${meant}`,
      'take it out of the prerequisites, make that flag, or read the inventory again',
    ]),
  ];
};

const otherBackend = (planned: string, read: string): Problem =>
  about('usage', 'inventory-other-backend', 'provenance.backend', [
    `the plan is for ${plain(planned)}, and the inventory is of ${plain(read)}`,
    `read that one: rampart import --backend ${plain(planned)}`,
  ]);

type Said = readonly [message: string, hint: string];

const about = (kind: ProblemKind, code: string, path: string, [message, hint]: Said): Problem =>
  problem({ kind, code, path, message, hint });

const warning = (code: string, path: string, said: Said): Problem => ({
  ...about('stale', code, path, said),
  severity: 'warning',
});
