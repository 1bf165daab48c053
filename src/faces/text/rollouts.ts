import type { Summary } from '../../app/executor/card.ts';
import type { Preview } from '../../app/preview.ts';
import type { Standing } from '../../app/executor/standing.ts';
import type { Told } from '../../app/executor/told.ts';
import { formatPercent } from '../../core/values/percent.ts';
import { humanDuration } from '../../core/values/duration.ts';
import type { Screen } from './helpers.ts';
import { type Load, render } from './render.ts';
import type { Cell } from './table.ts';

/** Where a rollout stands, what just happened in it, and what to type next. */
export const standingText = (standing: Standing, load: Load, screen: Screen): Promise<string> =>
  render('standing.txt', { ...headOf(standing), happened: happenedOf(standing.happened) }, load, screen);

type Head = Omit<Standing, 'happened'>;

export type Explained = Head & {
  readonly waitsFor: readonly string[];
  readonly next?: string;
  readonly earliestMs?: number;
  readonly checks: readonly { readonly what: string; readonly verdict: string; readonly why: string }[];
  readonly dangers: readonly {
    readonly what: string;
    readonly action: string;
    readonly why: string;
    readonly atMs?: number;
  }[];
};

/** `rampart why`: what it waits for, what has to pass, what would bring it back. Each thing is said once. */
export const whyText = (explained: Explained, load: Load, screen: Screen): Promise<string> => {
  const { id, waitsFor, next, earliestMs, checks, dangers } = explained;
  const said = new Set(checks.map(({ why }) => why));
  const values = {
    ...headOf(explained),
    because: [],
    waits: waitsFor.filter((why) => !said.has(why)),
    goesOn: next === undefined ? '' : `to ${next}, ${whenOf(earliestMs)}`,
    checked: checkRows(checks),
    dangerous: dangers.map(({ what, action, why, atMs }): Cell[] => [
      what,
      `→ ${action}`,
      atMs === undefined ? why.replace(YOUNG, '') : `${why}, at ${moment(atMs)}`,
    ]),
    next: [...NEXT[explained.status].filter((words) => !/ (?:why|log) /.test(words)), 'rampart log ID'].map((words) =>
      words.replace('ID', id),
    ),
  };
  return render('why.txt', values, load, screen);
};

const whenOf = (earliestMs: number | undefined): string =>
  earliestMs === undefined ? 'when all of this has passed' : `at the earliest ${moment(earliestMs)}`;

/** What a trigger says as long as its window reaches back before the phase. */
const YOUNG = /, but the window is not yet all of this phase$/;

/** What is open stands first and one by one; what has passed is counted, and so are triggers that only need time. */
const checkRows = (checks: Explained['checks']): Cell[][] => {
  const [passed, open] = [checks.filter(isPassed), checks.filter((check) => !isPassed(check))];
  const [young, others] = [open.filter(({ why }) => YOUNG.test(why)), open.filter(({ why }) => !YOUNG.test(why))];
  return [
    ...others.map(({ what, why }) => row(what, why, 'warn')),
    ...(young.length > 0
      ? [row('triggers', `${young.length} are quiet, and not yet for all of this phase`, 'warn')]
      : []),
    ...(passed.length > 0 ? [row('', `${passed.length} passed`, 'good')] : []),
  ];
};

const row = (what: string, why: string, tone: 'good' | 'warn'): Cell[] => [
  { text: tone === 'good' ? '✓' : '·', tone },
  what,
  why,
];

const isPassed = ({ verdict }: Explained['checks'][number]): boolean => verdict === 'pass';

/** Of many things of one kind the kind is said once: `confirmation of a, b, c`. */
const inShort = (awaits: readonly string[]): string => {
  const [ofItems, others] = [awaits.filter(isItem), awaits.filter((one) => !isItem(one))];
  const items = ofItems.map((one) => one.slice(CONFIRMATION.length)).join(', ');
  return [...others, ...(items === '' ? [] : [CONFIRMATION + items])].join('; ');
};

const CONFIRMATION = 'confirmation of ';
const isItem = (one: string): boolean => one.startsWith(CONFIRMATION);

export type ListedRollouts = {
  readonly rollouts: readonly (Summary & { readonly id: string })[];
  readonly of: number;
  readonly next?: string;
};

