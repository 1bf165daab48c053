import { heardBefore } from '../core/hooks/heard-before.ts';
import { failed, ok, type Result } from '../core/problem.ts';
import { chainStart, linked, readChain } from '../core/rollout/chain.ts';
import { CLOCKS_MS, type Pushed, PUSHED_WITHIN_MS } from '../core/series/push.ts';
import { newOf, NO_DAY, type PushedDay, type PushEvent, readPushEvent, withPushes } from '../core/series/pushed.ts';
import type { Sha256 } from '../core/values/digest.ts';
import { DAY } from '../core/values/duration.ts';
import type { Entry, EventLog, OpenLog } from './event-log.ts';

/** What others counted and told us, in the log that the rollouts are in: a log for each environment and day. */
export type ObservationStore = {
  /** All of a push or nothing of it. How many of it are new. */
  readonly keep: (push: Pushing) => Promise<Result<Taken>>;
  /** What was pushed about windows that begin then or later, day by day. */
  readonly since: (fromMs: number) => Promise<Result<readonly PushedDay[]>>;
};

/** The rest of it was told before. */
export type Taken = { readonly kept: number };

export type Pushing = {
  readonly by: string;
  readonly said?: Sha256 | undefined;
  readonly observations: readonly Pushed[];
};

/** Nothing that began longer ago is answered for: no more than so many days are ever read. */
export const KEPT_MS = 3 * DAY;

/** No id of a rollout has a colon. */
const PREFIX = 'pushed:';
export const isPushedLog = (id: string): boolean => id.startsWith(PREFIX);

const dayLogId = (environment: string, day: number): string =>
  `${PREFIX}${environment}:${new Date(day * DAY).toISOString().slice(0, 10)}`;

const dayOf = (ms: number): number => Math.floor(ms / DAY);

/** One day as it was read and verified. */
type Known = { readonly id: string; readonly version: number; readonly hash: Sha256; readonly state: PushedDay };

const begun = (id: string): Known => ({ id, version: 0, hash: chainStart(id), state: NO_DAY });

type Place = { readonly open: OpenLog; readonly environment: string; readonly nowMs: () => number };

/**
 * Logs only grow, so what was read and verified once is read on from there. A push is filed under the day on which it
 * came, by one append, so that all of it is there or none.
 */
export const observationStore = ({ open, environment, nowMs }: Place): ObservationStore => {
  const days = new Map<number, Known>();

  const read = async (log: EventLog, day: number): Promise<Result<Known>> => {
    const known = days.get(day) ?? begun(dayLogId(environment, day));
    if (days.has(day) && day < dayOf(nowMs()) - 1) return ok(known);
    const entries = await log.read(known.id, known.version + 1);
    const next = entries.ok ? continued(known, entries.value) : entries;
    if (next.ok && next.value.version >= (days.get(day)?.version ?? 0)) days.set(day, next.value);
    return next;
  };

  /** From that moment on, up to the day that it is on a machine whose clock is ahead. */
  const readSince = async (log: EventLog, ms: number): Promise<Result<readonly Known[]>> => {
    for (const day of days.keys()) if (day < dayOf(nowMs() - KEPT_MS) - 1) days.delete(day);
    const found: Known[] = [];
    for (let day = dayOf(ms); day <= dayOf(nowMs() + CLOCKS_MS); day += 1) {
      const one = await read(log, day);
      if (!one.ok) return one;
      found.push(one.value);
    }
    return ok(found);
  };

  const keepIn = async (log: EventLog, push: Pushing): Promise<Result<Taken>> => {
    for (let tries = 1; ; tries += 1) {
      const atMs = nowMs();
      const around = await readSince(log, atMs - REACH_MS);
      if (!around.ok) return around;
      const id = dayLogId(environment, dayOf(atMs));
      const here = around.value.find((one) => one.id === id) ?? begun(id);
      if (isHeard(push, around.value)) return failed(heardBefore());
      const fresh = newOf(push.observations, { days: around.value.map(({ state }) => state), today: here.state.count });
      if (!fresh.ok) return fresh;
      if (fresh.value.length === 0) return ok({ kept: 0 });
      const event: PushEvent = {
        ...push,
        schemaVersion: 1,
        type: 'observations-pushed',
        atMs,
        observations: fresh.value,
      };
      const unmoved = around.value.filter((one) => one.id !== id).map((one) => ({ id: one.id, version: one.version }));
      const card = { dueAtMs: undefined, summary: { pushed: environment }, unmoved };
      const written = await log.append(id, here.version, linked(here.hash, [event]), card);
      if (written.ok) return ok({ kept: fresh.value.length });
      if (tries >= MOST_TRIES || written.problems[0]?.code !== 'log-moved-on') return written;
    }
  };

  return {
    keep: (push) => within(open, (log) => keepIn(log, push)),
    since: (fromMs) =>
      within(open, async (log) => {
        const found = await readSince(log, fromMs - CLOCKS_MS);
        return found.ok ? ok(found.value.map(({ state }) => state)) : found;
      }),
  };
};

const isHeard = ({ said }: Pushing, days: readonly Known[]): boolean =>
  said !== undefined && days.some(({ state }) => state.heard.has(said));

/** How far back another observation may lie that overlaps with one that is taken now. */
const REACH_MS = PUSHED_WITHIN_MS + CLOCKS_MS;
const MOST_TRIES = 20;

const within = async <T>(open: OpenLog, work: (log: EventLog) => Promise<Result<T>>): Promise<Result<T>> => {
  const log = await open();
  if (!log.ok) return log;
  try {
    return await work(log.value);
  } finally {
    await log.value.close();
  }
};

const continued = (from: Known, entries: readonly Entry[]): Result<Known> => {
  if (entries.length === 0) return ok(from);
  const read = readChain(from.id, from.hash, entries, readPushEvent);
  if (!read.ok) return read;
  const { links, hash } = read.value;
  const state = withPushes(
    from.state,
    links.map(({ event }) => event),
  );
  return ok({ id: from.id, version: from.version + entries.length, hash, state });
};
