import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { http, HttpResponse } from 'msw/http';
import { onTestFinished } from 'vitest';
import { network } from '../network.ts';

export const ISSUER = 'https://id.example.com/team';
export const AUDIENCE = 'rampart';

type Key = { readonly kid: string; readonly alg: string; readonly pair: Awaited<ReturnType<typeof generateKeyPair>> };

export type Issuer = {
  /** A token as the provider signs it: what is said here lies over what is usual; undefined takes it out. */
  readonly sign: (claims?: Readonly<Record<string, unknown>>, with_?: { readonly kid?: string }) => Promise<string>;
  /** Signs with a new key from now on, and publishes no other. */
  readonly rotate: () => Promise<void>;
  /** As anybody can read it. */
  readonly publicKey: () => Promise<string>;
  /** How often its keys were asked for. */
  readonly asked: { discovery: number; keys: number };
  /** What it says of itself instead; a status, where it fails. */
  readonly says: { discovery?: unknown; keys?: unknown; status?: number };
  readonly nowMs: number;
};

export const NOW = Date.UTC(2026, 2, 2, 9);

/** A provider of our own, from the documents of OpenID Connect Discovery 1.0 and RFC 7517. */
export const anIssuer = async (alg = 'RS256'): Promise<Issuer> => {
  const asked = { discovery: 0, keys: 0 };
  const says: Issuer['says'] = {};
  let key = await newKey('one', alg);
  network.use(
    http.get(`${ISSUER}/.well-known/openid-configuration`, () => {
      asked.discovery += 1;
      if (says.status) return new HttpResponse(null, { status: says.status });
      return HttpResponse.json((says.discovery ?? { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` }) as object);
    }),
    http.get(`${ISSUER}/keys`, async () => {
      asked.keys += 1;
      if (says.status) return new HttpResponse(null, { status: says.status });
      return HttpResponse.json((says.keys ?? { keys: [await published(key)] }) as object);
    }),
  );
  onTestFinished(() => network.resetHandlers());
  return {
    asked,
    says,
    nowMs: NOW,
    rotate: async () => void (key = await newKey('two', alg)),
    publicKey: () => exportSPKI(key.pair.publicKey),
    sign: async (claims = {}, { kid = key.kid } = {}) => {
      const usual = { iss: ISSUER, aud: AUDIENCE, sub: 'u-1', email: 'ada@example.com', email_verified: true };
      const times = { iat: NOW / 1000, exp: NOW / 1000 + 3600 };
      const all = Object.entries({ ...usual, ...times, ...claims }).filter(([, value]) => value !== undefined);
      return new SignJWT(Object.fromEntries(all)).setProtectedHeader({ alg, kid }).sign(key.pair.privateKey);
    },
  };
};

const newKey = async (kid: string, alg: string): Promise<Key> => ({
  kid,
  alg,
  pair: await generateKeyPair(alg, { extractable: true }),
});

const published = async ({ kid, alg, pair }: Key) => ({ ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' });
