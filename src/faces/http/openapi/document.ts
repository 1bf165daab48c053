import type { Operation } from '../../../app/operation.ts';
import { ROWS } from '../api/rows.ts';
import { OTHERS } from './others.ts';
import { pathsOf } from './paths.ts';
import { problemResponses, problemSchemas } from './problems.ts';
import { type Json, namesOf, schemasOf, usedIn } from './schemas.ts';

/** Everything that can be asked for, from the rows and the operations behind them, as OpenAPI 3.1. */
export const openApi = (operations: ReadonlyMap<string, Operation>): Json => {
  const names = namesOf(ROWS, operations);
  const paths = { ...pathsOf(ROWS, operations, names), ...OTHERS };
  const schemas = { ...schemasOf(names), ...problemSchemas };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Rampart',
      version: '1',
      description:
        'Rollouts, plans and commands. Each answer on one rollout has an ETag: the version of its log. Problems are application/problem+json, all at once.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'where this document was read' }],
    security: [{ token: [] }, { session: [] }, {}],
    tags: TAGS.map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: usedIn({ paths, problemResponses }, schemas),
      responses: problemResponses,
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: SECURITY,
    },
  };
};

const TAGS: readonly (readonly [string, string])[] = [
  ['rollouts', 'where rollouts stand, and why'],
  ['commands', 'what people say to a rollout'],
  ['programs', 'several plans in their order'],
  ['flags', 'flags as they are held now'],
  ['judgement', 'documents that are sent, judged; nothing is kept'],
  ['events', 'what happens, as it happens'],
  ['status', 'how the service and its rollouts are'],
  ['access', 'who may ask for what'],
];

const VERSION = { type: 'string', pattern: '^"\\d+"$' };

const HEADERS: Json = {
  ETag: { description: "the version of the rollout's log", required: true, schema: VERSION, example: '"17"' },
  Link: {
    description: 'the next page, where there is one',
    schema: { type: 'string' },
    example: '</api/v1/rollouts?after=3.new-login>; rel="next"',
  },
};

const PARAMETERS: Json = {
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
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'the id of the last event that was heard',
    schema: { type: 'string' },
    example: '1795424400000-17-new-login',
  },
};

const SECURITY: Json = {
  token: { type: 'http', scheme: 'bearer' },
  session: { type: 'apiKey', in: 'cookie', name: 'rampart_session' },
};
