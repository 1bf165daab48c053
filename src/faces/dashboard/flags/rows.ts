import type { FlagView } from '../../../app/flag-service/view.ts';
import type { FlagRow } from '../../../app/flags/standing.ts';
import type { StaleFlags } from '../../../app/flags/stale.ts';
import type { FlagsSought } from '../route.ts';
import type { Look } from '../standing.ts';
import { countInWords, percentInWords } from '../words.ts';

type Stale = StaleFlags['flags'][number];

export type Row = {
  readonly key: string;
  readonly look: Look;
  readonly percent: number;
  readonly reach: string;
  readonly heldBy: string | undefined;
  /** Since when it is on for everybody or off, where it is done. */
  readonly done: Stale | undefined;
  readonly canGo: boolean;
  /** Of our own service: what can be done about it here. */
  readonly own: FlagView | undefined;
};

type Given = {
  readonly flags: readonly FlagRow[];
  readonly done: readonly Stale[];
  readonly stale: readonly Stale[];
  readonly own: readonly FlagView[];
};

/** Those that can go first, the longest done before the others; then by name. */
export const flagRows = ({ flags, done, stale, own }: Given): readonly Row[] => {
  const old = new Set(stale.map(({ key }) => key));
  const since = new Map([...done, ...stale].map((one) => [one.key, one]));
  const ours = new Map(own.map((flag) => [flag.name, flag]));
  const rows = new Map<string, Bare>([
    ...[...since.values()].map((one) => [one.key, rowOfDone(one)] as const),
    ...own.map((flag) => [flag.name, rowOfOwn(flag, since.get(flag.name))] as const),
    ...flags.map((flag) => [flag.key, rowOf(flag, since.get(flag.key))] as const),
  ]);
  return [...rows.values()]
    .map((row) => ({ ...row, canGo: old.has(row.key), own: ours.get(row.key) }))
    .toSorted(
      (a, b) =>
        Number(b.canGo) - Number(a.canGo) || (b.done?.days ?? -1) - (a.done?.days ?? -1) || (a.key < b.key ? -1 : 1),
    );
};

type Bare = Omit<Row, 'canGo' | 'own'>;

const rowOf = ({ key, there, enabled, percent, rings, heldBy }: FlagRow, done: Stale | undefined): Bare => ({
  key,
  look: there ? (enabled ? ON : OFF) : MISSING,
  percent,
  reach: reachOf(percent, rings),
  heldBy,
  done,
});

const rowOfOwn = ({ name, enabled, percentage, rings = {}, heldBy }: FlagView, done: Stale | undefined): Bare => ({
  key: name,
  look: enabled ? ON : OFF,
  percent: enabled ? percentage : 0,
  reach: enabled
    ? reachOf(
        percentage,
        Object.entries(rings).map(([ring, percent]) => ({ ring, percent })),
      )
    : percentInWords(0),
  heldBy,
  done,
});

const reachOf = (percent: number, rings: FlagRow['rings']): string =>
  rings.length === 0
    ? percentInWords(percent)
    : [...rings.map((one) => `${one.ring} ${percentInWords(one.percent)}`), `all others ${percentInWords(percent)}`]
        .join(', ')
        .replaceAll(' %', '\u00a0%');

const rowOfDone = (done: Stale): Bare => ({
  key: done.key,
  look: done.is === 'on' ? ON : OFF,
  percent: done.is === 'on' ? 100 : 0,
  reach: done.is === 'on' ? 'everybody' : 'nobody',
  heldBy: undefined,
  done,
});

const ON: Look = { word: 'on', icon: 'check', tone: 'good' };
const OFF: Look = { word: 'off', icon: 'ring', tone: 'calm' };
const MISSING: Look = { word: 'not there', icon: 'warning', tone: 'warn' };
export const FROZEN: Look = { word: 'frozen', icon: 'pause', tone: 'warn' };

type FlagGroup = FlagsSought['group'];

export const FLAG_GROUPS: readonly { readonly group: FlagGroup; readonly title: string }[] = [
  { group: 'all', title: 'All' },
  { group: 'stale', title: 'Can go' },
  { group: 'held', title: 'In a rollout' },
  { group: 'frozen', title: 'Frozen' },
  { group: 'free', title: 'Others' },
];

const isIn = ({ canGo, heldBy, own }: Row, group: FlagGroup): boolean => {
  const held = heldBy !== undefined;
  const frozen = own?.frozen === true;
  return { all: true, stale: canGo, held, frozen, free: !canGo && !held && !frozen }[group];
};

export type FlagsShown = {
  readonly rows: readonly Row[];
  readonly matching: number;
  readonly counts: Readonly<Record<FlagGroup, number>>;
};

/** Those that are sought, as many as there is room for. */
export const flagsShown = (rows: readonly Row[], { text, group }: FlagsSought, room: number): FlagsShown => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const near = rows.filter(({ key, heldBy = '', done, look }) => {
    const told = [key, heldBy, done?.owner ?? '', look.word].join('\n').toLowerCase();
    return words.every((word) => told.includes(word));
  });
  const matching = near.filter((row) => isIn(row, group));
  const of = (one: FlagGroup): number => near.filter((row) => isIn(row, one)).length;
  return {
    rows: matching.slice(0, room),
    matching: matching.length,
    counts: { all: of('all'), stale: of('stale'), held: of('held'), frozen: of('frozen'), free: of('free') },
  };
};

/** `on for everybody, 94 days, owned by team-login`. */
export const doneInWords = ({ days, is, owner, neededBy }: Stale): string =>
  [
    `${is} for everybody, ${countInWords(days, 'day')}`,
    ...(neededBy.length === 0 ? [] : [`after ${neededBy.join(', ')}`]),
    ...(owner === undefined ? [] : [`owned by ${owner}`]),
  ].join(', ');
