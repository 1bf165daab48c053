import { z } from 'zod';
import { Role } from '../../core/access/caller.ts';
import { grantsOf } from '../../core/access/grant.ts';
import { standingOf, type Token } from '../../core/access/token.ts';

/** What is shown of a token: everything but what it can be known by. */
export const TokenRow = z.strictObject({
  id: z.string(),
  name: z.string(),
  grants: z.array(z.string()).meta({ description: `${Role.options.join(', ')}; with @ENVIRONMENT for one alone` }),
  teams: z.array(z.string()),
  knownAs: z.array(z.string()).optional().meta({ description: 'other names and addresses of the same person' }),
  standing: z.enum(['live', 'revoked', 'expired']),
  issuedAtMs: z.number(),
  issuedBy: z.string(),
  expiresAtMs: z.number(),
});
export type TokenRow = z.infer<typeof TokenRow>;

export const rowOf = (token: Token, nowMs: number): TokenRow => ({
  id: token.id,
  name: token.name,
  grants: [...grantsOf(token.roles)],
  teams: [...token.teams],
  ...(token.knownAs.length > 0 ? { knownAs: [...token.knownAs] } : {}),
  standing: standingOf(token, nowMs),
  issuedAtMs: token.atMs,
  issuedBy: token.by,
  expiresAtMs: token.expiresAtMs,
});
