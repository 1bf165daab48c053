import type { Json } from './schemas.ts';

/** Headers that more than one route answers with or heeds, by the name under which they are pointed at. */
const VERSION = { type: 'string', pattern: '^"\\d+"$' };

export const HEADERS: Json = {
  ETag: { description: "the version of the rollout's log", required: true, schema: VERSION, example: '"17"' },
  FlagTag: {
    description: 'the version of the flag, or of all flags together where several are told',
    required: true,
    schema: VERSION,
    example: '"3"',
  },
  ContentTag: {
    description: 'stands for exactly this answer, to whoever asked so',
    required: true,
    schema: { type: 'string' },
    example: '"7-0f3c9a1b2d4e5f60"',
  },
  Link: {
    description: 'the next page, where there is one',
    schema: { type: 'string' },
    example: '</api/v1/rollouts?after=3.new-login>; rel="next"',
  },
};

export const PARAMETERS: Json = {
  Rollout: {
    name: 'rollout',
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 200 },
    example: 'new-login',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'the version that was looked at: nothing is done on any other',
    schema: { type: 'string' },
    example: '"17"',
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'within a day the same key with the same body is answered as it was before, and nothing is done again',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
    example: '4f1c3b1e-6f0f-4a4e-9b57-0c7a6f5c2d11',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'a version that is known already',
    schema: { type: 'string' },
    example: '"17"',
  },
  FlagMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'the version that was looked at, or `*` for any flag that is there: nothing is done on another',
    schema: { type: 'string', pattern: '^(?:"\\d{1,15}"|\\*)$' },
    example: '"3"',
  },
  FlagIsNew: {
    name: 'If-None-Match',
    in: 'header',
    description: '`*`: only where there is no such flag yet',
    schema: { type: 'string', const: '*' },
    example: '*',
  },
  KnownContent: {
    name: 'If-None-Match',
    in: 'header',
    description: 'the tag of an answer that is known already',
    schema: { type: 'string' },
    example: '"7-0f3c9a1b2d4e5f60"',
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'the id of the last event that was heard',
    schema: { type: 'string' },
    example: '1795424400000-17-new-login',
  },
};
