import { z } from 'zod';
import { flagSetProblems } from '../../../core/flagset/problems.ts';
import type { FlagService } from '../../../app/flag-service/service.ts';
import { Evaluation, type EvaluationContext } from '../../../ports/evaluator.ts';
import { problems } from '../problem.ts';
import type { Asked } from '../serving.ts';
import { nameIn } from './asked.ts';
import { AskedContext, contextIn } from './context.ts';
import type { FlagRoute } from './route.ts';

const [Given, NotGiven] = Evaluation.options;
const known = { name: z.string(), enabled: z.boolean().meta({ description: 'they get it: anything but the default' }) };

/** What somebody gets of a flag, as the rollout guide names it. */
export const FlagGiven = z.union([Given.omit({ key: true }).extend(known), NotGiven.omit({ key: true }).extend(known)]);
type FlagGiven = z.infer<typeof FlagGiven>;

export const FlagsGiven = z.strictObject({
  schemaVersion: z.literal(1),
  version: z.int().meta({ description: 'of all flags of this environment together' }),
  flags: z.array(FlagGiven),
});
type FlagsGiven = z.infer<typeof FlagsGiven>;

const all = (c: Asked, { evaluator, now }: FlagService, context: EvaluationContext): Response => {
  const { flags, version } = now();
  const given = evaluator.all(context).map((one) => shown(one, flags.get(one.key)?.stored.definition.defaultVariant));
  return c.json({ schemaVersion: 1, version, flags: given } satisfies FlagsGiven);
};

const one = (c: Asked, { evaluator, now }: FlagService, context: EvaluationContext): Response => {
  const kept = now().flags.get(nameIn(c));
  if (!kept) return problems(c, [flagSetProblems.missing(nameIn(c), now().flags.keys())]);
  return c.json(shown(evaluator.one(kept.key, context), kept.stored.definition.defaultVariant));
};

const asked = async (c: Asked, service: FlagService, answer: typeof all): Promise<Response> => {
  const context = await contextIn(c);
  if (!context.ok) return problems(c, context.problems);
  const { user_id: user, targetingKey = user, ...rest } = context.value;
  return answer(c, service, { ...rest, ...(user === undefined ? {} : { user_id: user }), targetingKey });
};

/** Whether they have it: get anything but what those get who do not. */
const shown = (given: Evaluation, without: string | undefined): FlagGiven => {
  const { key, ...rest } = given;
  return { name: key, enabled: 'variant' in given && given.variant !== without, ...rest };
};

const SHOWN = { name: 'new-search', enabled: true, value: true, variant: 'on', reason: 'TARGETING_MATCH' };
const ABOUT = {
  method: 'post',
  group: 'own flags',
  right: 'evaluate',
  body: AskedContext,
  example: { context: { user_id: 'ana', plan: 'pro' } },
} as const;

/** What a user gets, for people who want to know: the rollout guide calls a user `user_id`. */
export const evaluateRoutes: readonly FlagRoute[] = [
  {
    ...ABOUT,
    path: '/feature-flags/evaluate',
    id: 'evaluateOwnFlags',
    summary: 'What somebody gets of every flag, and why.',
    answers: FlagsGiven,
    shows: { schemaVersion: 1, version: 7, flags: [SHOWN] },
    answer: (c, service) => asked(c, service, all),
  },
  {
    ...ABOUT,
    path: '/feature-flags/evaluate/:name',
    id: 'evaluateOwnFlag',
    summary: 'What somebody gets of one flag, and why.',
    answers: FlagGiven,
    shows: SHOWN,
    answer: (c, service) => asked(c, service, one),
  },
];
