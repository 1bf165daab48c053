import {
  dayOf,
  drawnSession,
  type Holder,
  presentedSession,
  readSessionEvent,
  type Session,
  type SessionEvent,
  type Sessions,
  SESSION_MS,
  withSessionEvents,
} from '../../core/access/session.ts';
import { ok, type Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { type Ledger, ledgerOf } from '../ledger.ts';

export type Opened = { readonly cookie: string; readonly expiresAtMs: number };

/** Sessions of browsers: in the log, so that every process that answers knows them, and knows when they were ended. */
export type SessionBook = {
  readonly open: (holder: Holder, mostMs: number) => Promise<Result<Opened>>;
  readonly find: (cookie: string) => Promise<Result<Session | undefined>>;
  readonly close: (cookie: string) => Promise<Result<unknown>>;
};

type Given = { readonly clock: Pick<Clock, 'nowMs'>; readonly unguessable: (letters: number) => string };

export const sessionBook = (log: EventLog, { clock, unguessable }: Given): SessionBook => {
  const days = new Map<number, Ledger<SessionEvent, Sessions>>();

  /** One for each day. What is older than a session lasts is let go of. */
  const on = (day: number): Ledger<SessionEvent, Sessions> => {
    const known = days.get(day);
    if (known) return known;
    for (const one of days.keys()) if (one < day - 1) days.delete(one);
    const kind = { read: readSessionEvent, begin: new Map(), fold: withSessionEvents } as const;
    const ledger = ledgerOf<SessionEvent, Sessions>({ id: `access:sessions:${day}`, ...kind }, log, clock);
    days.set(day, ledger);
    return ledger;
  };

  return {
    open: async (holder, mostMs) => {
      const atMs = clock.nowMs();
      const cookie = drawnSession(atMs, unguessable);
      const expiresAtMs = Math.min(atMs + SESSION_MS, mostMs);
      const session = presentedSession(cookie, atMs)?.session ?? '';
      const opened = { schemaVersion: 1, type: 'session-opened', atMs, session, holder, expiresAtMs } as const;
      const written = await on(dayOf(atMs)).add(() => ok([opened]));
      return written.ok ? ok({ cookie, expiresAtMs }) : written;
    },
    find: async (cookie) => {
      const nowMs = clock.nowMs();
      const asked = presentedSession(cookie, nowMs);
      if (!asked) return ok(undefined);
      const known = await on(asked.day).known();
      if (!known.ok) return known;
      const session = known.value.state.get(asked.session);
      return ok(session && session.expiresAtMs > nowMs ? session : undefined);
    },
    close: async (cookie) => {
      const atMs = clock.nowMs();
      const asked = presentedSession(cookie, atMs);
      if (!asked) return ok(undefined);
      const { day, session } = asked;
      return on(day).add(({ state }) =>
        ok(state.has(session) ? [{ schemaVersion: 1, type: 'session-closed', atMs, session }] : []),
      );
    },
  };
};
