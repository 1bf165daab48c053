import type { Arm, Measurement } from '../../core/guards/measurement.ts';
import { sound } from '../../core/guards/measurement.ts';
import { hasBlank } from '../../core/values/blanks.ts';
import { quoted } from '../../core/values/quote.ts';
import type { Asked } from '../../ports/metric-source.ts';
import { MANY, withMany } from './many-numbers.ts';
import {
  type ArmName,
  missingIn,
  uncounted,
  EVERYONE,
  fault,
  type Heard,
  type SeriesAsked,
  type SeriesHeard,
  together,
  type Unheard,
  windowOf,
  type Window,
} from './answer.ts';

const NAMES = ['samples', 'count', 'bad', 'value', 'p50', 'p95', 'p99', 'usersBad', 'newUsers'] as const;
export type NumberName = (typeof NAMES)[number];

/** One number that a source is asked for. */
export type NumberAsked = {
  readonly name: NumberName | 'at';
  readonly query: string;
  /** Whether the answer must say how new it is. One of an arm's numbers says so for all. */
  readonly dated: boolean;
  /** What {arm} and {flag} stand for; whoever asks knows how its language writes the rest. */
  readonly arm: string;
  readonly flag: string;
  readonly window: Window;
};

/** A number and, where the source can tell, when the newest observation behind it was made. */
export type NumberHeard = { readonly is: 'number'; readonly value: number; readonly atMs?: number } | Unheard;

export type AskNumber = (asked: NumberAsked) => Promise<NumberHeard>;

/** Where a source knows more than numbers: buckets of a histogram, groups of users. */
export type Asks = {
  readonly number: AskNumber;
  readonly series?: ((asked: SeriesAsked & { readonly window: Window }) => Promise<SeriesHeard>) | undefined;
};

/** Measures with a source that gives one number for one question: asks for all that the kind is made of, for each arm. */
export const measuredInNumbers = async (
  asked: Asked,
  windowMs: number,
  atMs: number,
  ask: AskNumber | Asks,
): Promise<Measurement> => {
  const window = windowOf(windowMs, atMs);
  const asks = typeof ask === 'function' ? { number: ask } : ask;
  const queries = queriesOf(asked);
  if (!('list' in queries)) return sound(queries);
  if (queries.many.length > 0 && !asks.series) return sound(fault(`this source gives no ${queries.many.join(', ')}`));
  const hear = (arm: ArmName): Promise<Heard> =>
    withMany(
      asked,
      (one) => asks.series?.({ ...one, window }),
      arm,
      heardOf(asked, queries.list, (one) => asks.number({ ...one, window }), arm),
    );
  const [treatment, control] = await Promise.all([hear('treatment'), queries.apart ? hear('control') : EVERYONE]);
  return sound(together(window, treatment, control));
};

type Query = Pick<NumberAsked, 'name' | 'query' | 'dated'>;
type Queries = {
  readonly list: readonly Query[];
  readonly apart: boolean;
  /** Those that give more than one number. */
  readonly many: readonly string[];
};

/** What is to be asked, or why it cannot be: half of a ratio is none, and a comparison of an arm with everyone is none. */
export const queriesOf = ({ id, kind, query, queries, flag }: Asked): Queries | Unheard => {
  const given = queries ?? (query === undefined ? {} : { value: query });
  const dated = given.at === undefined ? DATED.find((name) => given[name] !== undefined) : undefined;
  const list = [...NAMES, 'at' as const].flatMap((name): Query[] => {
    const text = given[name];
    return text === undefined ? [] : [{ name, query: text, dated: name === dated }];
  });
  const missing = missingIn(kind, given) ?? uncounted(kind, given);
  if (missing !== undefined) return fault(`${quoted(id)} has no query for ${missing}`);
  if (flag === undefined && list.some((one) => hasBlank(one.query, 'flag')))
    return fault(`a query of ${quoted(id)} names {flag}, and the plan has no flag`);
  const numbers = [...list.filter(({ name }) => name !== 'at'), ...MANY.flatMap((name) => queryNamed(name, given))];
  const apart = numbers.filter((one) => hasBlank(one.query, 'arm'));
  if (apart.length > 0 && apart.length < numbers.length)
    return fault(`of the queries of ${quoted(id)}, some name {arm} and some do not`);
  return { list, apart: apart.length > 0, many: MANY.filter((name) => queryNamed(name, given).length > 0) };
};

const queryNamed = (name: (typeof MANY)[number], given: NonNullable<Asked['queries']>): { query: string }[] => {
  const query = given[name];
  return query === undefined ? [] : [{ query }];
};

/** As new as what is behind the numbers: the events of which a part is bad, rather than the last one that was. */
const DATED = ['count', 'samples', 'value', 'p99'] as const;

type AskOne = (asked: Omit<NumberAsked, 'window'>) => Promise<NumberHeard>;

const heardOf = async (asked: Asked, list: readonly Query[], ask: AskOne, arm: ArmName): Promise<Heard> => {
  const words = { arm: asked.arms?.[arm] ?? arm, flag: asked.flag ?? '' };
  const heard = await Promise.all(list.map(async (one) => [one.name, await ask({ ...one, ...words })] as const));
  const broken = heard.find(([, one]) => one.is === 'error') ?? heard.find(([, one]) => one.is === 'no-data');
  if (broken && broken[1].is !== 'number') return { is: broken[1].is, why: `${arm}, ${broken[0]}: ${broken[1].why}` };
  const found = new Map(heard.flatMap(([name, one]) => (one.is === 'number' ? [[name, one] as const] : [])));
  return armOf(found, arm);
};

type Found = ReadonlyMap<NumberName | 'at', { readonly value: number; readonly atMs?: number }>;

const armOf = (found: Found, arm: ArmName): Heard => {
  const { at, ...numbers }: Partial<Record<NumberName | 'at', number>> = Object.fromEntries(
    [...found].map(([name, { value }]) => [name, value]),
  );
  const atMs = at ?? DATED.map((name) => found.get(name)?.atMs).find((moment) => moment !== undefined);
  if (atMs === undefined) return fault(`${arm}: how new the answer is cannot be told; give it a query for "at"`);
  return { is: 'heard', arm: { ...settled(numbers), samples: numbers.samples ?? numbers.count ?? 1 }, atMs };
};

const ROUNDING = 1e-6;

/** All of them are bad, and two sums that should be one differ in their last digits. */
const settled = (numbers: Partial<Arm>): Partial<Arm> => {
  const { count = 0, bad = 0 } = numbers;
  return bad > count && bad - count <= count * ROUNDING ? { ...numbers, bad: count } : numbers;
};
