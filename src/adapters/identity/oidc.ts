import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { isSafe, type Oidc } from '../../core/access/rules.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { readJson } from '../../core/values/json.ts';
import type { Context } from '../../ports/adapter.ts';
import type { IdentityProvider } from '../../ports/identity.ts';
import { textIn } from '../http-body.ts';
import { httpClient } from '../http.ts';

/** Clocks differ a little. */
const SKEW_SECONDS = 30;
const KEYS_MAX_BYTES = 256 * 1024;
const DEADLINE_MS = 5000;
/** Keys change now and then, and one that was given up should not open anything for long. */
const KEYS_FRESH_MS = 10 * 60_000;
/** How often a token with an unknown key may make us ask for the keys. */
const COOLDOWN_MS = 30_000;
/** After a failure nobody is asked for so long: strangers could make us ask with every request. */
const AFTER_FAILURE_MS = 5000;

/** Tokens of an OpenID Connect provider, verified with its published keys. Nothing is asked before the first token. */
export const oidcProvider = (oidc: Oidc, context: Pick<Context, 'fetch' | 'clock'>): IdentityProvider => {
  const { issuer, audience, algorithms } = oidc;
  const keys = keysOf(oidc, context);
  return {
    verify: async (token) => {
      const found = await keys();
      if (!found.ok) return found;
      try {
        const { payload } = await jwtVerify(token, found.value, {
          issuer,
          audience,
          algorithms: [...algorithms],
          clockTolerance: SKEW_SECONDS,
          requiredClaims: ['exp', 'sub'],
          currentDate: new Date(context.clock.nowMs()),
        });
        return ok(payload);
      } catch (error) {
        return failed(problemOf(error, issuer));
      }
    },
  };
};

/** Where its keys are, once that is known; asked for again where that failed, but not at once. */
const keysOf = (oidc: Oidc, context: Pick<Context, 'fetch' | 'clock'>): (() => Promise<Result<JWTVerifyGetKey>>) => {
  let found: Result<JWTVerifyGetKey> | undefined;
  let asked: Promise<Result<JWTVerifyGetKey>> | undefined;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  const look = async (): Promise<Result<JWTVerifyGetKey>> => {
    const at = oidc.jwks === undefined ? await saidByItself(oidc, context) : ok(oidc.jwks);
    found = at.ok ? ok(remoteKeys(at.value, context)) : at;
    if (!at.ok) failedAtMs = context.clock.nowMs();
    return found;
  };
  return async () => {
    if (found?.ok || (found && Math.abs(context.clock.nowMs() - failedAtMs) < AFTER_FAILURE_MS)) return found;
    asked ??= look().finally(() => (asked = undefined));
    return asked;
  };
};

/** What an issuer publishes of itself has to be about itself, and its keys have to come safely. */
const saidByItself = async ({ issuer }: Oidc, context: Pick<Context, 'fetch' | 'clock'>): Promise<Result<string>> => {
  const at = issuer.replace(/\/$/, '');
  const ask = httpClient({ at, headers: {}, secrets: {}, mostBytes: KEYS_MAX_BYTES, deadlineMs: DEADLINE_MS }, context);
  const answer = await ask({ method: 'GET', path: '/.well-known/openid-configuration' });
  if (!answer.ok) return failed(unreachable(issuer, answer.problems[0]?.message ?? ''));
  const said = answer.value.json as { readonly issuer?: unknown; readonly jwks_uri?: unknown } | undefined;
  if (said?.issuer !== issuer) return failed(unreachable(issuer, 'it says that it is another issuer'));
  return typeof said.jwks_uri === 'string' && isSafe(said.jwks_uri)
    ? ok(said.jwks_uri)
    : failed(unreachable(issuer, 'it names no safe address of its keys'));
};

const remoteKeys = (at: string, { fetch, clock }: Pick<Context, 'fetch' | 'clock'>): JWTVerifyGetKey => {
  let failedAtMs = Number.NEGATIVE_INFINITY;
  const bounded = async (url: string, options: RequestInit): Promise<Response> => {
    if (Math.abs(clock.nowMs() - failedAtMs) < AFTER_FAILURE_MS)
      throw new Error('its keys could not be had a moment ago');
    try {
      const answer = await fetch(url, options);
      const text = await textIn(answer, { at, write: false, mostBytes: KEYS_MAX_BYTES });
      if (answer.status !== 200 || !text.ok || !holdsKeys(text.value))
        throw new Error(`its keys could not be had: ${answer.status}`);
      return new Response(text.value, { status: 200, headers: { 'content-type': 'application/json' } });
    } catch (error) {
      failedAtMs = clock.nowMs();
      throw error;
    }
  };
  return createRemoteJWKSet(new URL(at), {
    [customFetch]: bounded,
    timeoutDuration: DEADLINE_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: KEYS_FRESH_MS,
  });
};

const holdsKeys = (text: string): boolean => {
  const read = readJson(text, 'keys', 'answer');
  return read.ok && typeof read.value === 'object' && read.value !== null && 'keys' in read.value;
};

const problemOf = (error: unknown, issuer: string): Problem => {
  if (error instanceof errors.JWTExpired) return notKnown('this token has expired', 'sign in again at your provider');
  if (error instanceof errors.JWTClaimValidationFailed) return notKnown(CLAIMS[error.claim] ?? CLAIM);
  if (error instanceof errors.JOSEAlgNotAllowed)
    return notKnown('this token is signed in a way that is not taken here');
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return notKnown('the identity provider knows no key that this token is signed with');
  if (error instanceof errors.JWSSignatureVerificationFailed) return notKnown('the signature of this token is wrong');
  if (error instanceof errors.JWKSTimeout) return unreachable(issuer, 'its keys did not come in time');
  return error instanceof errors.JOSEError && !(error instanceof errors.JWKSInvalid)
    ? notKnown('this is no token of the identity provider')
    : unreachable(issuer, error instanceof Error ? error.message : 'it did not say why');
};

const CLAIM = 'a part of this token is not as it has to be';
const CLAIMS: Readonly<Record<string, string>> = {
  aud: 'this token is for somebody else',
  iss: 'this token is from somebody else',
  nbf: 'this token does not hold yet',
  exp: 'this token does not say until when it holds',
};

const notKnown = (message: string, hint = 'get one from the identity provider for this service'): Problem =>
  problem({ kind: 'refused', code: 'not-known', message, hint });

const unreachable = (issuer: string, why: string): Problem =>
  problem({
    kind: 'unreachable',
    code: 'identity-unreachable',
    path: issuer,
    message: `nobody can say who this is: ${why}`,
    hint: 'try again; tokens of ours work in the meantime: rampart access issue',
  });
