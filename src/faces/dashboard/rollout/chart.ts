import type { Monitored } from '../../../app/executor/watched.ts';
import { TRIGGERS, type Look, UNWATCHED } from '../standing.ts';
import { amountInWords, oddsInWords, rounded } from '../words.ts';

/** Columns as a chart wants them: where along, treated, control, limit. */
export type Columns = readonly [
  at: readonly number[],
  treated: readonly (number | null)[],
  control: readonly (number | null)[],
  limit: readonly (number | null)[],
];

/** Along in seconds. */
export const columnsOf = ({ treated, control, limit, atMs }: Monitored): Columns => {
  const at = atMs.map((ms) => ms / 1000);
  const fill = (values: readonly (number | null)[]) => at.map((_, nth) => values[nth] ?? null);
  return [at, fill(treated), fill(control), at.map(() => limit ?? null)];
};

/** From nothing to a little above all there is to see; a limit far away is not allowed to flatten the rest. */
export const rangeOf = ({ treated, control, limit }: Pick<Monitored, 'treated' | 'control' | 'limit'>) => {
  const values = [...treated, ...control].filter((value) => value !== null);
  const seen = Math.max(0, ...values);
  const top = limit !== undefined && limit <= seen * FAR ? Math.max(seen, limit) : seen;
  return {
    min: Math.min(0, ...values),
    max: top === 0 ? 1 : top * 1.1,
    showsLimit: limit !== undefined && limit <= top * 1.1,
  };
};

const FAR = 4;

export const hasValues = ({ treated, control }: Pick<Monitored, 'treated' | 'control'>): boolean =>
  [...treated, ...control].some((value) => value !== null);

export const lookOf = ({ verdict, watched }: Pick<Monitored, 'verdict' | 'watched'>): Look =>
  verdict === undefined || !watched ? UNWATCHED : TRIGGERS[verdict];

const ORDER = ['fail', 'error', 'no-data', 'inconclusive', 'pass'];

/** What needs a look comes first; within that as the plan has them. */
export const monitorsInOrder = (monitors: readonly Monitored[]): readonly Monitored[] =>
  monitors.toSorted((a, b) => urgency(a) - urgency(b));

const urgency = ({ verdict, watched }: Monitored): number =>
  verdict === undefined || !watched ? ORDER.length : ORDER.indexOf(verdict);

export const lastIn = (values: readonly (number | null)[], unit: string): string => {
  const last = values.findLast((value) => value !== null);
  return last === undefined || last === null ? 'no value' : amountInWords(rounded(last), unit);
};

/** What the picture shows, for whoever does not see it. */
export const chartInWords = (monitor: Monitored): string => {
  const { name, unit, treated, control, limit, evidence } = monitor;
  return [
    `${name}: ${lookOf(monitor).word}`,
    `treated ${lastIn(treated, unit)}`,
    `control ${lastIn(control, unit)}`,
    ...(limit === undefined ? [] : [`limit ${amountInWords(limit, unit)}`]),
    ...(evidence === undefined ? [] : [`evidence of harm ${oddsInWords(evidence)}`]),
  ].join(', ');
};

/** How far evidence has come on its way to the limit, 0 to 1: its strength grows by multiplying. */
export const evidenceShare = (odds: number, limit: number): number =>
  odds <= 1 ? 0 : Math.min(1, Math.log(odds) / Math.log(limit));
