import { problem, type Problem } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';

type What = { readonly code: string; readonly what: string; readonly hint: string; readonly path?: string };

/** A mistake of ours, which ended a piece of work and is not to end the process that does it for others too. */
export const brokeOff = (error: unknown, { what, ...rest }: What): Problem => {
  const why = error instanceof Error ? error.message : String(error);
  return problem({ kind: 'internal', message: `${what} broke off: ${plain(why, 200)}`, ...rest });
};
