import { status, type StatusObject } from '@grpc/grpc-js';
import { isError, type Problem, type ProblemKind } from '../../../core/problem.ts';
import { plainLine } from '../../../core/values/quote.ts';
import { fault } from '../problem.ts';

/** How each kind of problem is told in gRPC. */
const BY_KIND: Readonly<Record<ProblemKind, status>> = {
  usage: status.INVALID_ARGUMENT,
  invalid: status.INVALID_ARGUMENT,
  stale: status.FAILED_PRECONDITION,
  refused: status.PERMISSION_DENIED,
  locked: status.RESOURCE_EXHAUSTED,
  unreachable: status.UNAVAILABLE,
  'rolled-back': status.FAILED_PRECONDITION,
  interrupted: status.UNAVAILABLE,
  internal: status.INTERNAL,
};

const BY_CODE: Readonly<Record<string, status>> = {
  'not-known': status.UNAUTHENTICATED,
  'no-such-environment': status.NOT_FOUND,
  'too-many': status.RESOURCE_EXHAUSTED,
};

/** The first problem, on one line: it travels in a header. */
export const statusOf = (found: readonly Problem[]): Pick<StatusObject, 'code' | 'details'> => {
  const { kind, code, message, hint } = found.find(isError) ?? found[0] ?? fault();
  return { code: BY_CODE[code] ?? BY_KIND[kind], details: plainLine(`${message}: ${hint}`) };
};
