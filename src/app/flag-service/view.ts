import { z } from 'zod';
import { type KeptFlag, meaningIn } from '../../core/flagset/flag-set.ts';
import { everybodysRing, type Team } from '../../core/flagset/wish.ts';
import { Place } from '../../core/values/audience.ts';

/** A flag of our own service, as it is shown: the fields of a wish, and what is known of it. */
export const FlagView = z.strictObject({
  name: z.string(),
  enabled: z.boolean(),
  strategy: z.enum(['percentage', 'ring', 'canary']),
  percentage: z.number().meta({ description: 'the share of everyone, where it is served at all' }),
  rings: z.record(z.string(), z.number()).optional(),
  canary: Place.optional(),
  allow: z.array(z.string()),
  prerequisites: z.array(z.string()),
  frozen: z.boolean(),
  owner: z.string().optional(),
  description: z.string().optional(),
  expires: z.string().optional(),
  doubt: z.string().optional().meta({ description: 'why it may be something else: its definition is not ours' }),
  heldBy: z.string().optional().meta({ description: 'the rollout that this flag is in the hands of' }),
  revision: z.int(),
  createdAt: z.string(),
  changedAt: z.string(),
});
export type FlagView = z.infer<typeof FlagView>;

export const flagView = (kept: KeptFlag, team: Team, heldBy?: string): FlagView => {
  const { flag, doubt } = meaningIn(kept);
  const { prerequisites, frozen, owner, description, expires } = kept.stored;
  const isRinged = flag.rings.length > 0;
  const isPlaced = flag.place.is !== 'everywhere';
  const rings = Object.fromEntries(flag.rings.map(({ ring, percent }) => [ring, percent]));
  return {
    name: kept.key,
    enabled: flag.enabled,
    strategy: isPlaced ? 'canary' : isRinged ? 'ring' : 'percentage',
    percentage: flag.percent,
    ...(isRinged ? { rings: { ...rings, [everybodysRing(team)]: flag.percent } } : {}),
    ...(isPlaced ? { canary: flag.place } : {}),
    allow: [...flag.allow],
    prerequisites: [...prerequisites],
    frozen,
    ...(owner === undefined ? {} : { owner }),
    ...(description === undefined ? {} : { description }),
    ...(expires === undefined ? {} : { expires }),
    ...(doubt === undefined ? {} : { doubt }),
    ...(heldBy === undefined ? {} : { heldBy }),
    revision: kept.revision,
    createdAt: new Date(kept.createdAtMs).toISOString(),
    changedAt: new Date(kept.changedAtMs).toISOString(),
  };
};
