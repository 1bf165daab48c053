import type { FlagRow } from '../../../app/flags/standing.ts';
import type { StaleFlags } from '../../../app/flags/stale.ts';
import type { Look } from '../standing.ts';
import { percentInWords } from '../words.ts';

type Stale = StaleFlags['flags'][number];

export type Row = {
  readonly key: string;
  readonly look: Look;
  readonly percent: number;
  readonly reach: string;
  readonly heldBy: string | undefined;
  readonly stale: Stale | undefined;
};

/** Those that have done their work first, the oldest before the younger; then by name. */
export const flagRows = (flags: readonly FlagRow[], stale: readonly Stale[]): readonly Row[] => {
  const old = new Map(stale.map((one) => [one.key, one]));
  const known = flags.map((flag) => rowOf(flag, old.get(flag.key)));
  const others = stale.filter(({ key }) => !flags.some((flag) => flag.key === key)).map(rowOfStale);
  return [...known, ...others].toSorted(
    (a, b) => (b.stale?.days ?? -1) - (a.stale?.days ?? -1) || (a.key < b.key ? -1 : 1),
  );
};

const rowOf = ({ key, there, enabled, percent, rings, heldBy }: FlagRow, stale: Stale | undefined): Row => ({
  key,
  look: there ? (enabled ? ON : OFF) : MISSING,
  percent,
  reach: [percentInWords(percent), ...rings.map((one) => `${one.ring} ${percentInWords(one.percent)}`)].join(', '),
  heldBy,
  stale,
});

const rowOfStale = (stale: Stale): Row => ({
  key: stale.key,
  look: stale.is === 'on' ? ON : OFF,
  percent: stale.is === 'on' ? 100 : 0,
  reach: stale.is === 'on' ? 'everybody' : 'nobody',
  heldBy: undefined,
  stale,
});

const ON: Look = { word: 'on', icon: 'check', tone: 'good' };
const OFF: Look = { word: 'off', icon: 'ring', tone: 'calm' };
const MISSING: Look = { word: 'not there', icon: 'warning', tone: 'warn' };

/** `done for 94 days, still in 3 places`: what is left to do about it. */
export const staleInWords = ({ days, is, places, morePlaces, owner }: Stale): string => {
  const count = places.length + morePlaces;
  return [
    `${is} for ${is === 'on' ? 'everybody' : 'nobody else'} since ${days} ${days === 1 ? 'day' : 'days'}`,
    ...(count === 0 ? [] : [`still in ${count} ${count === 1 ? 'place' : 'places'} of the code`]),
    ...(owner === undefined ? [] : [`owned by ${owner}`]),
  ].join(', ');
};
