import { z } from 'zod';
import type { FieldMeta } from './operation.ts';

/** The words of an input field, for help, tools and documentation. */
export const words = (
  description: string,
  more: Omit<FieldMeta, 'description'> = {},
): FieldMeta & { description: string } => ({
  description,
  ...more,
});

const path = z.string().min(1).max(4096);

export const planFile = path.meta(
  words('the plan, or sha256: and its fingerprint where it was kept after a merge', {
    positional: true,
    value: 'FILE',
  }),
);

export const policyFile = path
  .optional()
  .meta(words('the policy, in place of the rampart.yaml that is found', { value: 'FILE' }));

export const force = z.boolean().optional().meta(words('replace files that are there'));

export const optionalPath = (about: string) => path.optional().meta(words(about, { value: 'FILE' }));
