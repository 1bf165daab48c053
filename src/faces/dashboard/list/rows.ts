import { type Status, STATUSES } from '../../../core/rollout/table.ts';
import { DAY } from '../../../core/values/duration.ts';
import type { Listed } from '../../../app/executor/pages.ts';
import type { Sought } from '../route.ts';
import { STANDING } from '../standing.ts';
import { percentInWords } from '../words.ts';

export type Group = Exclude<Sought['group'], 'all'>;

/** What needs somebody first, then what is under way, then what is over. */
export const GROUPS: readonly { readonly group: Group; readonly title: string; readonly none: string }[] = [
  { group: 'look', title: 'Needs a look', none: 'Nothing needs anybody now.' },
  { group: 'asked', title: 'Waits for a word', none: 'Nobody is asked for anything.' },
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

/** Nobody has to look for ever at what was taken back: after some days it is a thing of the past. */
const NEWS_MS = 3 * DAY;

type Grouped = Pick<Listed, 'status' | 'trouble' | 'awaits' | 'atMs'>;

export const groupOf = ({ status, trouble, awaits = [], atMs }: Grouped, nowMs: number): Group => {
  if (status === 'rolled-back' && nowMs - atMs > NEWS_MS) return 'over';
  const group = GROUP_OF[status];
  if (group !== 'going') return group === 'over' && awaits.length > 0 ? 'asked' : group;
  if (trouble !== undefined) return 'look';
  return awaits.length > 0 ? 'asked' : 'going';
};

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
  readonly statuses: readonly Status[];
  readonly counts: Readonly<Record<Sought['group'], number>>;
};

/** Of all rollouts those that are sought, in sections; at most so many rows, those that matter first. */
export const shownOf = (
  rollouts: readonly Listed[],
  sought: Sought,
  { room, nowMs }: { readonly room: number; readonly nowMs: number },
): Shown => {
  const grouped = new Map(rollouts.map((row) => [row.id, groupOf(row, nowMs)]));
  const group = ({ id }: Listed): Group => grouped.get(id) ?? 'over';
  const near = rollouts.filter((row) => isIn(row, sought) && says(row, sought.text));
  const matching = near
    .filter((row) => sought.group === 'all' || group(row) === sought.group)
    .toSorted((a, b) => urgencyOf(a, group(a)) - urgencyOf(b, group(b)) || b.atMs - a.atMs);
  const first = matching.slice(0, room);
  const sections = GROUPS.map((one) => ({
    group: one.group,
    title: one.title,
    rows: first.filter((row) => group(row) === one.group),
    of: matching.filter((row) => group(row) === one.group).length,
  }));
  return {
    sections: sections.filter(({ of }) => of > 0),
    matching: matching.length,
    all: rollouts.length,
    environments: [...new Set(rollouts.map(({ environment }) => environment))].toSorted(),
    statuses: STATUSES.filter((status) => rollouts.some((row) => row.status === status)),
    counts: countsOf(near.map(group)),
  };
};

/** First as the sections stand, then the gravest: what runs and is in trouble stands before what only runs. */
const urgencyOf = ({ status }: Listed, group: Group): number => 10 * ORDER.indexOf(group) + URGENCY[status];

const ORDER = GROUPS.map(({ group }) => group);

const isIn = (row: Listed, { environment, status }: Sought): boolean =>
  (environment === '' || row.environment === environment) && (status === '' || row.status === status);

/** Each word somewhere in what a row shows. */
const says = (row: Listed, text: string): boolean => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { id, feature, environment, strategy, status, flags, trouble = '', awaits = [] } = row;
  const told = [id, feature, environment, strategy, status, STANDING[status].word, trouble, ...awaits, ...flags]
    .join('\n')
    .toLowerCase();
  return words.every((word) => told.includes(word));
};

const countsOf = (groups: readonly Group[]): Shown['counts'] => {
  const of = (group: Group): number => groups.filter((one) => one === group).length;
  return { all: groups.length, look: of('look'), asked: of('asked'), going: of('going'), over: of('over') };
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
