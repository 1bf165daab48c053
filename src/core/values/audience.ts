import { z } from 'zod';
import { Percent } from './percent.ts';
import { Id, text } from './text.ts';

/** Whom a targeting rule picks. A condition is data, so that each flag system can be given its own form of it. */
export const Condition = z.strictObject({
  attribute: text(100).meta({ description: 'user.email, user.tier, …' }),
  is: z.enum(['equal-to', 'one-of', 'ends-with', 'starts-with', 'contains']),
  values: z.array(text(200)).min(1).max(1000),
});
export type Condition = z.infer<typeof Condition>;

export const ringShape = {
  who: text(200).meta({ description: 'for people: "company employees and QA"' }),
  users: z.strictObject({ from: z.int().min(0), to: z.int().min(0) }).optional(),
  traffic: z
    .number()
    .gt(0)
    .max(100)
    .optional()
    .meta({ description: 'how much of all traffic comes from it, in percent; absent: nobody knows' }),
  match: z.array(Condition).max(50).meta({ description: 'any one of these puts a user in the ring; none: everyone' }),
};

const share = Percent.meta({ description: 'the most traffic that goes there, in percent of all' });

/** Where a phase is served: on some servers, in some regions, or everywhere. */
export const Place = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('servers'), count: z.int().min(1).max(100_000), share }),
  z.strictObject({ is: z.literal('regions'), count: z.int().min(1).max(1000), share }),
  z.strictObject({ is: z.literal('everywhere') }),
]);
export type Place = z.infer<typeof Place>;

/** Percent of everyone that a share makes: all users of a server that takes 5 % of the traffic are 5 %. */
export const shareOnPlace = (percent: number, place: Place): number =>
  place.is === 'everywhere' ? percent : (percent * place.share) / 100;

/** A ring and how much of it. */
export const RingShare = z.strictObject({ ring: Id, percent: Percent });
export type RingShare = z.infer<typeof RingShare>;
