import { quoted } from '../../values/quote.ts';
import { hasControl } from '../exposure.ts';
import type { Rule } from './rule.ts';

const evidenceKeepsOff: Rule = {
  code: 'R076',
  title: 'Evidence shortens no critical plan and no experiment',
  why: 'slow harm to money, access or data is not seen in an hour, and an experiment that ends early has no answer',
  fix: 'take pace out of the plan: --pace fixed',
  severity: 'error',
  look: ({ pace, risk, experiment }) => [
    ...(pace && risk.level === 'critical' ? [{ path: 'pace', message: 'the risk is critical' }] : []),
    ...(pace && experiment ? [{ path: 'pace', message: 'the plan is an experiment' }] : []),
  ],
};

const evidenceIsThere: Rule = {
  code: 'R077',
  title: 'A pace on evidence has guards to take it from',
  why: 'only a guard can rule harm out: without one every phase lasts as long as its soak all the same',
  fix: 'let a guard watch the phases, or take pace out of the plan',
  severity: 'warning',
  look: ({ pace, phases, triggers, risk }) => {
    const guarded = new Set(triggers.flatMap(({ rule, monitor }) => (rule.is === 'regression' ? [monitor] : [])));
    const blind = phases.slice(0, -1).flatMap(({ id, watch, audience }, at) => {
      const ends = hasControl(audience) && audience.percent > 0 && watch.some((monitor) => guarded.has(monitor));
      return ends ? [] : [{ path: `phases[${at}].watch`, message: `evidence cannot end phase ${quoted(id)}` }];
    });
    return pace && risk.level !== 'critical' && blind.length === phases.length - 1 ? blind : [];
  },
};

export const evidenceRules: readonly Rule[] = [evidenceKeepsOff, evidenceIsThere];
