import type { Policy } from '../policy/policy.ts';
import type { Risk } from '../values/people.ts';
import { plainLine } from '../values/quote.ts';
import type { StrategyKind } from '../values/strategy-kind.ts';
import type { Assessment } from './assessment.ts';
import type { Opinion } from './opinion.ts';

/** What of an opinion goes into a plan beside the level. Whatever the policy does not know is asked, not done. */
export type Adopted = {
  readonly strategy: StrategyKind | undefined;
  readonly hypothesis: string | undefined;
  readonly primaryMetric: string | undefined;
  readonly dataRollback: string | undefined;
  readonly userFacingChanges: readonly string[];
  /** Metrics of the policy to watch as well. */
  readonly watch: readonly string[];
  readonly risks: readonly Risk[];
  readonly questions: readonly string[];
};

const MOST_QUESTIONS = 40;

export const adopt = (opinion: Opinion, judged: Assessment, policy: Policy): Adopted => {
  const { strategy, hypothesis, primaryMetric, monitors } = opinion;
  const wish = strategy !== null && fits(strategy, judged, policy) ? strategy : undefined;
  const asksUsers = wish === 'ab' && hypothesis !== null;
  const isKnown = (metric: string): boolean => Object.hasOwn(policy.metrics, metric);
  const measured = asksUsers && primaryMetric !== null && isKnown(primaryMetric);
  const watched = monitors.filter(({ metric }) => isKnown(metric));
  return {
    strategy: wish === 'ab' && !asksUsers ? undefined : wish,
    hypothesis: asksUsers ? plainText(hypothesis) : undefined,
    primaryMetric: measured ? primaryMetric : undefined,
    dataRollback: opinion.dataRollback === null ? undefined : `${PROPOSED}${plainText(opinion.dataRollback)}`,
    userFacingChanges: opinion.userFacingChanges.map(plainLine),
    watch: judged.skip ? [] : [...new Set(watched.map(({ metric }) => metric))],
    risks: opinion.risks.map(riskOf),
    questions: [
      ...opinion.questions,
      ...(strategy !== null && wish === undefined ? [`Would ${strategy} do? ${opinion.strategyWhy ?? ''}`.trim()] : []),
      ...(hypothesis !== null && !asksUsers ? [`Is this an experiment? ${hypothesis}`] : []),
      ...(primaryMetric !== null && !isKnown(primaryMetric) ? [`Should it be measured by "${primaryMetric}"?`] : []),
      ...monitors
        .filter((one) => !watched.includes(one))
        .map(({ metric, why }) => `Should "${metric}" be measured? ${why}`),
      ...opinion.dependencies.map(({ name, why }) => `Does it need "${name}" first? ${why}`),
    ]
      .map(plainLine)
      .slice(0, MOST_QUESTIONS),
  };
};

const PROPOSED = 'Proposed, and to be tried before the first phase: ';

/** How carefully each way goes about it. */
const CARE: Readonly<Record<StrategyKind, number>> = { immediate: 0, percentage: 1, ab: 1, canary: 2, ring: 3 };

/** A wish is granted where it is as careful as what the policy asks for at this level, and a rollout is due at all. */
const fits = (wish: StrategyKind, { level, skip }: Assessment, policy: Policy): boolean =>
  !skip && CARE[wish] >= CARE[policy.levels[level].strategy];

const riskOf = ({ risk, likelihood, impact, mitigation, contingency }: Opinion['risks'][number]): Risk => ({
  risk: plainLine(risk),
  likelihood,
  impact,
  mitigation: plainLine(mitigation),
  ...(contingency === null ? {} : { contingency: plainLine(contingency) }),
});

/** Several lines, each of them harmless on a terminal. */
const plainText = (text: string): string => text.split('\n').map(plainLine).join('\n').slice(0, 1900);
