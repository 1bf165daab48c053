import type { Status } from '../../../core/rollout/table.ts';
import type { Listed } from '../../../app/executor/pages.ts';
import type { Sought } from '../route.ts';
import { percentInWords } from '../words.ts';

export type Group = Exclude<Sought['group'], 'all'>;

/** What needs somebody first, then what is under way, then what is over. */
export const GROUPS: readonly { readonly group: Group; readonly title: string; readonly none: string }[] = [
  { group: 'look', title: 'Needs a look', none: 'Nothing needs anybody now.' },
  { group: 'going', title: 'Under way', none: 'Nothing is under way.' },
  { group: 'over', title: 'Over', none: 'Nothing is over yet.' },
];

/** The gravest first. */
const URGENCY: Readonly<Record<Status, number>> = {
  'rolling-back': 0,
  paused: 1,
  'rolled-back': 2,
  held: 3,
  running: 4,
  pending: 5,
  completed: 6,
  aborted: 7,
};

const GROUP_OF: Readonly<Record<Status, Group>> = {
  'rolling-back': 'look',
  paused: 'look',
  'rolled-back': 'look',
  held: 'look',
  running: 'going',
  pending: 'going',
  completed: 'over',
  aborted: 'over',
};

export const groupOf = ({ status, trouble }: Pick<Listed, 'status' | 'trouble'>): Group =>
  trouble !== undefined && GROUP_OF[status] === 'going' ? 'look' : GROUP_OF[status];

export type Shown = {
  readonly sections: readonly {
    readonly group: Group;
    readonly title: string;
    readonly rows: readonly Listed[];
    readonly of: number;
  }[];
  /** How many match, whether there is room for them or not. */
  readonly matching: number;
  readonly all: number;
  readonly environments: readonly string[];
  readonly counts: Readonly<Record<Sought['group'], number>>;
};

/** Of all rollouts those that are sought, in sections; at most so many rows, those that matter first. */
export const shownOf = (rollouts: readonly Listed[], sought: Sought, room: number): Shown => {
  const near = rollouts.filter((row) => isIn(row, sought) && says(row, sought.text));
  const matching = near.filter((row) => sought.group === 'all' || groupOf(row) === sought.group).toSorted(byUrgency);
  const first = matching.slice(0, room);
  const sections = GROUPS.filter(({ group }) => sought.group === 'all' || sought.group === group).map(
    ({ group, title }) => ({
      group,
      title,
      rows: first.filter((row) => groupOf(row) === group),
      of: matching.filter((row) => groupOf(row) === group).length,
    }),
  );
  return {
    sections: sections.filter(({ of }) => of > 0),
    matching: matching.length,
    all: rollouts.length,
    environments: [...new Set(rollouts.map(({ environment }) => environment))].toSorted(),
    counts: countsOf(near),
  };
};

const byUrgency = (a: Listed, b: Listed): number => urgencyOf(a) - urgencyOf(b) || b.atMs - a.atMs;

/** What runs and is in trouble stands before what only runs. */
const urgencyOf = (row: Listed): number => URGENCY[row.status] - (groupOf(row) === 'look' ? 10 : 0);

const isIn = (row: Listed, { environment }: Sought): boolean => environment === '' || row.environment === environment;

/** Each word somewhere in what a row shows. */
const says = (row: Listed, text: string): boolean => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { id, feature, environment, strategy, status, flags, trouble = '' } = row;
  const told = [id, feature, environment, strategy, status, trouble, ...flags].join('\n').toLowerCase();
  return words.every((word) => told.includes(word));
};

const countsOf = (rows: readonly Listed[]): Shown['counts'] => {
  const of = (group: Group): number => rows.filter((row) => groupOf(row) === group).length;
  return { all: rows.length, look: of('look'), going: of('going'), over: of('over') };
};

/** What somebody has to know of it in a line: what is wrong, whom it waits for, or where it is. */
export const concernOf = ({ trouble, awaits = [], phase, status }: Listed): string => {
  if (trouble !== undefined) return trouble;
  const [first] = awaits;
  if (first !== undefined) return `waits for ${first}${awaits.length > 1 ? ` and ${awaits.length - 1} more` : ''}`;
  if (status === 'completed' || status === 'aborted') return '';
  return phase === undefined ? 'nobody has it yet' : `in ${phase}`;
};

/** Of a ring that has it whole the number says nothing about everyone. */
export const reachOf = ({ strategy, percent }: Listed): string =>
  strategy === 'ring' && percent > 0 ? `≤ ${percentInWords(percent)}` : percentInWords(percent);
