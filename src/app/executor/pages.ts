import { z } from 'zod';
import { urgencyOf } from '../../core/rollout/concern.ts';
import { words } from '../fields.ts';
import { type Found, Summary } from './card.ts';

/** A list may be long: fields with which it is asked for in pages. */
export const pageFields = {
  limit: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .meta(words('no more than so many', { value: 'N' })),
  after: z
    .string()
    .regex(/^\d\..{1,200}$/, 'as the page before it said: next')
    .optional()
    .meta(words('go on behind a page, with what it said under next', { value: 'NEXT' })),
};

export type Listing = {
  readonly trouble?: boolean | undefined;
  readonly environment?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
};

export const Listed = z.strictObject({
  id: z.string(),
  version: z.int().meta({ description: 'of its log: whoever acts on this row can say which one they saw' }),
  ...Summary.shape,
  dueAtMs: z.number().optional().meta({ description: 'when it is to be looked at again; 0: at once' }),
});
export type Listed = z.infer<typeof Listed>;

type Page = { readonly rollouts: Listed[]; readonly of: number; readonly next?: string };

/** The most urgent first, and else by name: a page that is asked for later goes on where the last one ended. */
export const pageOf = (found: readonly Found[], asked: Listing): Page => {
  const rows = found
    .filter(({ summary }) => asked.environment === undefined || asked.environment.includes(summary.environment))
    .filter(({ summary }) => !asked.trouble || summary.trouble !== undefined)
    .map(({ id, version, dueAtMs, summary }): Listed => ({
      id,
      version,
      ...summary,
      ...(dueAtMs === undefined ? {} : { dueAtMs }),
    }))
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const { after, limit = rows.length } = asked;
  const from = after === undefined ? rows : rows.filter((row) => placeOf(row) > after);
  const rollouts = from.slice(0, limit);
  const last = rollouts.at(-1);
  return { rollouts, of: rows.length, ...(last && from.length > limit ? { next: placeOf(last) } : {}) };
};

const placeOf = ({ id, status, trouble }: Listed): string => `${urgencyOf(status, trouble)}.${id}`;
