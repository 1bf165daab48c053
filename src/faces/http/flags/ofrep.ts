import { z } from 'zod';
import type { FlagService } from '../../../app/flag-service/service.ts';
import type { Problem } from '../../../core/problem.ts';
import { digestOf } from '../../../core/values/digest.ts';
import { Evaluation } from '../../../ports/evaluator.ts';
import type { Asked } from '../serving.ts';
import { type Around, environmentOf, tagged } from './asked.ts';
import { AskedContext, contextIn } from './context.ts';
import { eventsPath } from './events.ts';
import type { FlagRoute } from './route.ts';

/** All flags for one who asks, and where they are told that they have to ask again. */
export const Evaluations = z.strictObject({
  flags: z.array(Evaluation),
  eventStreams: z.array(
    z.strictObject({ type: z.literal('sse'), endpoint: z.strictObject({ requestUri: z.string() }) }),
  ),
  metadata: z.strictObject({ flagSetId: z.string(), version: z.int() }),
});

/** A question that cannot be answered, in the words of the protocol. */
export const NotEvaluated = z.strictObject({
  key: z.string().optional(),
  errorCode: z.enum(['PARSE_ERROR', 'INVALID_CONTEXT', 'FLAG_NOT_FOUND', 'GENERAL']),
  errorDetails: z.string(),
});
type NotEvaluated = z.infer<typeof NotEvaluated>;

const answered = async (c: Asked, service: FlagService): Promise<Response> => {
  const key = c.req.param('key') ?? '';
  const context = await contextIn(c);
  if (!context.ok) return c.json({ key, ...refused(context.problems) }, 400);
  const given = service.evaluator.one(key, context.value);
  return c.json(given, statusOf(given));
};

const statusOf = (given: Evaluation): 200 | 400 | 404 => {
  if (!('errorCode' in given)) return 200;
  return given.errorCode === 'FLAG_NOT_FOUND' ? 404 : 400;
};

/** The tag is of the flags and of who asks: another context is another answer. */
const answeredAll = async (c: Asked, service: FlagService, { channels }: Around): Promise<Response> => {
  const context = await contextIn(c);
  if (!context.ok) return c.json(refused(context.problems), 400);
  await caughtUp(c, service);
  const tag = `${service.definitions().tag}-${digestOf(context.value).slice(0, 16)}`;
  return tagged(c, tag, () => ({
    flags: service.evaluator.all(context.value),
    eventStreams: [{ type: 'sse', endpoint: { requestUri: eventsPath(c, channels) } }],
    metadata: { flagSetId: environmentOf(c), version: service.now().version },
  }));
};

/** Whoever was told of a change by another process of ours may be faster here than the next look. */
const caughtUp = async (c: Asked, service: FlagService): Promise<void> => {
  const expected = c.req.query('flagConfigEtag');
  if (expected !== undefined && expected !== service.definitions().tag) await service.refresh();
};

/** In the words of the protocol: what is no JSON cannot be parsed, what is no context is invalid. */
const refused = (found: readonly Problem[]): NotEvaluated => ({
  errorCode: found.some(({ code }) => code === 'context-not-json') ? 'PARSE_ERROR' : 'INVALID_CONTEXT',
  errorDetails: found.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '),
});

const Caught = z.strictObject({
  flagConfigEtag: z.string().optional().meta({ description: 'the tag that a change event named' }),
});

const SHOWN = { key: 'new-search', value: true, variant: 'on', reason: 'TARGETING_MATCH' };
const ABOUT = {
  method: 'post',
  group: 'ofrep',
  right: 'evaluate',
  body: AskedContext,
  refuses: NotEvaluated,
  example: { context: { targetingKey: 'ana', plan: 'pro' } },
} as const;

/** The OpenFeature Remote Evaluation Protocol, 0.3: one flag for a server, all of them for a page. */
export const ofrepRoutes: readonly FlagRoute[] = [
  {
    ...ABOUT,
    path: '/ofrep/v1/evaluate/flags/:key',
    id: 'evaluateFlag',
    summary: 'What somebody gets of one flag, as OFREP has it.',
    answers: Evaluation,
    shows: SHOWN,
    answer: answered,
  },
  {
    ...ABOUT,
    path: '/ofrep/v1/evaluate/flags',
    id: 'evaluateFlags',
    summary: 'What somebody gets of all flags, as OFREP has it, and where changes are told.',
    query: Caught,
    answers: Evaluations,
    shows: {
      flags: [SHOWN],
      eventStreams: [
        { type: 'sse', endpoint: { requestUri: '/environments/production/ofrep/v1/channels/hqzlwmrtcvbnxkgd' } },
      ],
      metadata: { flagSetId: 'production', version: 7 },
    },
    tag: 'content',
    answer: answeredAll,
  },
];
