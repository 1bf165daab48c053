import type { StaleFlags } from '../../app/flags/stale.ts';
import { exposure, reachesNobody } from '../../core/flags/flag-state.ts';
import type { Inventory, ListedFlag } from '../../core/flags/inventory.ts';
import { formatPercent } from '../../core/values/percent.ts';
import type { Screen } from './helpers.ts';
import { type Load, render } from './render.ts';
import type { Cell } from './table.ts';

/** `rampart import`: a line for each flag that is there. */
export const inventoryText = (
  { flags, unread, backend, place }: Inventory,
  written: readonly string[],
  load: Load,
  screen: Screen,
): Promise<string> => {
  const counts = [`${backend} ${place}`, counted(flags.length, 'flag')];
  const values = {
    rows: flags.map(rowOf),
    unread: unread.map(({ name, why }) => `${name}: ${why}`),
    counts: unread.length > 0 ? [...counts, `${unread.length} not read`] : counts,
    written,
  };
  return render('inventory.txt', values, load, screen);
};

const rowOf = ({ flag, doubt, createdAtMs, changedAtMs, lasting }: ListedFlag): Cell[] => {
  const { key, percent, allow, prerequisites = [] } = flag;
  const enabled = !reachesNobody(flag);
  const about = [
    ...(doubt === undefined ? [] : [`by hand: ${doubt}`]),
    ...(enabled && exposure(flag) > percent ? [`up to ${formatPercent(exposure(flag))} %`] : []),
    ...(enabled && allow.length > 0 ? [counted(allow.length, 'named user')] : []),
    ...(prerequisites.length > 0 ? [`needs ${prerequisites.join(', ')}`] : []),
    ...(lasting ? ['meant to stay'] : []),
  ];
  const age = changedAtMs === undefined ? createdAtMs : changedAtMs;
  const dated = age === undefined ? '' : `${changedAtMs === undefined ? 'made' : 'changed'} ${day(age)}`;
  return [
    { text: key, tone: 'strong' },
    { text: enabled ? 'on' : 'off', tone: enabled ? 'good' : 'dim' },
    `${formatPercent(enabled ? percent : 0)} %`,
    { text: about.join(', '), tone: doubt === undefined ? 'dim' : 'warn' },
    { text: dated, tone: 'dim' },
  ];
};

const MOST_PLACES = 12;

/** `rampart flags stale`: each flag with where it stands and what to do, in the order in which they can go. */
export const staleText = (document: StaleFlags, load: Load, screen: Screen): Promise<string> => {
  const { flags, undated, counts, code } = document;
  const values = {
    none: flags.length === 0,
    flags: flags.map((flag) => ({
      key: flag.key,
      about: [
        flag.is === 'on' ? 'on for everybody' : 'off for everybody',
        `since ${day(flag.sinceMs)}, ${counted(flag.days, 'day')}`,
        ...(flag.owner === undefined ? [] : [flag.owner]),
      ],
      places: placeRows(flag),
      todo: todoOf(flag, document),
    })),
    undated: undated.map(
      ({ key, is }) => `${key}: ${is} for everybody, and neither its flag system nor the log says since when`,
    ),
    counts: [
      `${flags.length} to take out`,
      ...(counts.young > 0 ? [`${counts.young} finished not long ago`] : []),
      ...(counts.held > 0 ? [`${counts.held} in a rollout`] : []),
      ...(counts.between > 0 ? [`${counts.between} on for some`] : []),
      ...(counts.lasting > 0 ? [`${counts.lasting} meant to stay`] : []),
      ...(counts.unread > 0 ? [`${counts.unread} not read`] : []),
      ...(code === 'in-part' ? ['the repository was searched in part'] : []),
    ],
  };
  return render('stale.txt', values, load, screen);
};

type Stale = StaleFlags['flags'][number];

const placeRows = ({ places, morePlaces }: Stale): Cell[][] => {
  const shown = places.slice(0, MOST_PLACES);
  const left = places.length - shown.length + morePlaces;
  return [
    ...shown.map(({ path, line, text, is }): Cell[] => [
      `${path}:${line}`,
      { text: is === 'shipped' ? text : `${is}   ${text}`, tone: 'dim' },
    ]),
    ...(left > 0 ? [[`and ${left} more`, { text: 'all of them with --json', tone: 'dim' }] satisfies Cell[]] : []),
  ];
};

/** What takes the flag out, step by step. Code first: whoever asks for a flag that is gone gets what stands in the code. */
const todoOf = ({ key, is, places, neededBy }: Stale, { backend, code }: StaleFlags): string[] => {
  const first =
    neededBy.length > 0 ? [`wait: ${neededBy.join(', ')} still ${neededBy.length === 1 ? 'needs' : 'need'} it`] : [];
  const keep =
    is === 'on'
      ? 'keep what runs with it, remove what runs without it and the question itself'
      : 'remove what runs with it and the question itself';
  const inCode =
    places.length > 0
      ? [`${keep}; ship that everywhere`]
      : [code === 'not-searched' ? `${keep}, wherever it stands` : 'no line here names it: ask whoever else may'];
  return [...first, ...inCode, `then delete ${key} in ${backend}`];
};

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
