import { Push } from '../../../core/series/push.ts';
import { failing } from './problems.ts';
import { takes } from './rights.ts';
import { type Json, ref, sentAs } from './schemas.ts';

/** What the service answers beside the operations. */
const json = (schema: Json): Json => ({ 'application/json': { schema } });

type Words = { readonly id: string; readonly tag: string; readonly summary: string };

const got = ({ id, tag, summary }: Words, responses: Json, more: Json = {}): Json => ({
  get: { operationId: id, tags: [tag], summary, ...more, responses },
});

const ANYBODY = { security: [{}] };

const NOT_READY = { status: 'not-ready', why: 'the event log has moved, and this process was not told where' };

const healthy = (id: string, summary: string): Json =>
  got(
    { id, tag: 'status', summary },
    {
      200: {
        description: 'It is.',
        content: { 'application/json': { schema: ref('Health'), example: { status: 'ok' } } },
      },
      503: {
        description: 'It is not.',
        content: { 'application/json': { schema: ref('Health'), example: NOT_READY } },
      },
      '4XX': { $ref: '#/components/responses/Problem400' },
    },
    ANYBODY,
  );

const ROLLOUT = { $ref: '#/components/parameters/Rollout' };
const ENVIRONMENT = {
  name: 'environment',
  in: 'query',
  description: 'only those of this environment; may be repeated',
  required: false,
  schema: { type: 'array', items: { type: 'string' } },
};
const AFTER = { $ref: '#/components/parameters/LastEventId' };

const stream = (id: string, summary: string, more: Json): Json =>
  got(
    { id, tag: 'events', summary },
    {
      200: {
        description: 'A stream of server-sent events. The data of each `event: event` is one `Heard`.',
        content: { 'text/event-stream': { schema: ref('Heard') } },
      },
      ...failing(400, 401, 403, 404, 429),
    },
    more,
  );

const ME = {
  type: 'object',
  properties: {
    schemaVersion: { const: 1 },
    name: { type: 'string' },
    roles: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
    teams: { type: 'array', items: { type: 'string' } },
    knownAs: { type: 'array', items: { type: 'string' } },
    proof: { type: 'string' },
    expiresAtMs: { type: 'number' },
  },
  required: ['schemaVersion', 'name', 'roles', 'teams'],
};

const signed = (name: string): Json => ({
  name,
  in: 'header',
  description: 'as Standard Webhooks has it, where the hook has a secret',
  schema: { type: 'string' },
});

const LABELS = { type: 'object', additionalProperties: { type: 'string' } };
const ALERT = { labels: { rollout: 'new-login', severity: 'critical' }, message: 'refunds are wrong' };
const ALERTS = {
  description: 'What Alertmanager posts, one alert in a few words, or numbers, as the hook says.',
  anyOf: [
    { type: 'object', properties: { labels: LABELS, message: { type: 'string' } }, required: ['labels'] },
    {
      type: 'object',
      properties: {
        alerts: {
          type: 'array',
          items: {
            type: 'object',
            properties: { status: { enum: ['firing', 'resolved'] }, labels: LABELS, annotations: LABELS },
            required: ['status', 'labels'],
          },
        },
      },
      required: ['alerts'],
    },
    sentAs(Push),
  ],
};

const TOKEN = { type: 'object', properties: { token: { type: 'string' } }, required: ['token'] };

export const OTHERS: Readonly<Record<string, Json>> = {
  '/health': healthy('health', 'Whether the service is there, and its log with it.'),
  '/health/live': healthy('live', 'Whether this process answers.'),
  '/health/ready': healthy('ready', 'Whether its log answers too.'),
  '/openapi.json': got(
    { id: 'openapi', tag: 'status', summary: 'This document.' },
    {
      200: { description: 'OpenAPI 3.1.', content: json({ type: 'object' }) },
      '4XX': { $ref: '#/components/responses/Problem400' },
    },
    ANYBODY,
  ),
  '/status.json': got(
    {
      id: 'serviceStatus',
      tag: 'status',
      summary: 'How the rollouts are that the caller may look at, the troubled first.',
    },
    { 200: { description: 'Those that are not over.', content: json(ref('ServiceStatus')) }, ...failing(401, 403) },
    { description: takes('look', 'in some environment'), parameters: [ENVIRONMENT] },
  ),
  '/ops/status.json': got(
    { id: 'opsStatus', tag: 'status', summary: 'How the service is: its log, its turns, the flag systems.' },
    { 200: { description: 'Numbers of this process.', content: json(ref('OpsStatus')) }, ...failing(401, 403) },
    { description: takes('look', 'in all environments') },
  ),
  '/metrics': got(
    { id: 'metrics', tag: 'status', summary: 'The same and more, for Prometheus.' },
    {
      200: { description: 'The text format of Prometheus.', content: { 'text/plain': { schema: { type: 'string' } } } },
      ...failing(401, 403),
    },
    { description: takes('look', 'in all environments') },
  ),
  '/api/v1/events': stream('events', 'What happens in any rollout that the caller may look at, as it happens.', {
    description: takes('look', 'in some environment'),
    parameters: [AFTER],
  }),
  '/api/v1/rollouts/{rollout}/events': stream('rolloutEvents', 'What happens in one rollout.', {
    description: takes('look', 'in the environment of the rollout'),
    parameters: [ROLLOUT, AFTER],
  }),
  '/hooks/{name}': {
    post: {
      operationId: 'hear',
      tags: ['events'],
      summary: 'Tells that all is not well, or what was counted: what becomes of it, the hooks of this service say.',
      security: [{ token: [] }, {}],
      parameters: [
        {
          name: 'name',
          in: 'path',
          required: true,
          schema: { type: 'string', minLength: 1, maxLength: 80 },
          example: 'alerts',
        },
        ...['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(signed),
      ],
      requestBody: { required: true, content: { 'application/json': { schema: ALERTS, example: ALERT } } },
      responses: {
        200: {
          description: 'What was done, and what was passed over; or how many of the numbers are new.',
          content: json({ anyOf: [ref('Heeded'), ref('KeptPush')] }),
        },
        ...failing(400, 401, 403, 404, 409, 413, 422, 429),
      },
    },
  },
  '/api/v1/me': got(
    { id: 'me', tag: 'access', summary: 'Who asks, and what they may do.' },
    {
      200: { description: 'The caller.', content: json(ME) },
      ...failing(401),
    },
  ),
  '/session': {
    post: {
      operationId: 'signIn',
      tags: ['access'],
      summary: 'Begins a session of a browser, with a token.',
      security: [{}],
      requestBody: { required: true, content: { 'application/json': { schema: TOKEN, example: { token: 'rmp_…' } } } },
      responses: { 201: { description: 'The caller, and a cookie.', content: json(ME) }, ...failing(400, 401, 403) },
    },
    delete: {
      operationId: 'signOut',
      tags: ['access'],
      summary: 'Ends a session.',
      responses: { 204: { description: 'It is over.' }, ...failing(401, 403) },
    },
  },
};
