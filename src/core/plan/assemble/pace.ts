import { toIso, toMs } from '../../values/duration.ts';
import { formatPercent } from '../../values/percent.ts';
import { slug, unused } from '../../values/text.ts';
import { reachesEverybody } from '../exposure.ts';
import type { Pace } from '../pace.ts';
import type { Phase } from '../phase.ts';
import type { PlanRequest } from '../request.ts';

type Wanted = { readonly phases: readonly Phase[]; readonly isExperiment: boolean };

/**
 * How the plan goes on. A team's rule for all its changes is none for critical ones and for experiments: those take their
 * time. What a person asks for is written down as asked; whether it may be is for the rules to say.
 */
export const paceOf = ({ choices, policy, assessment }: PlanRequest, wanted: Wanted): Pace | undefined => {
  const { kind, budget, least } = policy.pace;
  const asked = choices.pace ?? (assessment.level === 'critical' || wanted.isExperiment ? 'fixed' : kind);
  if (asked === 'fixed' || wanted.phases.length === 1) return undefined;
  return { kind: 'evidence', budget, least: toIso(toMs(least)) };
};

/** Before everybody has it, nearly everybody: the last moment at which there is somebody to compare with. */
export const withHoldback = (phases: Phase[], { policy }: PlanRequest): Phase[] => {
  const [before, last] = phases.slice(-2);
  const percent = 100 - policy.pace.holdback;
  if (!before || !last || !reachesEverybody(last.audience) || before.audience.percent >= percent) return phases;
  const name = `${formatPercent(percent)} %`;
  const holdback: Phase = {
    ...before,
    id: unused(
      slug(`${formatPercent(percent)} percent`),
      phases.map(({ id }) => id),
    ),
    name,
    purpose: 'A last look while there is somebody to compare with',
    audience: { ...last.audience, percent, who: `random ${name} of users` },
  };
  return [...phases.slice(0, -1), holdback, last];
};
