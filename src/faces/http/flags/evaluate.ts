import type { Hono } from 'hono';
import { flagSetProblems } from '../../../core/flagset/problems.ts';
import type { FlagService } from '../../../app/flag-service/service.ts';
import type { Evaluation, EvaluationContext } from '../../../ports/evaluator.ts';
import { problems } from '../problem.ts';
import type { Asked, Env } from '../serving.ts';
import { allowed, type Around } from './asked.ts';
import { contextIn } from './ofrep.ts';

/** What a user gets, for people who want to know: the rollout guide calls a user `user_id`. */
export const evaluate = (app: Hono<Env>, base: string, around: Around): void => {
  app.post(`${base}/feature-flags/evaluate`, async (c) =>
    asked(c, around, ({ evaluator, now }, context) => {
      const { flags, version } = now();
      const given = evaluator
        .all(context)
        .map((one) => shown(one, flags.get(one.key)?.stored.definition.defaultVariant));
      return c.json({ schemaVersion: 1, version, flags: given });
    }),
  );
  app.post(`${base}/feature-flags/evaluate/:name`, async (c) =>
    asked(c, around, ({ evaluator, now }, context) => {
      const kept = now().flags.get(c.req.param('name'));
      if (!kept) return problems(c, [flagSetProblems.missing(c.req.param('name'), now().flags.keys())]);
      return c.json(shown(evaluator.one(kept.key, context), kept.stored.definition.defaultVariant));
    }),
  );
};

const asked = async (
  c: Asked,
  around: Around,
  answer: (service: FlagService, context: EvaluationContext) => Response,
): Promise<Response> => {
  const service = await allowed(c, 'evaluate', around);
  if (!service.ok) return problems(c, service.problems);
  const context = await contextIn(c);
  if (!context.ok) return problems(c, context.problems);
  const { user_id: user, targetingKey = user, ...rest } = context.value;
  return answer(service.value, { ...rest, ...(user === undefined ? {} : { user_id: user }), targetingKey });
};

/** Whether they have it: get anything but what those get who do not. */
const shown = (given: Evaluation, without: string | undefined) => {
  const { key, ...rest } = given;
  return { name: key, enabled: 'variant' in given && given.variant !== without, ...rest };
};
