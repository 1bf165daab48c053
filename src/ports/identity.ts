import type { Claims } from '../core/access/claims.ts';
import type { Result } from '../core/problem.ts';

/** Who vouches for people. A token is verified whole, or it is a problem: signature, issuer, audience, time. */
export type IdentityProvider = { readonly verify: (token: string) => Promise<Result<Claims>> };
