import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import { z } from 'zod';

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'not a SHA-256 digest: 64 hex digits in lower case')
  .meta({ description: 'SHA-256, 64 hex digits' });
export type Sha256 = z.infer<typeof Sha256>;

/** RFC 8785: the one spelling of a JSON value that everybody who hashes it agrees on. */
export const canonicalJson = (value: unknown): string => canonicalize(value) ?? 'null';

export const sha256Hex = (text: string): Sha256 => bytesToHex(sha256(utf8ToBytes(text)));

export const sha256OfBytes = (bytes: Uint8Array): Sha256 => bytesToHex(sha256(bytes));

export const digestOf = (value: unknown): Sha256 => sha256Hex(canonicalJson(value));
