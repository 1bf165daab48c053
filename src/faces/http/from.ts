import { isLoopback } from '../../core/values/loopback.ts';
import type { Reach } from './reach.ts';
import type { Asked } from './serving.ts';

/** Whose request it is. Without a socket nothing is bound at all. */
export const addressOf = (c: Asked, reach: Reach): string | undefined => {
  const env: Asked['env'] | undefined = c.env;
  return seenFrom(env?.incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'), reach);
};

/**
 * The address that asks. Behind a proxy, which `--origin` says there is, the one that the proxy saw: the last it added, for
 * those before it are words of whoever asks. Somebody who comes from elsewhere is no proxy of ours.
 */
export const seenFrom = (
  peer: string | undefined,
  forwarded: string | undefined,
  { origins }: Reach,
): string | undefined => {
  if (peer === undefined || origins.length === 0 || !isNear(peer)) return peer;
  const seen = forwarded?.split(',').at(-1)?.trim();
  return seen !== undefined && /^[0-9a-f.:]{2,45}$/i.test(seen) ? seen : peer;
};

/** This machine, or a network of one's own. */
const isNear = (address: string): boolean => {
  const plain = address.replace(/^::ffff:/, '');
  return isLoopback(plain) || /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][0-9a-f]{2}:)/i.test(plain);
};
