import type { FlagRow, FlagStanding } from '../../app/flags/standing.ts';
import { formatPercent } from '../../core/values/percent.ts';
import type { Screen } from './helpers.ts';
import { type Load, render } from './render.ts';
import { happenedOf } from './rollouts.ts';
import type { Cell } from './table.ts';

/** One flag: what it is, who is in its canary, what was done to it by hand. */
export const flagText = (flag: FlagStanding, load: Load, screen: Screen): Promise<string> => {
  const { key, backend, place, canary, rings, heldBy, changed } = flag;
  const values = {
    key,
    place: [
      ...stateOf(flag),
      ...rings.map(({ ring, percent }) => `${ring} ${formatPercent(percent)} %`),
      `canary ${canary.on ? 'on' : 'off'}`,
      ...(changed ? ['read back'] : []),
    ],
    about: [`${backend} ${place}`, ...(heldBy === undefined ? [] : [`in the hands of ${heldBy}`])],
    users: canary.users.length > MOST_USERS ? [...canary.users.slice(0, MOST_USERS), more(canary.users)] : canary.users,
    happened: happenedOf(flag.happened),
  };
  return render('flag.txt', values, load, screen);
};

const MOST_USERS = 50;

const more = ({ length }: readonly string[]): string => `and ${length - MOST_USERS} more; all of them with --json`;

const stateOf = ({ there, enabled, percent, reachesPercent }: FlagRow): string[] => {
  if (!there) return ['not there'];
  if (!enabled) return ['off'];
  return [
    `${formatPercent(percent)} %`,
    ...(reachesPercent > percent ? [`up to ${formatPercent(reachesPercent)} %`] : []),
  ];
};

/** Those in the canary of one flag, a line each: for people, and for other programs. */
export const canaryText = ({ canary }: FlagStanding): readonly string[] => [
  `canary ${canary.on ? 'on' : 'off'}`,
  ...canary.users,
];

/** `rampart flags status`: one line each. */
export const flagsText = (flags: readonly FlagRow[], load: Load, screen: Screen): Promise<string> => {
  const rows = flags.map((flag): Cell[] => [
    { text: flag.key, tone: 'strong' },
    { text: flag.enabled ? 'on' : flag.there ? 'off' : 'not there', tone: flag.enabled ? 'good' : 'dim' },
    `${formatPercent(flag.percent)} %`,
    flag.canary.users.length > 0 ? `canary ${flag.canary.on ? 'on' : 'off'}, ${flag.canary.users.length}` : '',
    { text: flag.heldBy ?? '', tone: 'dim' },
  ]);
  return render('flags.txt', { rows, none: rows.length === 0 }, load, screen);
};
