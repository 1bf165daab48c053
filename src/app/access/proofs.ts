import { callerFrom, type Vouched } from '../../core/access/claims.ts';
import type { AccessRules } from '../../core/access/rules.ts';
import type { Holder } from '../../core/access/session.ts';
import { hasForm, presented, sameDigest, standingOf, type Token } from '../../core/access/token.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { Sha256 } from '../../core/values/digest.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdentityProvider } from '../../ports/identity.ts';
import type { Hash } from '../read-change.ts';
import { ended, notKnown } from './refusals.ts';
import { callerOf, type TokenLedger } from './tokens.ts';

/** Somebody who has proved who they are, and what a session of theirs would stand for. */
export type Proved = Vouched & { readonly holder: Holder };

export type TokenProofs = {
  readonly isOne: (text: string) => boolean;
  readonly proved: (text: string) => Promise<Result<Proved>>;
  /** Where that token still opens something: for sessions that were begun with it. */
  readonly live: (id: string) => Promise<Result<Proved>>;
};

type Given = { readonly clock: Pick<Clock, 'nowMs'>; readonly hash: () => Hash };

/** Tokens of ours. How one ended is told to whoever holds it, and to nobody who guesses at its id. */
export const tokenProofs = (tokens: TokenLedger, { clock, hash }: Given): TokenProofs => {
  /** Asked for with every request: the machine's own is three times as fast. */
  const digestOf = (text: string): Sha256 => {
    const one = hash();
    one.update(new TextEncoder().encode(text));
    return one.hex();
  };

  const tokenBy = async (id: string): Promise<Result<Token | undefined>> => {
    const known = await tokens.known();
    return known.ok ? ok(known.value.state.get(id)) : known;
  };

  const opens = (token: Token | undefined): Result<Proved> => {
    if (!token) return failed(notKnown('nobody knows this token'));
    const standing = standingOf(token, clock.nowMs());
    if (standing !== 'live') return failed(ended(standing));
    const { id, expiresAtMs } = token;
    return ok({ caller: callerOf(token), expiresAtMs, holder: { is: 'token', token: id } });
  };

  return {
    isOne: hasForm,
    proved: async (text) => {
      const shown = presented(text, digestOf);
      if (!shown) return failed(notKnown('this is no token of ours'));
      const token = await tokenBy(shown.id);
      if (!token.ok) return token;
      return opens(token.value && sameDigest(token.value.digest, shown.digest) ? token.value : undefined);
    },
    live: async (id) => {
      const token = await tokenBy(id);
      return token.ok ? opens(token.value) : token;
    },
  };
};

/** An identity provider, and what those whom it vouches for may do. */
export type Vouching = { readonly provider: IdentityProvider; readonly rules: AccessRules };

export const provedBy = async (text: string, { provider, rules }: Vouching): Promise<Result<Proved>> => {
  const claims = await provider.verify(text);
  const person = claims.ok ? callerFrom(claims.value, rules) : claims;
  return person.ok ? ok({ ...person.value, holder: holderOf(person.value) }) : person;
};

const holderOf = ({ caller: { name, roles, teams, knownAs, proof = '' } }: Vouched): Holder => ({
  is: 'person',
  name,
  roles,
  teams: [...teams],
  ...(knownAs ? { knownAs: [...knownAs] } : {}),
  proof,
});
