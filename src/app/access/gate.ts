import type { Caller } from '../../core/access/caller.ts';
import { ok, failed, type Result } from '../../core/problem.ts';
import type { Known } from '../../core/values/names.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { Hash } from '../read-change.ts';
import { type Proved, provedBy, tokenProofs, type Vouching } from './proofs.ts';
import { notKnown } from './refusals.ts';
import { type Opened, sessionBook } from './sessions.ts';
import { liveAmong, tokenLedger } from './tokens.ts';

export type SignedIn = Opened & { readonly caller: Caller };

/** Who comes in, and how they prove who they are. */
export type Gate = {
  /**
   * Nobody was ever given a token, and nobody vouches for people. From the first one on nobody comes in without, also when
   * all of them have ended.
   */
  readonly isOpen: () => Promise<Result<boolean>>;
  /** Those who are named one by one, with all that they are known as; of a provider's groups nobody here knows the people. */
  readonly people: () => Promise<Result<readonly Known[]>>;
  /** Somebody could come in who proves who they are. */
  readonly hasKeys: () => Promise<Result<boolean>>;
  readonly bearer: (text: string) => Promise<Result<Caller>>;
  readonly session: (cookie: string) => Promise<Result<Caller>>;
  /** A session for whoever shows a token. */
  readonly signIn: (text: string) => Promise<Result<SignedIn>>;
  readonly signOut: (cookie: string) => Promise<Result<unknown>>;
};

type Given = {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly unguessable: (letters: number) => string;
  readonly hash: () => Hash;
};

export const openGate = (log: EventLog, given: Given, vouching?: Vouching): Gate => {
  const { clock } = given;
  const tokens = tokenLedger(log, clock);
  const sessions = sessionBook(log, given);
  const ours = tokenProofs(tokens, given);
  const proved = (text: string): Promise<Result<Proved>> =>
    vouching && !ours.isOne(text) ? provedBy(text, vouching) : ours.proved(text);

  return {
    isOpen: async () => mapped(await tokens.known(), ({ version }) => version === 0 && !vouching),
    hasKeys: async () =>
      mapped(await tokens.known(), ({ state }) => !!vouching || liveAmong(state, clock.nowMs()).length > 0),
    people: async () =>
      mapped(await tokens.known(), ({ state }) => [
        ...liveAmong(state, clock.nowMs()),
        ...[...(vouching?.rules.people ?? [])].map(([name, { knownAs }]) => ({ name, knownAs })),
      ]),
    bearer: async (text) => mapped(await proved(text), ({ caller }) => caller),
    session: async (cookie) => {
      const found = await sessions.find(cookie);
      if (!found.ok) return found;
      if (!found.value) return failed(notKnown('this session is over', 'sign in again'));
      const { holder } = found.value;
      return holder.is === 'person' ? ok(holder) : mapped(await ours.live(holder.token), ({ caller }) => caller);
    },
    signIn: async (text) => {
      const shown = await proved(text);
      if (!shown.ok) return shown;
      const { caller, holder, expiresAtMs } = shown.value;
      return mapped(await sessions.open(holder, expiresAtMs), (session) => ({ ...session, caller }));
    },
    signOut: sessions.close,
  };
};

const mapped = <A, B>(result: Result<A>, make: (value: A) => B): Result<B> =>
  result.ok ? ok(make(result.value)) : result;
