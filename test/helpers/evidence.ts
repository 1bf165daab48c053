import type { Assessment } from '../../src/core/assessment/assessment.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { Choices } from '../../src/core/plan/request.ts';
import type { Signal } from '../../src/core/signals/signal.ts';
import type { Level } from '../../src/core/values/level.ts';
import { aPlan, anAssessment } from './samples.ts';

export const aSignal = (more: Partial<Signal> = {}): Signal => ({
  id: 'money.amount',
  area: 'money',
  level: 'critical',
  certainty: 'established',
  evidence: { path: 'src/refunds/tax.ts', line: 58, side: 'new', quote: '  return roundHalfEven(total * rate, 3)' },
  why: 'the refunded amount is computed differently',
  ...more,
});

const SIGNALS: Record<Level, Signal[]> = {
  low: [],
  medium: [
    aSignal({
      id: 'interface.visible',
      area: 'interface',
      level: 'medium',
      certainty: 'suspected',
      evidence: { path: 'web/Refund.vue', line: 12, side: 'new', quote: '<RefundBanner v-if="refunded" />' },
      why: 'users see something new',
    }),
  ],
  high: [
    aSignal({
      id: 'core-path.rewritten',
      area: 'core-path',
      level: 'high',
      evidence: { path: 'src/checkout/flow.ts', line: 0, side: 'new', quote: '' },
      why: 'four modules of the checkout change together',
    }),
    aSignal({
      id: 'security.guard-removed',
      area: 'security',
      level: 'high',
      certainty: 'suspected',
      evidence: {
        path: 'src/refunds/session.ts',
        line: 88,
        side: 'old',
        quote: 'if (token.expired) throw new Unauthorized("the token has expired, please sign in again")',
      },
      why: 'a guard may be gone',
    }),
  ],
  critical: [aSignal()],
};

/** A plan with evidence for its level. */
export const aShownPlan = (level: Level, choices: Choices = {}, more: Partial<Assessment> = {}): Plan =>
  aPlan(level, choices, { assessment: anAssessment(level, { signals: SIGNALS[level], ...more }) });
