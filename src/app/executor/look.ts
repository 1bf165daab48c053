import type { FlagState } from '../../core/flags/flag-state.ts';
import type { Measurement } from '../../core/guards/measurement.ts';
import { failed, problem, type Problem, type Result } from '../../core/problem.ts';
import type { Tick } from '../../core/rollout/input.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Monitor } from '../../core/plan/watch.ts';
import { type Question, toLook, type ToLook } from '../../core/rollout/look.ts';
import { windowAt } from '../../core/rollout/window.ts';
import { ALERTS } from '../../core/rollout/words.ts';
import { plainLine } from '../../core/values/quote.ts';
import { toMs } from '../../core/values/duration.ts';
import { type Around, lookAround } from './around.ts';
import { inTime } from './deadline.ts';
import { neededFlags } from './dependencies.ts';
import type { Rollout } from './journal.ts';
import { localIn } from './local-time.ts';
import { saidOf, type World } from './world.ts';

/** Everything that can be known at this moment. Decides nothing, changes nothing. */
export type Look = {
  readonly tick: Tick;
  /** As they were read; nothing where they could not be. */
  readonly flags: readonly FlagState[] | undefined;
  readonly around: Around;
  /** Why the flags could not be read, where they could not be. */
  readonly unread: readonly Problem[];
  readonly warnings: readonly Problem[];
};

export const look = async (rollout: Rollout, world: World, writeFailure?: string): Promise<Look> => {
  const { plan, state } = rollout;
  const atMs = world.clock.nowMs();
  const asked = toLook(plan, state, atMs);
  const [read, measurements, checks, alerts] = await Promise.all([
    readFlags(world, [...asked.flags, ...neededFlags(plan)]),
    measured(asked.questions, { plan, world, atMs }),
    checksOf(asked, world),
    alertsOf(rollout, world, atMs),
  ]);
  const flags = read.ok ? read.value : [];
  const around = await lookAround(rollout, flags, world.log);
  const own = flags.filter(({ key }) => asked.flags.includes(key));
  const tick: Tick = {
    is: 'tick',
    atMs,
    backend: read.ok ? { is: 'read', flags: own } : { is: 'unreachable', why: plainLine(saidOf(read.problems)) },
    measurements,
    checks: { ...checks, ...alerts },
    window: windowAt(plan.schedule, atMs, localIn(plan.schedule.timeZone)),
    ...around.known,
    ...(writeFailure === undefined ? {} : { writeFailure: plainLine(writeFailure) }),
  };
  if (!read.ok) return { tick, flags: undefined, around, unread: read.problems, warnings: [] };
  return { tick, flags: own, around, unread: [], warnings: read.warnings };
};

const readFlags = ({ flags, clock }: World, keys: readonly string[]): Promise<Result<readonly FlagState[]>> =>
  inTime(clock, flags.read(keys), (said) => failed(late(said)));

const late = (said: string): Problem =>
  problem({ kind: 'unreachable', code: 'flags-late', message: said, hint: 'try again' });

const measured = async (
  questions: readonly Question[],
  asking: Omit<Asking, 'window'>,
): Promise<Record<string, Measurement>> => {
  const ask = async ({ key, monitor, window, toMs: endMs }: Question): Promise<[string, Measurement]> => [
    key,
    await measure(monitor, { ...asking, window, atMs: endMs ?? asking.atMs }),
  ];
  return Object.fromEntries(await Promise.all(questions.map(ask)));
};

type Asking = { readonly plan: Plan; readonly world: World; readonly atMs: number; readonly window: string };

/** One question put to the metric source. Whoever does not answer in time has not answered. */
export const measure = (monitor: Monitor, { plan, world, atMs, window }: Asking): Promise<Measurement> => {
  const variants = plan.experiment?.variants.map(({ name }) => name);
  const answer = world.metrics.measure({ ...monitor, flag: plan.flags[0]?.key, variants }, toMs(window), atMs);
  return inTime<Measurement>(world.clock, answer, (why) => ({ is: 'error', why }));
};

const CLIMBS: ReadonlySet<string> = new Set(['pending', 'running', 'held', 'paused']);

/** Only while there is anything to hold. */
const alertsOf = async (rollout: Rollout, { alerts }: World, nowMs: number): Promise<Tick['checks']> => {
  const told = alerts && CLIMBS.has(rollout.state.status) ? await alerts(rollout, nowMs) : undefined;
  return told ? { [ALERTS]: { verdict: told.verdict, why: plainLine(told.why) } } : {};
};

const checksOf = async ({ checks }: ToLook, world: World): Promise<Tick['checks']> => {
  if (checks.length === 0) return {};
  const results = await world.checks();
  return Object.fromEntries(
    checks.flatMap(({ id, by }) => {
      const found = results(by);
      return found ? [[id, { verdict: found.verdict, why: plainLine(found.why) }]] : [];
    }),
  );
};
