import { humanDuration, toMs } from '../../values/duration.ts';
import { quoted } from '../../values/quote.ts';
import type { Phase } from '../phase.ts';
import type { Plan } from '../plan.ts';
import { isRehearsal, type Finding, type Rule } from './rule.ts';

const windowsHaveLength: Rule = {
  code: 'R030',
  title: 'Windows and waits have a length',
  why: 'over no time nothing is measured, and silence of no length is every moment',
  fix: 'write how long: PT5M',
  severity: 'error',
  look: ({ triggers, phases, rollback }) => {
    const lengths: [path: string, duration: string][] = [
      ...triggers.flatMap(({ window, noData }, at): [string, string][] => [
        [`triggers[${at}].window`, window],
        [`triggers[${at}].noData.after`, noData.after],
      ]),
      ...phases.flatMap(({ gates, rollbackWithin }, at): [string, string][] => [
        ...gates.flatMap((gate, nth): [string, string][] =>
          gate.is === 'metric' ? [[`phases[${at}].gates[${nth}].window`, gate.window]] : [],
        ),
        [`phases[${at}].rollbackWithin`, rollbackWithin],
      ]),
      ['rollback.deadline', rollback.deadline],
    ];
    return lengths.flatMap(([path, duration]) =>
      toMs(duration) > 0 ? [] : [{ path, message: `${duration} is no time at all` }],
    );
  },
};

const windowsFit: Rule = {
  code: 'R031',
  title: 'A window is no longer than the soak of a phase that relies on it',
  why: 'until the window is full it still holds measurements of the phase before, with fewer users in them',
  fix: 'lengthen the soak, or shorten the window',
  severity: 'warning',
  look: (plan, context) => (isRehearsal(plan, context) ? [] : tooLongOnes(plan)),
};

const tooLongOnes = ({ triggers, phases }: Plan): Finding[] => [
  ...triggers.flatMap(({ monitor, window }, at) => {
    const phase = phases.find((one) => one.watch.includes(monitor) && isShorter(one.soak, window));
    return phase ? [tooLong(`triggers[${at}].window`, window, phase)] : [];
  }),
  ...phases.flatMap((phase, at) =>
    phase.gates.flatMap((gate, nth) =>
      gate.is === 'metric' && isShorter(phase.soak, gate.window)
        ? [tooLong(`phases[${at}].gates[${nth}].window`, gate.window, phase)]
        : [],
    ),
  ),
];

const isShorter = (soak: string | undefined, window: string): boolean =>
  soak !== undefined && toMs(soak) > 0 && toMs(soak) < toMs(window);

const tooLong = (path: string, window: string, phase: Phase): Finding => ({
  path,
  message: `looks back ${humanDuration(toMs(window))}, and phase ${quoted(phase.id)} may be over after ${humanDuration(toMs(phase.soak ?? ''))}`,
});

export const windowRules: readonly Rule[] = [windowsHaveLength, windowsFit];
