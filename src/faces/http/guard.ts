import { problem, type Problem } from '../../core/problem.ts';
import { mayIn, maySomewhere, type Right } from './caller.ts';
import { notYours } from './problem.ts';
import type { Asked, Serving } from './serving.ts';

/** No environment in particular: a right in any of them is enough. */
export const SOMEWHERE = Symbol('somewhere');

export type Where = string | typeof SOMEWHERE;

/**
 * Undefined where the caller has the right; else the refusal, which is written down. That somebody was let in to change
 * something is written down as well, before they do: where it cannot be, they are not.
 */
export const refusalOf = async (
  c: Asked,
  right: Right,
  environment: Where,
  serving: Serving,
): Promise<Problem | undefined> => {
  const caller = c.get('caller');
  const where = environment === SOMEWHERE ? '*' : environment;
  if (environment === SOMEWHERE ? maySomewhere(caller, right) : mayIn(caller, right, environment))
    return ACTING.has(right) ? noteEntry(c, right, where, serving) : undefined;
  const found = notYours(right, where);
  await noteRefusal(c, { right, environment: where, why: found.message }, serving);
  return found;
};

const ACTING: ReadonlySet<Right> = new Set(['operate', 'approve', 'administer']);

/** A problem where it could not be written. */
const noteEntry = async (
  c: Asked,
  right: Right,
  environment: string,
  { letIn }: Serving,
): Promise<Problem | undefined> => {
  const { method, path } = c.req;
  const noted = await letIn(c.get('caller'), { method, path, right, environment, from: c.get('from') });
  return noted.ok ? undefined : (noted.problems[0] ?? UNWRITTEN);
};

const UNWRITTEN = problem({
  kind: 'unreachable',
  code: 'not-written',
  message: 'what was asked could not be written down, so it was not done',
  hint: 'try again',
});

type Refused = { readonly right: Right | 'enter'; readonly environment: string; readonly why: string };

/** Whoever was refused, known or not. */
export const noteRefusal = async (c: Asked, asked: Refused, { refused }: Serving): Promise<void> => {
  const { method, path } = c.req;
  await refused(c.get('caller'), { method, path, from: c.get('from'), ...asked });
};
