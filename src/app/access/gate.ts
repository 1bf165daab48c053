import type { Caller } from '../../core/access/caller.ts';
import type { Holder, Session } from '../../core/access/session.ts';
import { presented, sameDigest, standingOf, type Token } from '../../core/access/token.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { ended, notKnown } from './refusals.ts';
import { type Opened, sessionBook } from './sessions.ts';
import { callerOf, liveAmong, tokenLedger } from './tokens.ts';

export type SignedIn = Opened & { readonly caller: Caller };

/** Who comes in, and how they prove who they are. */
export type Gate = {
  /** Nobody was ever given a token. From the first one on nobody comes in without, also when all of them have ended. */
  readonly isOpen: () => Promise<Result<boolean>>;
  /** Somebody could come in who proves who they are. */
  readonly hasKeys: () => Promise<Result<boolean>>;
  readonly bearer: (text: string) => Promise<Result<Caller>>;
  readonly session: (cookie: string) => Promise<Result<Caller>>;
  /** A session for whoever shows a token. */
  readonly signIn: (text: string) => Promise<Result<SignedIn>>;
  readonly signOut: (cookie: string) => Promise<Result<unknown>>;
};

type Given = { readonly clock: Pick<Clock, 'nowMs'>; readonly unguessable: (letters: number) => string };

export const openGate = (log: EventLog, given: Given): Gate => {
  const { clock } = given;
  const tokens = tokenLedger(log, clock);
  const sessions = sessionBook(log, given);

  const tokenBy = async (id: string): Promise<Result<Token>> => {
    const known = await tokens.known();
    if (!known.ok) return known;
    const token = known.value.state.get(id);
    if (!token) return failed(notKnown('nobody knows this token'));
    const standing = standingOf(token, clock.nowMs());
    return standing === 'live' ? ok(token) : failed(ended(standing));
  };

  /** How a token ended is told to whoever holds it, and to nobody who guesses at its id. */
  const prove = async (text: string): Promise<Result<Token>> => {
    const shown = presented(text);
    if (!shown) return failed(notKnown('this is no token of ours'));
    const known = await tokens.known();
    if (!known.ok) return known;
    const token = known.value.state.get(shown.id);
    return token && sameDigest(token.digest, shown.digest)
      ? tokenBy(shown.id)
      : failed(notKnown('nobody knows this token'));
  };

  const callerIn = async ({ holder }: Session): Promise<Result<Caller>> => {
    if (holder.is === 'person') return ok(holder);
    const token = await tokenBy(holder.token);
    return token.ok ? ok(callerOf(token.value)) : token;
  };

  return {
    isOpen: async () => mapped(await tokens.known(), ({ version }) => version === 0),
    hasKeys: async () => mapped(await tokens.known(), ({ state }) => liveAmong(state, clock.nowMs()).length > 0),
    bearer: async (text) => mapped(await prove(text), callerOf),
    session: async (cookie) => {
      const found = await sessions.find(cookie);
      if (!found.ok) return found;
      return found.value ? callerIn(found.value) : failed(notKnown('this session is over', 'sign in again'));
    },
    signIn: async (text) => {
      const token = await prove(text);
      if (!token.ok) return token;
      const holder: Holder = { is: 'token', token: token.value.id };
      const opened = await sessions.open(holder, token.value.expiresAtMs);
      return mapped(opened, (session) => ({ ...session, caller: callerOf(token.value) }));
    },
    signOut: sessions.close,
  };
};

const mapped = <A, B>(result: Result<A>, make: (value: A) => B): Result<B> =>
  result.ok ? ok(make(result.value)) : result;
