import type { Problem } from '../../core/problem.ts';
import { mayIn, maySomewhere, type Right } from './caller.ts';
import { notYours } from './problem.ts';
import type { Asked, Serving } from './serving.ts';

/** Undefined where the caller has the right; else the refusal, which is written down. `some`: in any environment. */
export const refusalOf = async (
  c: Asked,
  right: Right,
  environment: string,
  { refused }: Serving,
): Promise<Problem | undefined> => {
  const caller = c.get('caller');
  if (environment === 'some' ? maySomewhere(caller, right) : mayIn(caller, right, environment)) return undefined;
  const { method, path } = c.req;
  const found = notYours(right, environment === 'some' ? '*' : environment);
  await refused(caller, { method, path, right, environment, why: found.message });
  return found;
};
