import { problem, type Problem } from '../../core/problem.ts';

export const notKnown = (why: string, hint = 'send a token: Authorization: Bearer …'): Problem =>
  problem({ kind: 'refused', code: 'not-known', message: why, hint });

export const ended = (how: 'revoked' | 'expired'): Problem =>
  notKnown(
    how === 'revoked' ? 'this token was revoked' : 'this token has expired',
    'ask whoever runs this service for another',
  );

export const notAlone = (path: string): Problem =>
  problem({
    kind: 'usage',
    code: 'not-alone',
    path,
    message: 'nobody has a token yet, so nobody could prove who they are to a service that others reach',
    hint: 'issue one first: rampart access issue NAME --grant admin; or leave this out, and it answers this machine alone',
  });

export const oddOrigin = (given: string, why: string): Problem =>
  problem({
    kind: 'usage',
    code: 'odd-origin',
    path: given,
    message: why,
    hint: 'name scheme, host and port as a browser shows them, and nothing behind: https://rampart.example.com',
  });
