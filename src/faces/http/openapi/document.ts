import type { Operation } from '../../../app/operation.ts';
import { ROWS } from '../api/rows.ts';
import { channelRoute } from '../flags/events.ts';
import { FLAG_BASES, flagRoutes } from '../flags/routes.ts';
import { AGENTS } from './agents.ts';
import { flagPaths } from './flags.ts';
import { HEADERS, PARAMETERS } from './headers.ts';
import { OTHERS } from './others.ts';
import { pathsOf } from './paths.ts';
import { problemResponses, problemSchemas } from './problems.ts';
import { type Json, namesOf, schemasOf, usedIn } from './schemas.ts';

/** Everything that can be asked for, from the rows and the operations behind them, as OpenAPI 3.1. */
export const openApi = (operations: ReadonlyMap<string, Operation>): Json => {
  const names = namesOf(ROWS, operations);
  const flags = flagPaths([...flagRoutes, channelRoute], FLAG_BASES, names);
  const paths = { ...pathsOf(ROWS, operations, names), ...flags, ...OTHERS, ...AGENTS };
  const schemas = { ...schemasOf(names), ...problemSchemas };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Rampart',
      version: '1',
      description:
        'Rollouts, plans and commands, and flags for teams that have no flag system. Each answer on one rollout has an ETag: the version of its log. Problems are application/problem+json, all at once.',
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
  [
    'own flags',
    'flags of our own service, in the paths of the rollout guide; without an environment those of production',
  ],
  ['ofrep', 'the same flags by the OpenFeature Remote Evaluation Protocol 0.3, for the SDKs of programs'],
  ['agents', 'the model context protocol'],
];

const SECURITY: Json = {
  token: { type: 'http', scheme: 'bearer' },
  session: { type: 'apiKey', in: 'cookie', name: 'rampart_session' },
};
