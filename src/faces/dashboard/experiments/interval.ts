import type { Compared } from '../../../core/rollout/experiment-result.ts';
import { numberInWords, rounded } from '../words.ts';

/** Where an interval lies on a line from 0 to 100 that has nothing changed in its middle. */
export type Interval = { readonly low: number; readonly high: number; readonly at: number };

/** All of one metric's intervals on one scale, so that they can be compared. Undefined where nothing was measured. */
export const intervalOf = ({ difference, low, high }: Compared, reach: number): Interval | undefined => {
  if (difference === undefined || low === undefined || high === undefined || reach <= 0) return undefined;
  const placed = (value: number): number => Math.max(0, Math.min(100, 50 + (50 * value) / reach));
  return { low: placed(low), high: placed(high), at: placed(difference) };
};

/** How far the line has to reach on both sides for all of these. */
export const reachOf = (compared: readonly Compared[]): number =>
  1.15 * Math.max(0, ...compared.flatMap(({ low = 0, high = 0 }) => [Math.abs(low), Math.abs(high)]));

export const differenceInWords = ({ difference, low, high, unit, relativePercent, surePercent }: Compared): string => {
  if (difference === undefined || low === undefined || high === undefined) return 'not measured';
  const relative = relativePercent === undefined ? '' : `, ${signed(relativePercent)} % of control`;
  const sure = surePercent === undefined ? '' : ` (${numberInWords(surePercent)} % sure)`;
  return `${signed(difference)} ${unit}${relative}; between ${signed(low)} and ${signed(high)} ${unit}${sure}`;
};

const signed = (value: number): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${numberInWords(rounded(Math.abs(value)))}`;

export const DECISIONS = {
  'not-begun': { word: 'not begun', icon: 'ring', tone: 'calm' },
  running: { word: 'comparing', icon: 'up', tone: 'going' },
  success: { word: 'better', icon: 'check', tone: 'good' },
  harm: { word: 'worse', icon: 'cross', tone: 'bad' },
  futility: { word: 'no use going on', icon: 'dot', tone: 'calm' },
  undecided: { word: 'undecided', icon: 'unsure', tone: 'warn' },
} as const;
