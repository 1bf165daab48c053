import { quoted } from '../../values/quote.ts';
import { hasControl } from '../exposure.ts';
import { guardFor } from '../guard.ts';
import type { Finding, Rule } from './rule.ts';

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

const gatesAreGuarded: Rule = {
  code: 'R078',
  title: 'A gate that asks for no regression has a guard that tells',
  why: 'a regression is told by all of a phase: without a guard that counts it the gate never opens',
  fix: 'add a trigger of kind guard on that metric, with the same tolerance, and let the phase watch it',
  severity: 'error',
  look: (plan) =>
    plan.phases.flatMap(({ gates, watch, audience }, at) =>
      gates.flatMap((gate, nth): Finding[] => {
        if (gate.is !== 'metric' || gate.rule.is !== 'regression' || !hasControl(audience)) return [];
        if (watch.includes(gate.metric) && guardFor(plan, gate)) return [];
        const message = `no guard watches ${quoted(gate.metric)} here, tolerating ${gate.rule.tolerate} %`;
        return [{ path: `phases[${at}].gates[${nth}]`, message }];
      }),
    ),
};

export const evidenceRules: readonly Rule[] = [evidenceKeepsOff, evidenceIsThere, gatesAreGuarded];
