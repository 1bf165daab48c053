import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isError, type Problem, problem, type ProblemKind } from '../../core/problem.ts';

/** How each kind of problem is told in HTTP. `refused` is a rule of the plan, not of the caller's rights. */
const STATUS: Readonly<Record<ProblemKind, ContentfulStatusCode>> = {
  usage: 400,
  invalid: 422,
  stale: 409,
  refused: 409,
  locked: 409,
  unreachable: 502,
  'rolled-back': 409,
  interrupted: 503,
  internal: 500,
};

/** Problems that have a status of their own. */
const BY_CODE: Readonly<Record<string, ContentfulStatusCode>> = {
  'no-such-rollout': 404,
  'no-such-flag': 404,
  'no-such-token': 404,
  'not-here': 404,
  'not-known': 401,
  'not-signed': 401,
  'not-yours': 403,
  elsewhere: 403,
  forged: 403,
  exposed: 403,
  'too-large': 413,
  'wrong-type': 415,
  'too-many': 429,
  'moved-on': 412,
  'flag-moved': 412,
  'flags-moved': 412,
  'no-such-environment': 404,
  'say-which': 428,
};

/** All problems at once, as RFC 9457 has them: the first is the title, the whole of them stand beside. */
export const problems = (c: Context, found: readonly Problem[]): Response => {
  const first = found.find(isError) ?? found[0] ?? UNSAID;
  const status = BY_CODE[first.code] ?? STATUS[first.kind];
  const body = {
    type: `urn:rampart:problem:${first.code}`,
    title: first.message,
    status,
    detail: first.hint,
    problems: found.map(({ kind, code, path, message, hint, severity }) => ({
      kind,
      code,
      path,
      message,
      hint,
      severity,
    })),
  };
  const asks = status === 401 ? { 'www-authenticate': 'Bearer' } : {};
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json', ...asks });
};

const UNSAID = problem({
  kind: 'internal',
  code: 'bug',
  message: 'something failed and did not say why',
  hint: 'this is a fault in Rampart: please report it',
});

/** A fault of ours: told as one, without what is inside. */
export const fault = (): Problem => ({ ...UNSAID, message: 'something went wrong inside' });

export const notHere = (path: string): Problem =>
  problem({ kind: 'usage', code: 'not-here', path, message: 'nothing is found there', hint: 'see /openapi.json' });

export const notYours = (right: string, environment: string): Problem =>
  problem({
    kind: 'refused',
    code: 'not-yours',
    message: `this asks for the right to ${right}${environment === '*' ? '' : ` in ${environment}`}`,
    hint: 'ask whoever runs this service for a role that has it',
  });
