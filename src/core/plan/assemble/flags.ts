import { THE_AUTHOR } from '../../policy/names.ts';
import { shortSlug } from '../../values/text.ts';
import type { StrategyKind } from '../../values/strategy-kind.ts';
import { rulesOf } from '../due.ts';
import type { Experiment } from '../experiment.ts';
import type { Flag } from '../flag.ts';
import type { Phase } from '../phase.ts';
import type { PlanRequest } from '../request.ts';

const TYPES: Record<StrategyKind, Flag['type']> = {
  immediate: 'boolean',
  percentage: 'percentage',
  canary: 'percentage',
  ring: 'percentage',
  ab: 'multivariate',
};

/** One flag for the change unless others are named. A change that ships to everyone at once needs none. */
export const flagsOf = (
  request: PlanRequest,
  phases: readonly Phase[],
  kind: StrategyKind,
  experiment: Experiment | undefined,
): Flag[] => {
  const { change, choices, policy } = request;
  const keys = choices.flags?.length
    ? [...new Set(choices.flags)]
    : phases.length > 1
      ? [shortSlug(choices.feature ?? change.title).replaceAll('-', '_')]
      : [];
  return keys.map((key) => ({
    key,
    type: TYPES[kind] === 'boolean' && phases.some(isShare) ? 'percentage' : TYPES[kind],
    description: (choices.feature ?? change.title).slice(0, 300),
    default: false,
    targeting: policy.flags.targeting,
    variants: experiment ? experiment.variants : [],
    bucketBy: policy.flags.bucketBy,
    seed: key,
    sticky: policy.flags.sticky,
    prerequisites: [...(choices.prerequisites ?? [])],
    owner: ownerOf(request),
    implementation: experiment ? `variant('${key}', user)` : `isEnabled('${key}', user)`,
  }));
};

/** Whom a person names, else whom the first rule of the team names that applies, else whom the policy names. */
export const ownerOf = ({ assessment, change, choices, policy }: PlanRequest): string => {
  const rule = rulesOf(assessment, policy).find(({ owner }) => owner !== undefined);
  const owner = choices.owner ?? rule?.owner ?? policy.flags.owner;
  return owner === THE_AUTHOR ? change.author?.trim().slice(0, 300) || owner : owner;
};

const isShare = ({ audience: { percent, rings } }: Phase): boolean =>
  [percent, ...rings.map((ring) => ring.percent)].some((share) => share > 0 && share < 100);
