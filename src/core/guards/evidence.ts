import type { Counted, Tally } from './counted.ts';
import type { Watch } from './judgement.ts';
import { limitScores } from './limit-test.ts';
import {
  added,
  type Bets,
  countBets,
  GROUP_WEIGHTS,
  groupBets,
  latencyBets,
  type Scale,
  scaleOf,
  SIGN_WEIGHTS,
  signBets,
  TILT_WEIGHTS,
  TIMES_WEIGHTS,
  worth,
} from './processes.ts';
import { squaredStep, unrestOf } from './unrest.ts';

/** What is tested, fixed before the first window: by the plan and by nothing that was seen. */
export type Setting = Pick<Watch, 'kind' | 'good'> & {
  /** So many times worse counts as no harm; of a limit, the limit as a share of bad events. */
  readonly tolerated: number;
  readonly limit: number | undefined;
  /** How many phases there are to test in. */
  readonly phases: number;
};

/** Bets by the phase that they were made in. A row for each phase that has begun; empty where nothing was seen. */
type ByPhase = readonly Bets[];

/** All that the windows so far add up to. Small, plain, and the same numbers whenever it is folded again. */
export type Evidence = {
  readonly setting: Setting;
  /** The next window of this phase that is to be counted. */
  readonly next: number;
  /** What the windows are told by, since the first that told anything: another kind later adds nothing. */
  readonly by: keyof typeof WEIGHTS | undefined;
  readonly main: ByPhase;
  readonly groups: Readonly<Record<string, ByPhase>>;
  readonly scale: Scale | undefined;
  /** Bad is so common that good is what is counted, for whoever does not have the change. */
  readonly turned: boolean | undefined;
  /** How unquiet raw counts are, from one window of control to the next. */
  readonly unrest: { readonly last: Tally['control'] | undefined; readonly steps: readonly number[] };
  /** In this phase. */
  readonly seen: Tally;
  readonly samples: number;
  readonly others: number;
  readonly newUsers: { readonly treated: number; readonly control: number };
  readonly limit: Bets;
};

const NOTHING: Tally = { treated: { of: 0, bad: 0 }, control: { of: 0, bad: 0 } };
const THIS_PHASE = { next: 0, seen: NOTHING, samples: 0, others: 0, newUsers: { treated: 0, control: 0 }, limit: [] };

export const noEvidence = (setting: Setting): Evidence => ({
  setting,
  ...THIS_PHASE,
  by: undefined,
  main: [],
  groups: {},
  scale: undefined,
  turned: undefined,
  unrest: { last: undefined, steps: [] },
});

/** A phase begins: what was seen stays, and there is one more start from which to look at what comes. */
export const inNextPhase = (evidence: Evidence): Evidence => ({
  ...evidence,
  ...THIS_PHASE,
  main: [...evidence.main, []],
  groups: Object.fromEntries(Object.entries(evidence.groups).map(([name, rows]) => [name, [...rows, []]])),
});

/** A window that was never heard of adds nothing. */
export const withoutWindow = (evidence: Evidence): Evidence => ({ ...evidence, next: evidence.next + 1 });

/** One window more. */
export const withWindow = (before: Evidence, counted: Counted): Evidence => {
  const seen = counted.counts ? summed(before.seen, counted.counts) : before.seen;
  const evidence: Evidence = {
    ...before,
    next: before.next + 1,
    seen,
    samples: before.samples + counted.samples,
    others: before.others + counted.others,
    newUsers: counted.newUsers ? both(before.newUsers, counted.newUsers) : before.newUsers,
  };
  if (before.setting.limit !== undefined) return withLimit(evidence, before.setting.limit, counted);
  const by = before.by ?? kindOf(counted);
  if (by === 'counts' && counted.counts) return withCounts({ ...evidence, by }, counted.counts, counted);
  if (by === 'latency' && counted.latency) return withLatency({ ...evidence, by }, counted.latency);
  return by === 'signs' ? withValues({ ...evidence, by }, counted) : evidence;
};

const kindOf = ({ counts, latency, values }: Counted): Evidence['by'] =>
  counts ? 'counts' : latency ? 'latency' : values ? 'signs' : undefined;

const withLimit = (evidence: Evidence, limit: number, { counts }: Counted): Evidence =>
  counts ? { ...evidence, limit: limitScores(evidence.limit, counts, limit) } : evidence;

