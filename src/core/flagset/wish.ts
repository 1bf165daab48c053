import { z } from 'zod';
import { FlagKey } from '../flags/flag-parts.ts';
import { type Condition, Place } from '../values/audience.ts';
import { Percent } from '../values/percent.ts';
import { Id, Line, text } from '../values/text.ts';

const Rings = z.record(Id, Percent).refine((rings) => Object.keys(rings).length <= 50, 'at most 50 rings');

/** What somebody wants of a flag. What is not named stays as it is; a strategy resets what belongs to another. */
export const FlagWish = z.strictObject({
  enabled: z.boolean().optional(),
  strategy: z.enum(['percentage', 'ring', 'canary']).optional().meta({
    description: 'percentage: a share of everyone; ring: shares of rings; canary: on some servers or regions',
  }),
  percentage: Percent.optional().meta({ description: 'the share of everyone, where it is served at all' }),
  rings: Rings.optional().meta({
    description: 'shares by the names of the policy; the ring of everybody is the percentage',
  }),
  allow: z.array(text(200)).max(10_000).optional().meta({ description: 'users who have it whatever the shares' }),
  canary: Place.optional().meta({
    description: 'on how many servers or regions, and the most traffic that goes there',
  }),
  prerequisites: z.array(FlagKey).max(50).optional(),
  bucketBy: text(100).optional().meta({ description: 'the attribute that users are told apart by' }),
  owner: Line.nullable().optional(),
  description: Line.nullable().optional(),
  expires: z.iso.date().nullable().optional().meta({ description: 'the day by which it should be gone' }),
});
export type FlagWish = z.infer<typeof FlagWish>;

/** What the team's rules say of users: who is in which ring, and what they are told apart by. */
export type Team = {
  readonly rings: Readonly<Record<string, { readonly match: readonly Condition[] }>>;
  readonly bucketBy: string;
};

/** The ring that is everybody: its share is the percentage. */
export const everybodysRing = ({ rings }: Team): string =>
  Object.entries(rings).find(([, { match }]) => match.length === 0)?.[0] ?? 'ga';
