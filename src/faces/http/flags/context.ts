import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../../../core/problem.ts';
import { readJson } from '../../../core/values/json.ts';
import type { EvaluationContext } from '../../../ports/evaluator.ts';
import type { Asked } from '../serving.ts';

const MOST_CHARACTERS = 64 * 1024;
const MOST_KEY = 2000;

/** What `contextIn` reads, for the document: a test holds the two against each other. */
export const AskedContext = z.looseObject({
  context: z
    .looseObject({
      targetingKey: z.string().max(MOST_KEY).optional().meta({ description: 'whom shares are drawn by' }),
    })
    .optional()
    .meta({ description: 'who asks: whatever rules may look at' }),
});

/**
 * Read within bounds, because rules look at it. Without a targeting key nobody is anybody: in no share, but in every flag
 * that needs none. By hand, because every evaluation goes through here.
 */
export const contextIn = async (c: Asked): Promise<Result<EvaluationContext>> => {
  const text = await c.req.text();
  if (text.length > MOST_CHARACTERS) return failed(tooLong());
  const json = readJson(text, 'context', 'the body');
  if (!json.ok) return json;
  const context = isTable(json.value) ? (json.value['context'] ?? {}) : undefined;
  if (!isTable(context)) return failed(noContext('context', 'a context is an object'));
  const { targetingKey: key } = context;
  const isKey = key === undefined || (typeof key === 'string' && key.length <= MOST_KEY);
  return isKey ? ok(context) : failed(noContext('context.targetingKey', `a text of at most ${MOST_KEY} characters`));
};

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const noContext = (path: string, message: string): Problem =>
  problem({ kind: 'invalid', code: 'no-context', path, message, hint: 'as in {"context": {"targetingKey": "ana"}}' });

const tooLong = (): Problem =>
  problem({
    kind: 'usage',
    code: 'context-too-long',
    message: `a context may have ${MOST_CHARACTERS} characters`,
    hint: 'send what rules look at, and nothing else',
  });
