import type { FlagState } from '../flags/flag-state.ts';
import type { Flag } from './flag.ts';
import type { Audience } from './phase.ts';
import type { Plan } from './plan.ts';

/** What the flags of a plan should be for an audience; for none, all of them off. */
export const flagsAt = (plan: Plan, audience: Audience | undefined): readonly FlagState[] =>
  plan.flags.map((flag) => flagAt(plan, flag, audience));

const flagAt = (plan: Plan, flag: Flag, audience: Audience | undefined): FlagState => {
  const { key, targeting, variants, bucketBy, seed, prerequisites } = flag;
  const arms = variants.map(({ name, percent }) => ({ name, percent }));
  const rest = { targeting, variants: arms, bucketBy, seed, prerequisites };
  if (!audience) return { key, enabled: false, percent: 0, rings: [], allow: [], place: { is: 'everywhere' }, ...rest };
  const { percent, allow, place } = audience;
  const rings = audience.rings.flatMap((share) => {
    // A ring that the plan does not describe is nobody: without its rule it would be everybody.
    const ring = plan.rings.find(({ name }) => name === share.ring);
    return ring ? [{ ring: share.ring, match: ring.match, percent: share.percent }] : [];
  });
  return { key, enabled: true, percent, rings, allow, place, ...rest };
};
