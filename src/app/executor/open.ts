import { z } from 'zod';
import type { Plan } from '../../core/plan/plan.ts';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import type { Places } from '../../core/program/planned.ts';
import { readJson } from '../../core/values/json.ts';
import type { EventLog, OpenLog } from '../../ports/event-log.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import type { MetricSource } from '../../ports/metric-source.ts';
import { alertsFor, alertsIn } from '../hooks/watching.ts';
import type { Ports } from '../operation.ts';
import { type CheckResults, saidOf, type World } from './world.ts';

const DEFAULT_DB = '.rampart/rampart.db';

/** Where the log is: as said, as this machine is set up, or as is usual. */
export const logPlace = (db: string | undefined, ports: Ports): string => db ?? ports.usual('db') ?? DEFAULT_DB;

/** Does something with the log, and closes it whatever comes of it. */
export const withLog = async <T>(
  ports: Ports,
  db: string | undefined,
  act: (log: EventLog) => Promise<Result<T>>,
): Promise<Result<T>> => done(await ports.openLog(logPlace(db, ports)), act);

/** The same for whoever only looks: no log is made by that. */
export const lookInto = async <T>(
  ports: Ports,
  db: string | undefined,
  act: (log: EventLog) => Promise<Result<T>>,
): Promise<Result<T>> => done(await openToLook(ports, db), act);

/** The same where nothing to see would be mistaken for good news: there has to be a log. */
export const lookIntoExisting = async <T>(
  ports: Ports,
  db: string | undefined,
  act: (log: EventLog) => Promise<Result<T>>,
): Promise<Result<T>> => done(await ports.openLog(logPlace(db, ports), LOOKING), act);

/** A place that somebody named has to be there: they may have named another. Where nobody did, no log yet is one in which nothing stands. */
export const openToLook = async (ports: Ports, db: string | undefined): Promise<Result<EventLog>> => {
  const log = await ports.openLog(logPlace(db, ports), LOOKING);
  const isNamed = (db ?? ports.usual('db')) !== undefined;
  return isAbsent(log) && !isNamed ? ok(NO_LOG) : log;
};

/** What stands in a log, if there is one; undefined where there is none, whoever named it. */
export const withLogThere = async <T>(
  ports: Ports,
  db: string | undefined,
  act: (log: EventLog) => Promise<Result<T>>,
): Promise<Result<T | undefined>> => {
  const log = await ports.openLog(logPlace(db, ports), LOOKING);
  return isAbsent(log) ? ok(undefined) : done(log, act);
};

const LOOKING = { make: false };

const isAbsent = (log: Result<EventLog>): boolean => !log.ok && log.problems.some(({ code }) => code === 'log-absent');

const done = async <T>(log: Result<EventLog>, act: (log: EventLog) => Promise<Result<T>>): Promise<Result<T>> => {
  if (!log.ok) return log;
  try {
    return await act(log.value);
  } finally {
    await log.value.close();
  }
};

/** What tells where a rollout's world is. It stays the same for as long as there is the rollout. */
export type Home = { readonly plan: Pick<Plan, 'provenance'>; readonly places: Places };

/** The world of one rollout: what its plan names, where its log says it is. */
export const openWorld = async ({ plan, places }: Home, log: EventLog, ports: Ports): Promise<Result<World>> => {
  const flags =
    places.flags === undefined
      ? ok(NO_FLAGS)
      : await ports.openFlags(plan.provenance.backend, places.flags, heldOpen(log));
  if (!flags.ok) return flags;
  const metrics =
    places.metrics === undefined ? ok(NO_METRICS) : await ports.openMetrics(places.metrics, heldOpen(log));
  if (!metrics.ok) return metrics;
  const checks = async (): Promise<CheckResults> =>
    places.checks ? readChecks(places.checks, ports) : () => undefined;
  const others: World['others'] = (other) => openWorld(other, log, ports);
  const alerts: World['alerts'] = (rollout, nowMs) => alertsFor(rollout, ports.alertsIn ?? alertsIn(log), nowMs);
  return ok({ log, flags: flags.value, metrics: metrics.value, checks, alerts, clock: ports.clock, others });
};

/** For whoever opens a log for a piece of work: this one is there, and stays open. */
export const heldOpen =
  (log: EventLog): OpenLog =>
  async () =>
    ok({ ...log, close: async () => undefined });

/** Nobody has written anything yet. */
const NO_LOG: EventLog = {
  append: async (id) => failed(onlyLookedAt(id)),
  read: async () => ok([]),
  list: async () => ok([]),
  brief: async () => ok([]),
  card: async () => ok(undefined),
  ids: async () => ok([]),
  keepSnapshot: async () => ok(undefined),
  latestSnapshot: async () => ok(undefined),
  close: async () => undefined,
};

const onlyLookedAt = (id: string) =>
  problem({
    kind: 'internal',
    code: 'log-only-looked-at',
    path: id,
    message: 'something was to be written into a log that was opened to look at',
    hint: 'this is a fault in Rampart: please report it with the command',
  });

/** For a plan without flags: nothing is there, and nothing is ever told anything. */
const NO_FLAGS: FlagBackend = {
  capabilities: {
    stepPercent: 100,
    segments: false,
    conditions: false,
    allowList: false,
    places: false,
    variants: false,
    prerequisites: false,
    sticky: false,
    monotone: false,
    revisioned: false,
  },
  read: async () => ok([]),
  write: async () => ok(undefined),
};

const NO_METRICS: MetricSource = {
  measure: async () => ({ is: 'error', why: 'nobody said where the metrics are' }),
};

const CHECKS_MAX_BYTES = 1024 * 1024;
const Checks = z.record(
  z.string().max(100),
  z.strictObject({ verdict: z.enum(['pass', 'fail', 'error']), why: z.string().min(1).max(300) }),
);

/** Results that machines have written down. A file that cannot be read fails nothing and passes nothing: it is an error. */
const readChecks = async (file: string, { files }: Ports): Promise<CheckResults> => {
  const text = await files.read(file, CHECKS_MAX_BYTES);
  if (!text.ok) return () => ({ verdict: 'error', why: `${file}: ${saidOf(text.problems)}` });
  const json = readJson(text.value, 'checks', file);
  const read = json.ok ? Checks.safeParse(json.value) : undefined;
  if (!read?.success) return () => ({ verdict: 'error', why: `${file} holds no results of checks` });
  return (name) => (Object.hasOwn(read.data, name) ? read.data[name] : undefined);
};
