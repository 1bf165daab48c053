import { z } from 'zod';
import { eventReader } from '../rollout/log-event.ts';
import { Actor, AtMs } from '../rollout/words.ts';
import { Sha256, sha256Hex } from '../values/digest.ts';
import { KnownAs } from '../values/names.ts';
import { Line } from '../values/text.ts';
import { Roles, Teams } from './caller.ts';

/** Small letters alone: a token is one word to whoever selects it, and to whatever looks for one that got away. */
const ID_LETTERS = 10;
/** Of 26 letters, 56 are worth 263 bits: there is nothing to guess, so one round of SHA-256 is all that is needed. */
export const SECRET_LETTERS = 56;
const FORM = /^rampart_([a-z]{10})_([a-z]{56})$/;

export const TokenId = z.string().regex(/^[a-z]{10}$/, 'not the id of a token: ten small letters');

export type Drawn = { readonly id: string; readonly digest: Sha256; readonly text: string };

/** A new token, from letters that nobody can guess. Its text is shown once and kept nowhere. */
export const drawn = (unguessable: (letters: number) => string): Drawn => {
  const id = unguessable(ID_LETTERS);
  const text = `rampart_${id}_${unguessable(SECRET_LETTERS)}`;
  return { id, digest: sha256Hex(text), text };
};

export const hasForm = (text: string): boolean => FORM.test(text);

/** What a token says of itself; undefined for what has not the form of one. Proved is nothing by it. */
export const presented = (text: string, digestOf = sha256Hex): Pick<Drawn, 'id' | 'digest'> | undefined => {
  const id = FORM.exec(text)?.[1];
  return id === undefined ? undefined : { id, digest: digestOf(text) };
};

/** How long it takes does not tell how much of it is right. */
export const sameDigest = (a: Sha256, b: Sha256): boolean => {
  let differs = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) differs |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return differs === 0;
};

const TOKEN_EVENT_VERSION = 1;
const said = { schemaVersion: z.literal(TOKEN_EVENT_VERSION), atMs: AtMs, by: Actor, reason: Line, token: TokenId };

/** What happened to the tokens of the service. The log of it holds no token, only what one can be known by. */
export const TokenEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('token-issued'),
    ...said,
    digest: Sha256,
    name: Line.meta({ description: 'the person or program that it stands for' }),
    roles: Roles,
    teams: Teams,
    knownAs: KnownAs.optional(),
    expiresAtMs: AtMs,
  }),
  z.strictObject({ type: z.literal('token-revoked'), ...said }),
]);
export type TokenEvent = z.infer<typeof TokenEvent>;

export const readTokenEvent = eventReader<TokenEvent>(TokenEvent, TOKEN_EVENT_VERSION);

export type Token = {
  readonly id: string;
  readonly digest: Sha256;
  readonly name: string;
  readonly roles: Roles;
  readonly teams: readonly string[];
  readonly knownAs: readonly string[];
  readonly atMs: number;
  readonly by: string;
  readonly expiresAtMs: number;
  readonly revokedAtMs?: number;
};

export type Tokens = ReadonlyMap<string, Token>;

export const withTokenEvents = (tokens: Tokens, events: readonly TokenEvent[]): Tokens => {
  const all = new Map(tokens);
  for (const event of events) all.set(event.token, after(all.get(event.token), event));
  return all;
};

const after = (known: Token | undefined, event: TokenEvent): Token => {
  const { token: id, atMs, by } = event;
  if (event.type === 'token-revoked') return { ...(known ?? UNKNOWN), id, revokedAtMs: known?.revokedAtMs ?? atMs };
  const { digest, name, roles, teams, knownAs = [], expiresAtMs } = event;
  return { id, digest, name, roles, teams, knownAs, atMs, by: by.name, expiresAtMs };
};

/** Revoked before it was ever issued: it opens nothing. */
const UNKNOWN: Token = {
  id: '',
  digest: '',
  name: '',
  roles: {},
  teams: [],
  knownAs: [],
  atMs: 0,
  by: '',
  expiresAtMs: 0,
};

export const standingOf = ({ revokedAtMs, expiresAtMs }: Token, nowMs: number): 'live' | 'revoked' | 'expired' => {
  if (revokedAtMs !== undefined) return 'revoked';
  return expiresAtMs > nowMs ? 'live' : 'expired';
};
