import { type AlertEvent, readAlertEvent } from '../core/hooks/alert-events.ts';
import { type WatchedAlerts, withAlertEvents } from '../core/hooks/watched-alerts.ts';
import { ok, type Result } from '../core/problem.ts';
import { chainStart, linked, readChain } from '../core/rollout/chain.ts';
import { digestOf, type Sha256 } from '../core/values/digest.ts';
import type { Entry, EventLog } from './event-log.ts';

/** What is known of alerts in one environment, up to a version of their log. */
export type KnownAlerts = {
  readonly id: string;
  readonly version: number;
  readonly hash: Sha256;
  readonly state: WatchedAlerts;
};

const PREFIX = 'alerts:';

/** The environments that anybody ever watched alerts in. */
export const environmentsWatched = async (log: EventLog): Promise<Result<readonly string[]>> => {
  const ids = await log.ids(PREFIX);
  return ids.ok ? ok(ids.value.map((id) => id.slice(PREFIX.length))) : ids;
};

/** Its chain verified, from a snapshot on, or from what is known of it already. */
export const readAlerts = async (
  log: EventLog,
  environment: string,
  known?: KnownAlerts,
): Promise<Result<KnownAlerts>> => {
  const from = known ?? (await beginningOf(log, `${PREFIX}${environment}`));
  const entries = await log.read(from.id, from.version + 1);
  return entries.ok ? continued(from, entries.value) : entries;
};

/** Decided on what is there when it is written; decided anew where somebody else was faster. No events: nothing to write. */
export const changeAlerts = async (
  log: EventLog,
  environment: string,
  decide: (now: WatchedAlerts) => readonly AlertEvent[],
): Promise<Result<number>> => {
  for (let tries = 1; ; tries += 1) {
    const known = await readAlerts(log, environment);
    if (!known.ok) return known;
    const events = decide(known.value.state);
    if (events.length === 0) return ok(0);
    const { id, version, hash, state } = known.value;
    const links = linked(hash, events);
    const head = await log.append(id, version, links, { dueAtMs: undefined, summary: { alerts: environment } });
    if (head.ok) {
      const after = { id, version: head.value.version, hash: links.at(-1)?.hash ?? hash };
      if (crosses(version, after.version))
        await log.keepSnapshot(id, snapshotOf(after, withAlertEvents(state, events)));
      return ok(events.length);
    }
    if (tries >= MOST_TRIES || head.problems[0]?.code !== 'log-moved-on') return head;
  }
};

const MOST_TRIES = 20;
const EVERY = 50;

const crosses = (before: number, after: number): boolean => Math.floor(before / EVERY) < Math.floor(after / EVERY);

/** Of what a snapshot keeps: one of another layout is folded anew from its events. */
const LAYOUT = 1;

const snapshotOf = ({ version, hash }: Omit<KnownAlerts, 'state'>, watched: WatchedAlerts) => {
  const state = { layout: LAYOUT, watched };
  return { version, hash, state, digest: digestOf({ hash, state }) };
};

const beginningOf = async (log: EventLog, id: string): Promise<KnownAlerts> => {
  const snapshot = await log.latestSnapshot(id);
  if (snapshot.ok && snapshot.value) {
    const { version, hash, state, digest } = snapshot.value;
    const { layout, watched } = state as { layout: number; watched: WatchedAlerts };
    if (layout === LAYOUT && digestOf({ hash, state }) === digest) return { id, version, hash, state: watched };
  }
  return { id, version: 0, hash: chainStart(id), state: {} };
};

const continued = (from: KnownAlerts, entries: readonly Entry[]): Result<KnownAlerts> => {
  const read = readChain(from.id, from.hash, entries, readAlertEvent);
  if (!read.ok) return read;
  const { links, hash } = read.value;
  const events = links.map(({ event }) => event);
  return ok({ ...from, version: from.version + entries.length, hash, state: withAlertEvents(from.state, events) });
};
