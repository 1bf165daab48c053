import type { FlagRow } from '../../../app/flags/standing.ts';
import type { StaleFlags } from '../../../app/flags/stale.ts';
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
};

/** Those that can go first, the longest done before the others; then by name. */
export const flagRows = (
  flags: readonly FlagRow[],
  done: readonly Stale[],
  stale: readonly Stale[],
): readonly Row[] => {
  const old = new Set(stale.map(({ key }) => key));
  const since = new Map([...done, ...stale].map((one) => [one.key, one]));
  const unknown = [...since.values()].filter(({ key }) => !flags.some((flag) => flag.key === key));
  const rows = [...flags.map((flag) => rowOf(flag, since.get(flag.key))), ...unknown.map(rowOfDone)];
  return rows
    .map((row) => ({ ...row, canGo: old.has(row.key) }))
    .toSorted(
      (a, b) =>
        Number(b.canGo) - Number(a.canGo) || (b.done?.days ?? -1) - (a.done?.days ?? -1) || (a.key < b.key ? -1 : 1),
    );
};

type Bare = Omit<Row, 'canGo'>;

const rowOf = ({ key, there, enabled, percent, rings, heldBy }: FlagRow, done: Stale | undefined): Bare => ({
  key,
  look: there ? (enabled ? ON : OFF) : MISSING,
  percent,
  reach: [percentInWords(percent), ...rings.map((one) => `${one.ring} ${percentInWords(one.percent)}`)].join(', '),
  heldBy,
  done,
});

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

/** `on for everybody, 94 days, owned by team-login`. */
export const doneInWords = ({ days, is, owner, neededBy }: Stale): string =>
  [
    `${is} for everybody, ${countInWords(days, 'day')}`,
    ...(neededBy.length === 0 ? [] : [`after ${neededBy.join(', ')}`]),
    ...(owner === undefined ? [] : [`owned by ${owner}`]),
  ].join(', ');
