import { z } from 'zod';
import { Id, Line, text } from '../values/text.ts';

export const PROGRAM_VERSION = 1;

/** How much may be under way at once. What is completed counts no more. */
export const Budget = z.strictObject({
  ramps: z.int().min(1).max(100).optional().meta({ description: 'how many rollouts may be on their way at once' }),
  exposurePercent: z
    .number()
    .gt(0)
    .max(10_000)
    .optional()
    .meta({ description: 'the most that the shares of all that are on their way may add up to' }),
});
export type Budget = z.infer<typeof Budget>;

const Planned = z.strictObject({
  plan: Id.meta({ description: 'the id of the plan' }),
  file: text(4096).meta({ description: 'where the plan stands, seen from this file' }),
  needs: z
    .array(Id)
    .max(100)
    .optional()
    .meta({ description: 'plans of this program that everybody must have first, beside what the plan says itself' }),
  why: Line.optional(),
});

/** Several plans with an order between them. What a plan says it depends on holds with or without a program. */
export const Program = z.strictObject({
  schemaVersion: z.literal(PROGRAM_VERSION),
  program: Id,
  about: Line.optional(),
  plans: z.array(Planned).min(1).max(100),
  sequence: z
    .array(z.array(Id).min(1).max(100))
    .max(100)
    .optional()
    .meta({ description: 'groups, one after the other: a group begins when all of the one before it are completed' }),
  budget: Budget.optional(),
});
export type Program = z.infer<typeof Program>;

/** What a program means for one of its plans. Kept with its rollout, so that later turns need nothing but the log. */
export const Membership = z.strictObject({
  program: Id,
  needs: z.array(Id).max(100).meta({ description: 'plans that everybody must have first' }),
  after: z.array(Id).max(100).meta({ description: 'plans that must be completed first' }),
  order: z.array(Id).min(1).max(100).meta({ description: 'all plans of the program, bases first' }),
  budget: Budget.optional(),
});
export type Membership = z.infer<typeof Membership>;
