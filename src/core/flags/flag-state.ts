import { z } from 'zod';
import { Condition, Place, shareOnPlace } from '../values/audience.ts';
import { HARDLY, Percent } from '../values/percent.ts';
import { Id, text } from '../values/text.ts';
import { FlagKey, Targeting, Variant } from './flag-parts.ts';

/** A ring as a flag system holds it: its name, its rule, and how much of it. */
const FlagRing = z.strictObject({
  ring: Id,
  match: z
    .array(Condition)
    .max(50)
    .optional()
    .meta({ description: 'absent where the flag system knows its rings by name only' }),
  percent: Percent,
});

/**
 * What a flag should be, or was when it was read. A backend is told this and nothing else, and answers in it. Fields
 * that may be left out are those that some flag systems do not keep: they are compared only where both sides know them.
 */
export const FlagState = z.strictObject({
  key: FlagKey,
  enabled: z.boolean(),
  percent: Percent,
  rings: z.array(FlagRing).max(50),
  allow: z.array(text(200)).max(10_000),
  place: Place,
  targeting: z.array(Targeting).max(100).optional(),
  variants: z
    .array(Variant.omit({ description: true }))
    .max(20)
    .optional(),
  bucketBy: text(100).optional(),
  seed: text(200).optional(),
  prerequisites: z.array(FlagKey).max(50).optional(),
  revision: text(200).optional().meta({ description: 'of the flag system, when this was read' }),
});
export type FlagState = z.infer<typeof FlagState>;

/**
 * The largest share of everyone that can have it, in percent. Rings and standing rules count as if everybody were in
 * them, because nobody here knows how many are. Users on the allow-list are named, not a share, and are left out.
 */
export const exposure = (flag: FlagState): number => {
  if (!flag.enabled) return 0;
  if (flag.targeting?.some(({ serve }) => serve)) return 100;
  const rings = flag.rings.reduce((sum, { percent }) => sum + shareOnPlace(percent, flag.place), 0);
  return Math.min(100, shareOnPlace(flag.percent, flag.place) + rings);
};

export const reachesNobody = (flag: FlagState): boolean =>
  !flag.enabled || (flag.allow.length === 0 && exposure(flag) < HARDLY);

/** The same flag, switched off: what it holds is gone, so that switching it on by hand brings nothing back. */
export const switchedOff = (flag: FlagState): FlagState => ({
  ...flag,
  enabled: false,
  percent: 0,
  rings: [],
  allow: [],
});
