import type { Plan } from '../plan/plan.ts';
import { rank } from '../values/level.ts';
import type { ReviewState } from './headline.ts';

/** When a check holds a merge back. */
export const FAIL_ON = ['critical', 'unapproved', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export type Annotation = {
  readonly path: string;
  readonly line: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly message: string;
};

/** A verdict beside a commit: always there, also where there is nothing to say, because a check that is missing blocks as well. */
export type CheckRun = {
  readonly head: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
};

type Asked = { readonly plan: Plan; readonly head: string; readonly state: ReviewState; readonly failOn: FailOn };

const MOST_ANNOTATIONS = 200;

export const checkOf = ({ plan, head, state, failOn }: Asked): Omit<CheckRun, 'summary'> => ({
  head,
  conclusion: conclusionOf(plan, state, failOn),
  title: `${plan.risk.level.toUpperCase()} · ${plan.strategy.kind}${state === 'not-approved' ? ' · no approved plan yet' : ''}`,
  annotations: plan.risk.signals
    .filter(({ evidence }) => evidence.line > 0 && evidence.side === 'new')
    .slice(0, MOST_ANNOTATIONS)
    .map(({ evidence, level, why, certainty }) => ({
      path: evidence.path,
      line: evidence.line,
      level: rank(level) >= rank('high') && certainty === 'established' ? ('warning' as const) : ('notice' as const),
      message: certainty === 'suspected' ? `${why} (suspected)` : why,
    })),
});

/** A fault in one line would be a failure of the change; here the change itself is what somebody has to look at. */
const conclusionOf = ({ risk }: Plan, state: ReviewState, failOn: FailOn): CheckRun['conclusion'] => {
  const isOpen = state === 'not-approved';
  if (failOn === 'critical' && risk.level === 'critical' && isOpen) return 'failure';
  if (failOn === 'unapproved' && isOpen) return 'failure';
  return isOpen ? 'neutral' : 'success';
};
