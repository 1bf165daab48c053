import { z } from 'zod';
import { Opinion } from '../assessment/opinion.ts';
import type { Result } from '../problem.ts';
import { checked } from '../values/issues.ts';
import { readJson } from '../values/json.ts';

/** The schema of an answer, as JSON Schema. */
export const opinionSchema = (): Record<string, unknown> => z.toJSONSchema(Opinion, { io: 'input' });

/** An opinion from text that anybody wrote, or all that keeps it from being one. */
export const readOpinion = (text: string, source: string): Result<Opinion> => {
  const json = readJson(text, 'opinion', source);
  return json.ok ? checked(Opinion, json.value, 'opinion') : json;
};
