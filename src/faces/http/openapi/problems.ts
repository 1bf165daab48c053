import { type Json, ref } from './schemas.ts';

/** What can go wrong, by status. Which of it is meant stands in `type` and in each of `problems`. */
const STATUSES = {
  400: 'What was said cannot be understood.',
  401: 'Nobody knows who asks.',
  403: 'Whoever asks may not ask for this.',
  404: 'There is nothing of that name, or nothing that the caller may know of.',
  409: 'A rule of the plan or the state of the rollout stands against it; nothing was changed.',
  412: 'Something has happened in this rollout since it was looked at; nothing was changed.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'A document is not valid, or a key was used for something else before.',
  428: 'This service wants to know which version was looked at.',
  429: 'Too much at once.',
  502: 'A flag system or a metric source does not answer; the same may be asked again.',
} as const;

export type Failing = keyof typeof STATUSES;

const CONTENT = { 'application/problem+json': { schema: ref('ProblemDocument') } };

export const problemResponses: Json = Object.fromEntries(
  Object.entries(STATUSES).map(([status, description]) => [`Problem${status}`, { description, content: CONTENT }]),
);

/** The responses of one route that tell what is wrong. */
export const failing = (...statuses: readonly Failing[]): Json => ({
  ...Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }])),
  default: { description: 'Something else went wrong.', content: CONTENT },
});

export const problemSchemas: Readonly<Record<string, Json>> = {
  Problem: {
    type: 'object',
    description: 'One thing that is wrong or remarkable, with a way out.',
    properties: {
      kind: { type: 'string', examples: ['refused'] },
      code: { type: 'string', examples: ['moved-on'] },
      path: { type: 'string', description: 'where in what was sent' },
      message: { type: 'string' },
      hint: { type: 'string', description: 'what to do about it' },
      severity: { type: 'string', enum: ['error', 'warning'] },
    },
    required: ['kind', 'code', 'message', 'hint'],
  },
  ProblemDocument: {
    type: 'object',
    description: 'All that is wrong, at once: RFC 9457.',
    properties: {
      type: { type: 'string', pattern: '^urn:rampart:problem:', examples: ['urn:rampart:problem:moved-on'] },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string', description: 'what to do about the first of them' },
      problems: { type: 'array', minItems: 1, items: ref('Problem') },
    },
    required: ['type', 'title', 'status', 'problems'],
  },
};
