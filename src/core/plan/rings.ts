import { shareOnPlace } from '../values/audience.ts';
import type { Audience } from './phase.ts';
import type { Plan } from './plan.ts';

type Ring = Plan['rings'][number];

/** How much of all traffic comes from a ring, 0 to 1; undefined where nobody has said. One without a rule is everyone. */
export const trafficOf = ({ match, traffic }: Pick<Ring, 'match' | 'traffic'>): number | undefined =>
  match.length === 0 ? 1 : traffic === undefined ? undefined : traffic / 100;

export type Reached = {
  /** Of all traffic, 0 to 1, as far as that is known. */
  readonly share: number;
  /** The rings of which nobody said how many come by. */
  readonly unknown: readonly string[];
};

/** The share of all traffic that has the change, rings included: who is in two of them is not counted twice. */
export const shareWithRings = ({ percent, place, rings }: Audience, known: readonly Ring[]): Reached => {
  const parts = rings.map((one) => ({
    ...one,
    traffic: trafficOf(known.find(({ name }) => name === one.ring) ?? NOBODY),
  }));
  const apart = [
    shareOnPlace(percent, place) / 100,
    ...parts.map((part) => (shareOnPlace(part.percent, place) / 100) * (part.traffic ?? 0)),
  ];
  return {
    share: 1 - apart.reduce((left, share) => left * (1 - share), 1),
    unknown: parts.flatMap(({ ring, traffic }) => (traffic === undefined ? [ring] : [])),
  };
};

const NOBODY: Pick<Ring, 'match' | 'traffic'> = {
  match: [{ attribute: 'user.id', is: 'equal-to', values: [''] }],
  traffic: undefined,
};
