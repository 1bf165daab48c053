import { z } from 'zod';
import type { FlagSet, KeptFlag } from '../../../core/flagset/flag-set.ts';
import type { Result } from '../../../core/problem.ts';
import { checked } from '../../../core/values/issues.ts';
import type { Asked } from '../serving.ts';

export const Page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().max(200).optional().meta({ description: 'the `next` of the page before' }),
});
export type Page = z.infer<typeof Page>;

export const pageAsked = (c: Asked): Result<Page> => checked<Page>(Page, c.req.query(), 'request');

type Listed = { readonly some: readonly KeptFlag[]; readonly more: { readonly next?: string } };

/** A page of them in the order of their names, and behind which name the next one begins. */
export const pageOf = ({ flags }: FlagSet, { limit, after = '' }: Page): Listed => {
  const left = [...flags.values()].filter(({ key }) => key > after).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const some = left.slice(0, limit);
  const last = some.at(-1);
  return { some, more: last && left.length > limit ? { next: last.key } : {} };
};
