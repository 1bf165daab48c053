import { failing } from './problems.ts';
import { type Json, ref } from './schemas.ts';

/** The model context protocol has a description of its own; here stands only how its messages come and go. */
const VERSION = { const: '2.0' };
const ID = { type: ['string', 'integer', 'null'] };

const MESSAGE = {
  type: 'object',
  description: 'A request or a notification of JSON-RPC 2.0, by the specification of the protocol.',
  properties: { jsonrpc: VERSION, id: ID, method: { type: 'string' }, params: { type: 'object' } },
  required: ['jsonrpc', 'method'],
};

const ERROR = {
  type: 'object',
  properties: { code: { type: 'integer' }, message: { type: 'string' }, data: {} },
  required: ['code', 'message'],
};

const ANSWER = {
  type: 'object',
  description: 'The result of a request, or what was wrong with it.',
  properties: { jsonrpc: VERSION, id: ID, result: { type: 'object' }, error: ERROR },
  required: ['jsonrpc'],
};

const REFUSAL = { ...ANSWER, required: ['jsonrpc', 'error'] };

/** What the protocol refuses it says in its own words; who may not come in is told so by us. */
const refusal = (description: string): Json => ({
  description,
  content: {
    'application/json': { schema: REFUSAL },
    'application/problem+json': { schema: ref('ProblemDocument') },
  },
});

const CALL = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_rollouts', arguments: {} } };
const SAID = { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: '{"rollouts": []}' }] } };

const RIGHTS =
  'Takes a caller who is known. A tool takes the rights of what it does: one that acts is shown to nobody else, and a person agrees each time.';

const closed = (method: 'Get' | 'Delete', summary: string): Json => ({
  operationId: `agents${method}`,
  tags: ['agents'],
  summary,
  description: 'Takes a caller who is known.',
  responses: { 405: refusal('There is no session: each message is answered by itself.'), ...failing(401, 429) },
});

export const AGENTS: Readonly<Record<string, Json>> = {
  '/mcp': {
    post: {
      operationId: 'agents',
      tags: ['agents'],
      summary: 'A message of the model context protocol, over streamable HTTP.',
      description: RIGHTS,
      parameters: [
        {
          name: 'Accept',
          in: 'header',
          description: 'both `application/json` and `text/event-stream`',
          schema: { type: 'string' },
          example: 'application/json, text/event-stream',
        },
      ],
      requestBody: { required: true, content: { 'application/json': { schema: MESSAGE, example: CALL } } },
      responses: {
        200: {
          description: 'The answer; as a stream where there is news on the way.',
          content: {
            'application/json': { schema: ANSWER, example: SAID },
            'text/event-stream': { schema: ANSWER },
          },
        },
        202: { description: 'A notification was heard.' },
        400: refusal('This is no message of the protocol.'),
        404: refusal('There is no such method.'),
        406: refusal('The client takes no answer that there is.'),
        ...failing(401, 413, 415, 429),
      },
    },
    get: closed('Get', 'Nothing is told that was not asked for.'),
    delete: closed('Delete', 'There is no session that could be ended.'),
  },
};
