import { z } from 'zod';
import { ok, type Result } from '../core/problem.ts';
import { LIVE, STATUSES } from '../core/rollout/table.ts';
import type { EventLog } from '../ports/event-log.ts';
import { type Found, readCards } from './executor/card.ts';
import { Listed, pageOf } from './executor/pages.ts';
import type { DriverNumbers } from './drive/numbers.ts';

const counts = (names: readonly string[]) => z.strictObject(Object.fromEntries(names.map((name) => [name, z.int()])));

/** How rollouts are, for a page that everybody may look at. */
export const ServiceStatus = z.strictObject({
  schemaVersion: z.literal(1),
  atMs: z.number(),
  counts: counts(STATUSES),
  troubled: z.int().meta({ description: 'how many something keeps or takes back' }),
  rollouts: z.array(Listed).meta({ description: 'those that are not over, the most urgent first' }),
  more: z.int().meta({ description: 'how many of them are left out' }),
});
export type ServiceStatus = z.infer<typeof ServiceStatus>;

const Turns = z.strictObject({
  turns: z.int(),
  decided: z.int(),
  overtaken: z.int(),
  failed: z.int(),
  inFlight: z.int(),
  putBack: z.int(),
  found: z.int(),
  lateMs: z.strictObject({ mean: z.number(), p99AtMost: z.number().optional() }),
});

const Backend = z.strictObject({ backend: z.string(), rollouts: z.int(), outOfReach: z.int() });

/** How the service is, for whoever runs it. */
export const OpsStatus = z.strictObject({
  schemaVersion: z.literal(1),
  version: z.string(),
  atMs: z.number(),
  upMs: z.number(),
  log: z.strictObject({
    rollouts: z.int(),
    live: z.int(),
    due: z.int(),
    mostOverdueMs: z.number(),
    tookMs: z.number(),
  }),
  turns: Turns.optional().meta({ description: 'of this process; absent where it takes none' }),
  backends: z.array(Backend).meta({ description: 'flag systems of what is under way' }),
});
export type OpsStatus = z.infer<typeof OpsStatus>;

const MOST_SHOWN = 500;

export const serviceStatus = async (
  log: EventLog,
  atMs: number,
  environments: readonly string[] | undefined,
): Promise<Result<ServiceStatus>> => {
  const listed = await log.list();
  if (!listed.ok) return listed;
  const theirs = readCards(listed.value).filter(
    ({ summary }) => environments === undefined || environments.includes(summary.environment),
  );
  const open = theirs.filter(({ summary }) => summary.status !== 'completed' && summary.status !== 'aborted');
  const { rollouts, of } = pageOf(open, { limit: MOST_SHOWN });
  return ok({
    schemaVersion: 1,
    atMs,
    counts: countsOf(theirs),
    troubled: theirs.filter(({ summary }) => summary.trouble !== undefined).length,
    rollouts,
    more: of - rollouts.length,
  });
};

export const countsOf = (found: readonly Found[]): Record<string, number> =>
  Object.fromEntries(
    STATUSES.map((status) => [status, found.filter(({ summary }) => summary.status === status).length]),
  );

type Known = {
  readonly version: string;
  readonly nowMs: () => number;
  readonly sinceMs: number;
  readonly numbers: (() => DriverNumbers) | undefined;
};

export const opsStatus = async (
  log: EventLog,
  { version, nowMs, sinceMs, numbers }: Known,
): Promise<Result<OpsStatus>> => {
  const fromMs = nowMs();
  const listed = await log.list();
  if (!listed.ok) return listed;
  const atMs = nowMs();
  const cards = readCards(listed.value);
  const live = cards.filter(({ summary }) => LIVE.includes(summary.status));
  const dueAts = live.flatMap(({ dueAtMs }) => (dueAtMs !== undefined && dueAtMs <= atMs ? [dueAtMs] : []));
  return ok({
    schemaVersion: 1,
    version,
    atMs,
    upMs: Math.max(0, atMs - sinceMs),
    log: {
      rollouts: cards.length,
      live: live.length,
      due: dueAts.length,
      mostOverdueMs: overdueMs(dueAts, atMs),
      tookMs: Math.max(0, atMs - fromMs),
    },
    ...(numbers ? { turns: turnsOf(numbers()) } : {}),
    backends: backendsOf(live),
  });
};

/** What is due at once has no moment of its own, and is not overdue by the age of the world. */
const overdueMs = (dueAts: readonly number[], atMs: number): number =>
  dueAts.reduce((most, dueAtMs) => (dueAtMs > 0 ? Math.max(most, atMs - dueAtMs) : most), 0);

const turnsOf = ({ lateness, took: _, live: __, ...counted }: DriverNumbers): OpsStatus['turns'] => {
  const at = lateness.counts.findIndex((count) => count >= lateness.count * 0.99);
  const p99 = lateness.count > 0 ? lateness.boundsMs[at] : undefined;
  return {
    ...counted,
    lateMs: {
      mean: lateness.count === 0 ? 0 : lateness.sumMs / lateness.count,
      ...(p99 === undefined ? {} : { p99AtMost: p99 }),
    },
  };
};

export const backendsOf = (live: readonly Found[]): OpsStatus['backends'] =>
  [...Map.groupBy(live, ({ summary }) => summary.backend ?? '')]
    .filter(([backend]) => backend !== '')
    .map(([backend, found]) => ({
      backend,
      rollouts: found.length,
      outOfReach: found.filter(({ summary }) => summary.outOfReach).length,
    }))
    .toSorted((a, b) => (a.backend < b.backend ? -1 : 1));