/** `rampart list`: one line each, and below what keeps which of them, or whose word it waits for. */
export const rolloutsText = ({ rollouts, of, next }: ListedRollouts, load: Load, screen: Screen): Promise<string> => {
  const rows = rollouts.map(({ id, status, phase, percent, environment, atMs }): Cell[] => [
    { text: id, tone: 'strong' },
    { text: status, tone: TONES[status] },
    phase ?? '',
    `${formatPercent(percent)} %`,
    environment,
    { text: atMs === 0 ? 'not begun' : moment(atMs), tone: 'dim' },
  ]);
  const troubles = rollouts.flatMap(({ id, trouble }) => (trouble === undefined ? [] : [[id, trouble]]));
  const waits = rollouts.flatMap(({ id, awaits }) => (awaits === undefined ? [] : [[id, inShort(awaits)]]));
  const more = next === undefined ? '' : `${rows.length} of ${of}; the next: --after ${next}`;
  return render('rollouts.txt', { rows, troubles, waits, more, none: rows.length === 0 }, load, screen);
};

/** `rampart log`: one line for each thing that happened. */
export const logText = (id: string, events: readonly Told[], load: Load, screen: Screen): Promise<string> =>
  render('log.txt', { id, happened: happenedOf(events) }, load, screen);

/** `rampart preview`: what would come of it, or why nothing would. */
export const previewText = (preview: Preview, load: Load, screen: Screen): Promise<string> => {
  const { id, action, possible, refused, effect, before, after } = preview;
  const lines = possible ? effect : refused.map(({ message, hint }) => `${message}: ${hint}`);
  const values = {
    title: `${action} ${id}`,
    about: possible
      ? [`${before.status} → ${after.status}`, `${formatPercent(before.percent)} % → ${formatPercent(after.percent)} %`]
      : ['would be refused'],
    rows: lines.map((line): Cell[] => [line]),
  };
  return render('preview.txt', values, load, screen);
};

/** `rampart tick`: the rollouts that had a turn, and what happened in it. */
export const tickText = async (rollouts: readonly Standing[], load: Load, screen: Screen): Promise<string> => {
  const turns = rollouts.map(({ id, status, percent, happened }) => ({
    head: [id, status, `${formatPercent(percent)} %`],
    rows: happened.map(({ what, why }): Cell[] => [what, { text: why, tone: 'dim' }]),
  }));
  return render('ticked.txt', { turns, none: turns.length === 0 }, load, screen);
};

const TONES = {
  pending: 'dim',
  running: 'good',
  held: 'warn',
  paused: 'warn',
  'rolling-back': 'bad',
  'rolled-back': 'bad',
  completed: 'good',
  aborted: 'dim',
} as const;

/** In UTC, as in logs: whoever reads along may sit anywhere. */
const moment = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const headOf = ({ id, status, phase, percent, environment, strategy, feature, phases, soak, why }: Head) => ({
  id,
  place: [status, ...(phase === undefined ? [] : [phase]), `${formatPercent(percent)} %`],
  about: [feature, environment, strategy],
  ladder: phases.map((one) => `${formatPercent(one.percent)} ${barOf(one.is, soak)}`),
  soaked:
    soak && soak.ofMs > 0 ? `${humanDuration(Math.min(soak.doneMs, soak.ofMs))} of ${humanDuration(soak.ofMs)}` : '',
  because: [...why],
  next: NEXT[status].map((words) => words.replace('ID', id)),
});

const CELLS = 4;

const barOf = (is: 'over' | 'now' | 'ahead', soak: Head['soak']): string => {
  const share = is === 'over' ? 1 : is === 'now' && soak && soak.ofMs > 0 ? Math.min(1, soak.doneMs / soak.ofMs) : 0;
  const full = Math.floor(share * CELLS);
  return '█'.repeat(full) + '░'.repeat(CELLS - full);
};

const NEXT: Readonly<Record<Head['status'], readonly string[]>> = {
  pending: ['rampart apply rollout.plan.json'],
  running: ['rampart why ID'],
  held: ['rampart why ID'],
  paused: ['rampart why ID', 'rampart resume ID', 'rampart rollback ID --reason WHY'],
  'rolling-back': ['rampart why ID'],
  'rolled-back': ['rampart why ID', 'rampart restart ID --reason WHY'],
  completed: ['rampart log ID'],
  aborted: ['rampart restart ID --reason WHY'],
};

export const happenedOf = (events: readonly Told[]): Cell[][] =>
  events.map(({ atMs, what, why }): Cell[] => [
    { text: moment(atMs).slice(0, 16), tone: 'dim' },
    what,
    { text: why, tone: 'dim' },
  ]);
