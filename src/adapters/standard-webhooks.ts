import { createHmac, timingSafeEqual } from 'node:crypto';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import type { Signature } from '../ports/signature.ts';

/** A key as Standard Webhooks writes it: base64 of 24 to 64 bytes, with `whsec_` before it or without. */
export const keyIn = (secret: string, name: string): Result<Buffer> => {
  const written = secret.replace(/^whsec_/, '');
  const key = Buffer.from(written, 'base64');
  const isWhole = key.toString('base64').replace(/=+$/, '') === written.replace(/=+$/, '');
  return isWhole && key.length >= 24 && key.length <= 64 ? ok(key) : failed(noKey(name));
};

/** Over the time as well, so that nobody can say it again tomorrow. */
export const signatureOf = (key: Buffer, id: string, timestamp: string, body: string): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;

/** Checks with a key, or with any of several that stand in one secret, a blank between them. */
export const signature = (secret: string, name: string): Result<Signature> => {
  const keys = secret
    .trim()
    .split(/\s+/)
    .map((one) => keyIn(one, name));
  const problems = keys.flatMap((key) => (key.ok ? [] : key.problems));
  if (problems.length > 0) return failed(...problems);
  const sound = keys.flatMap((key) => (key.ok ? [key.value] : []));
  return ok({
    isOf: ({ id, timestamp, body }, given) => {
      const right = sound.map((key) => signatureOf(key, id, timestamp, body));
      const said = given.split(' ').slice(0, MOST_SIGNATURES);
      return right.some((one) => said.some((other) => isSame(one, other)));
    },
  });
};

const MOST_SIGNATURES = 10;

const isSame = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
};

const noKey = (name: string) =>
  problem({
    kind: 'usage',
    code: 'secret-odd',
    path: name,
    message: 'is not base64 of 24 to 64 bytes',
    hint: 'make one with: openssl rand -base64 32',
  });
