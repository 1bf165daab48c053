import { z } from 'zod';
import { eventReader } from '../rollout/log-event.ts';
import { AtMs } from '../rollout/words.ts';
import { Sha256, sha256Hex } from '../values/digest.ts';
import { DAY, HOUR } from '../values/duration.ts';
import { KnownAs } from '../values/names.ts';
import { Line, text } from '../values/text.ts';
import { Roles, Teams } from './caller.ts';
import { SECRET_LETTERS, TokenId } from './token.ts';

const SESSION_EVENT_VERSION = 1;
const said = { schemaVersion: z.literal(SESSION_EVENT_VERSION), atMs: AtMs, session: Sha256 };

/** Whom a session stands for: a token, which is looked up each time, or somebody as an identity provider described them. */
const Holder = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('token'), token: TokenId }),
  z.strictObject({
    is: z.literal('person'),
    name: Line,
    roles: Roles,
    teams: Teams,
    knownAs: KnownAs.optional(),
    proof: text(300),
  }),
]);
export type Holder = z.infer<typeof Holder>;

/** Sessions of browsers, by day. The log of them holds what a session can be known by, and not what opens it. */
export const SessionEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session-opened'), ...said, holder: Holder, expiresAtMs: AtMs }),
  z.strictObject({ type: z.literal('session-closed'), ...said }),
]);
export type SessionEvent = z.infer<typeof SessionEvent>;

export const readSessionEvent = eventReader<SessionEvent>(SessionEvent, SESSION_EVENT_VERSION);

export type Session = { readonly holder: Holder; readonly expiresAtMs: number };
export type Sessions = ReadonlyMap<Sha256, Session>;

export const withSessionEvents = (sessions: Sessions, events: readonly SessionEvent[]): Sessions => {
  const all = new Map(sessions);
  for (const event of events) {
    if (event.type === 'session-closed') all.delete(event.session);
    else all.set(event.session, { holder: event.holder, expiresAtMs: event.expiresAtMs });
  }
  return all;
};

/** A day of work. A session that is left alone ends with it. */
export const SESSION_MS = 12 * HOUR;

/** The day, counted from 1970, tells which log the session is in, so that nobody reads the others. */
export const dayOf = (atMs: number): number => Math.floor(atMs / DAY);

export const drawnSession = (atMs: number, unguessable: (letters: number) => string): string =>
  `${dayOf(atMs)}_${unguessable(SECRET_LETTERS)}`;

const FORM = /^(\d{1,6})_[a-z]{56}$/;

/** What a cookie says of itself; undefined for what no session of today is called. */
export const presentedSession = (
  cookie: string,
  nowMs: number,
): { readonly day: number; readonly session: Sha256 } | undefined => {
  const day = Number(FORM.exec(cookie)?.[1] ?? Number.NaN);
  const today = dayOf(nowMs);
  return day === today || day === today - 1 ? { day, session: sha256Hex(cookie) } : undefined;
};
