import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { DEFAULT_ENVIRONMENT } from '../../../core/policy/names.ts';
import { failed, ok, problem, type Problem, type Result } from '../../../core/problem.ts';
import { fieldsIn, messageOf, textIn } from './wire.ts';

const bytes = (value: Buffer): Buffer => value;

/** Messages come and go as bytes: nothing is read of them before it is known who asks, and one answer is made for many. */
const method = (name: string, isStream = false): MethodDefinition<Buffer, Buffer> => ({
  path: `/flagd.sync.v1.FlagSyncService/${name}`,
  requestStream: false,
  responseStream: isStream,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});

/** The service that flagd, and whatever evaluates as flagd does, asks for definitions. */
export const FLAG_SYNC = {
  SyncFlags: method('SyncFlags', true),
  FetchAllFlags: method('FetchAllFlags'),
  GetMetadata: method('GetMetadata'),
} satisfies ServiceDefinition;

/** The header in which newer clients say their selector; older ones say it in the message, and some in both. */
export const SELECTOR = 'flagd-selector';

/** What a client says of itself, and the environment that it wants the flags of. */
export type Wanted = { readonly provider: string; readonly environment: string };

/** What flagd calls a selector is an environment here, alone or as `flagSetId=NAME`; without one, where users are. */
export const wantedIn = (message: Uint8Array, headers: readonly string[]): Result<Wanted> => {
  const fields = fieldsIn(message);
  const [provider, selector] = [1, 2].map((field) => fields && textIn(fields, field));
  if (provider === undefined || selector === undefined) return failed(noMessage());
  const [one = '', ...more] = new Set([...headers, selector].filter((said) => said !== ''));
  if (more.length > 0) return failed(twoSelectors());
  return ok({ provider, environment: one === '' ? DEFAULT_ENVIRONMENT : one.replace(/^flagSetId=/, '') });
};

/** All flags in one document: what is told on a stream, and what is fetched, are one message. */
export const configuration = (document: string): Buffer => messageOf(1, document);

/**
 * Clients mix what they are told here into the context of every evaluation, and would differ from the service by it: so
 * there is nothing in it.
 */
export const NO_METADATA: Buffer = Buffer.alloc(0);

const noMessage = (): Problem =>
  problem({
    kind: 'usage',
    code: 'no-message',
    message: 'this is no message of flagd.sync.v1',
    hint: 'ask with a client of flagd',
  });

const twoSelectors = (): Problem =>
  problem({
    kind: 'usage',
    code: 'two-selectors',
    path: SELECTOR,
    message: 'header and message name different environments',
    hint: `name one: as ${SELECTOR}, or as the selector of the message`,
  });
