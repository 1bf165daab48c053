import type { Arm, Measured, Measurement } from '../../core/guards/measurement.ts';
import type { Asked } from '../../ports/metric-source.ts';
import { plainLine } from '../../core/values/quote.ts';

export const ARMS = ['treatment', 'control'] as const;
export type ArmName = (typeof ARMS)[number];

/** Why there is no number. */
export type Unheard = { readonly is: 'no-data' | 'error'; readonly why: string };

/** What was heard of one arm: its numbers and the moment of the newest observation, or why there are none. */
export type Heard =
  | { readonly is: 'heard'; readonly arm: Arm; readonly atMs: number; readonly groups?: Groups | undefined }
  | Unheard;

/** Users apart from others, by name: a country, a plan they pay for. */
export type Groups = ReadonlyMap<string, Arm>;

/** Several numbers for one question, each with what tells it from the others. */
export type SeriesAsked = { readonly query: string; readonly arm: string; readonly flag: string };
export type SeriesHeard =
  | { readonly is: 'series'; readonly series: readonly { readonly labels: Labels; readonly value: number }[] }
  | Unheard;
type Labels = Readonly<Record<string, string>>;

/** Where a source counts in buckets, how wide they are stands beside. */
export type Window = { readonly fromMs: number; readonly toMs: number; readonly bucketMs?: number };

export const windowOf = (windowMs: number, atMs: number): Window => ({ fromMs: atMs - windowMs, toMs: atMs });

/**
 * Both arms as one measurement, as new as the older of them. Without a treatment there is nothing; what is wrong with
 * control costs the comparison only, and is said.
 */
export const together = (window: Window, treatment: Heard, control: Heard): Measurement => {
  if (treatment.is !== 'heard') return { ...treatment, why: plainLine(treatment.why) };
  const both = control.is === 'heard' ? [treatment, control] : [treatment];
  return {
    is: 'measured',
    ...window,
    atMs: Math.min(...both.map(({ atMs }) => atMs)),
    treatment: treatment.arm,
    ...(control.is === 'heard'
      ? { control: control.arm, ...segmentsOf(treatment.groups, control.groups) }
      : { withoutControl: plainLine(control.why) }),
  };
};

const NOBODY: Arm = { samples: 0, count: 0, bad: 0 };

/** Group by group; a group that one arm does not have has nobody in it there. */
const segmentsOf = (treated: Groups | undefined, control: Groups | undefined): Pick<Measured, 'segments'> => {
  const names = [...new Set([...(treated?.keys() ?? []), ...(control?.keys() ?? [])])].toSorted();
  const segments = names.map((name) => ({
    name: plainLine(name),
    treatment: treated?.get(name) ?? NOBODY,
    control: control?.get(name) ?? NOBODY,
  }));
  return segments.length > 0 ? { segments } : {};
};

/** More groups than this say more about chance than about users. */
export const MOST_GROUPS = 50;

type Given = Readonly<Record<string, unknown>>;
type Kind = Asked['kind'];

/** What a metric of this kind is made of, and is not given. Half of a ratio is none. */
export const missingIn = (kind: Kind, given: Given): string | undefined => {
  const has = (name: string): boolean => given[name] !== undefined;
  if (kind === 'latency') return has('value') || has('p99') ? undefined : 'value or p99';
  if (kind !== 'ratio' || !has('bad')) return has('value') ? undefined : kind === 'ratio' ? 'bad' : 'value';
  return has('count') || has('samples') ? undefined : 'count';
};

/** A share and a speed say little without how many are behind them; a count and a gauge are one observation. */
export const uncounted = (kind: Kind, { samples, count, histogram }: Given): string | undefined =>
  (kind === 'ratio' || kind === 'latency') && [samples, count, histogram].every((one) => one === undefined)
    ? 'samples'
    : undefined;

/** Where a query does not tell the arms apart, everyone is counted alike, and there is nothing to compare with. */
export const EVERYONE: Unheard = { is: 'no-data', why: 'the query does not name {arm}: everyone is counted together' };

export const nothing = (why: string): Unheard => ({ is: 'no-data', why });
export const fault = (why: string): Unheard => ({ is: 'error', why });

/** Databases give large and exact numbers as text. */
export const numberIn = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?$/.test(value)) return undefined;
  return Number(value);
};

/** Anything less is seconds: as milliseconds it would be in 1973. */
const LEAST_MS = 1e11;

/** Seconds or milliseconds since 1970, or a text with its zone: a clock on the wall of an unknown place is no moment. */
export const momentIn = (value: unknown): number | undefined => {
  const number = numberIn(value);
  if (number !== undefined) return number < LEAST_MS ? number * 1000 : number;
  if (typeof value !== 'string' || !MOMENT.test(value)) return undefined;
  const moment = Date.parse(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(moment) ? undefined : moment;
};

/** PostgreSQL writes whole hours of an offset without minutes. */
const MOMENT = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d(?::\d\d)?)$/;