const withCounts = (evidence: Evidence, counts: Tally, { distinct, segments }: Counted): Evidence => {
  const { setting, unrest } = evidence;
  const turned = evidence.turned ?? isCommon(counts);
  const quieted = quietedBy(distinct ? 1 : unrestOf(unrest.steps));
  const test = (tally: Tally): Tally => (turned ? turnedRound(tally) : tally);
  const step = distinct ? undefined : squaredStep(unrest.last, counts.control);
  const more = Object.entries(segments ?? {}).map(([name, tally]): [string, ByPhase] => [
    name,
    grown(evidence, evidence.groups[name], quieted(groupBets(test(tally)))),
  ]);
  return {
    ...evidence,
    turned: counts.treated.of + counts.control.of > 0 ? turned : evidence.turned,
    main: grown(evidence, evidence.main, quieted(countBets(test(counts), setting.tolerated))),
    groups: more.length > 0 ? { ...evidence.groups, ...Object.fromEntries(more) } : evidence.groups,
    unrest: distinct
      ? unrest
      : { last: counts.control, steps: step === undefined ? unrest.steps : kept(unrest.steps, step) },
  };
};

const quietedBy =
  (unrest: number) =>
  (bets: Bets): Bets =>
    unrest === 1 ? bets : bets.map((bet) => bet / unrest);

const MOST_STEPS = 31;
const kept = (steps: readonly number[], step: number): readonly number[] => [...steps, step].slice(-MOST_STEPS);

/** Harm that makes the common thing more common is seen best in what becomes rarer. */
const isCommon = ({ treated, control }: Tally): boolean => 2 * (treated.bad + control.bad) > treated.of + control.of;

const turnedRound = ({ treated, control }: Tally): Tally => ({
  treated: { of: control.of, bad: control.of - control.bad },
  control: { of: treated.of, bad: treated.of - treated.bad },
});

const withLatency = (evidence: Evidence, latency: NonNullable<Counted['latency']>): Evidence => {
  const scale = evidence.scale ?? scaleOf(latency);
  if (!scale) return evidence;
  return {
    ...evidence,
    scale,
    main: grown(evidence, evidence.main, latencyBets(latency, scale, evidence.setting.tolerated)),
  };
};

/** A value says nothing of how many stand behind it: it takes some, and a difference that few users do not make by chance. */
export const LEAST_SAMPLES = 100;
export const LEAST_TOLERATED = 1.1;

const withValues = (evidence: Evidence, { values, samples }: Counted): Evidence => {
  const { good, tolerated, kind } = evidence.setting;
  if (!values || values.control <= 0 || values.treated <= 0) return evidence;
  if (kind !== 'gauge' && samples < LEAST_SAMPLES) return evidence;
  const times = good === 'down' ? values.treated / values.control : values.control / values.treated;
  return { ...evidence, main: grown(evidence, evidence.main, signBets(times > Math.max(LEAST_TOLERATED, tolerated))) };
};

/** A group that turns up late, or a test before the first phase, has had nothing to bet on so far. */
const grown = ({ main }: Evidence, rows: ByPhase | undefined, more: Bets): ByPhase => {
  const length = Math.max(1, main.length);
  const padded = Array.from({ length }, (_, at): Bets => rows?.[at] ?? []);
  return padded.with(length - 1, added(padded[length - 1] ?? [], more));
};

const summed = (a: Tally, b: Tally): Tally => ({
  treated: { of: a.treated.of + b.treated.of, bad: a.treated.bad + b.treated.bad },
  control: { of: a.control.of + b.control.of, bad: a.control.bad + b.control.bad },
});

const both = (a: Evidence['newUsers'], b: Evidence['newUsers']): Evidence['newUsers'] => ({
  treated: a.treated + b.treated,
  control: a.control + b.control,
});

/** How the stake is spread over the starts: most on the first window, the rest on what only a later phase brings out. */
const FIRST_START = 0.7;
/** What groups get of the stake of a metric that is told group by group. */
const GROUPS_PART = 0.27;

/** What a stake of 1 on "this does harm" is worth now: `x` in "x : 1". */
export const harmFor = ({ setting, by, main, groups }: Evidence): number => {
  const own = by ? fromStarts(main, WEIGHTS[by], setting.phases) : 1;
  const names = Object.values(groups);
  if (names.length === 0) return own;
  const theirs = names.reduce((sum, rows) => sum + fromStarts(rows, GROUP_WEIGHTS, setting.phases), 0) / names.length;
  return (1 - GROUPS_PART) * own + GROUPS_PART * theirs;
};

const WEIGHTS = { counts: TIMES_WEIGHTS, latency: TILT_WEIGHTS, signs: SIGN_WEIGHTS } as const;

const fromStarts = (rows: ByPhase, weights: readonly number[], phases: number): number => {
  const later = Math.max(phases, rows.length) - 1;
  const first = later > 0 ? FIRST_START : 1;
  let [bets, sum]: [Bets, number] = [[], Math.max(0, later - Math.max(0, rows.length - 1))];
  for (let start = rows.length - 1; start > 0; start -= 1) {
    bets = joined(bets, rows[start] ?? []);
    sum += worth(bets, weights);
  }
  const all = worth(joined(bets, rows[0] ?? []), weights);
  return first * all + (later > 0 ? ((1 - first) / later) * sum : 0);
};

const joined = (a: Bets, b: Bets): Bets => (b.length === 0 ? a : added(b, a));
