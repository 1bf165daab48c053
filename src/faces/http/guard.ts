import type { Problem } from '../../core/problem.ts';
import { mayIn, maySomewhere, type Right } from './caller.ts';
import { notYours } from './problem.ts';
import type { Asked, Serving } from './serving.ts';

/** No environment can be called so: a right in any of them is enough. */
export const SOMEWHERE = '\n';

/** Undefined where the caller has the right; else the refusal, which is written down. `SOMEWHERE`: in any. */
export const refusalOf = async (
  c: Asked,
  right: Right,
  environment: string,
  { refused }: Serving,
): Promise<Problem | undefined> => {
  const caller = c.get('caller');
  if (environment === SOMEWHERE ? maySomewhere(caller, right) : mayIn(caller, right, environment)) return undefined;
  const { method, path } = c.req;
  const where = environment === SOMEWHERE ? '*' : environment;
  const found = notYours(right, where);
  await refused(caller, { method, path, right, environment: where, why: found.message });
  return found;
};
