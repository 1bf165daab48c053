import type { Ladder } from '../../policy/ladder.ts';
import type { Policy } from '../../policy/policy.ts';
import { problem, type Problem } from '../../problem.ts';
import { didYouMean } from '../../values/nearest.ts';
import type { Plan } from '../plan.ts';

export const ringsOf = (phases: Plan['phases'], policy: Policy): Plan['rings'] => {
  const used = new Set(phases.flatMap((phase) => phase.audience.rings.map(({ ring }) => ring)));
  return [...used].flatMap((name) => (policy.rings[name] ? [{ name, ...policy.rings[name] }] : []));
};

/** Rings that the ladder climbs through and the policy does not describe. */
export const missingRings = (ladder: Ladder, { rings }: Policy): Problem[] => {
  const known = Object.keys(rings);
  const used = new Set(ladder.steps.flatMap((step) => Object.keys(step.rings ?? {})));
  return [...used]
    .filter((name) => !Object.hasOwn(rings, name))
    .map((name) =>
      problem({
        kind: 'invalid',
        code: 'no-such-ring',
        path: name,
        message: `"${name}" is not a ring of this policy${didYouMean(name, known)}`,
        hint: `choose one of ${known.join(', ')}, or add it under rings in rampart.yaml`,
      }),
    );
};
