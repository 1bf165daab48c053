import { DAY, humanDuration, toMs } from '../../values/duration.ts';
import { quoted } from '../../values/quote.ts';
import { longestClosedMs } from '../../values/week.ts';
import { reachesAnybody } from '../exposure.ts';
import type { Phase } from '../phase.ts';
import { isRehearsal, type Rule } from './rule.ts';

const soakIsThere: Rule = {
  code: 'R032',
  title: 'Every phase but the last has a soak',
  why: 'without a least time the next phase follows in the next minute, before anything could be seen',
  fix: 'write how long the phase lasts at least: "soak": "P1D"',
  severity: 'error',
  look: ({ phases }) =>
    phases
      .slice(0, -1)
      .flatMap(({ id, soak }, at) =>
        soak === undefined ? [{ path: `phases[${at}]`, message: `phase ${quoted(id)} has no soak` }] : [],
      ),
};

const soakHasLength: Rule = {
  code: 'R033',
  title: 'A soak has a length',
  why: 'a soak of no time is a phase that nobody sees',
  fix: 'write how long; the last phase may have none at all',
  severity: 'error',
  look: ({ phases }) =>
    phases.flatMap(({ soak }, at) =>
      soak !== undefined && toMs(soak) === 0
        ? [{ path: `phases[${at}].soak`, message: `${soak} is no time at all` }]
        : [],
    ),
};

const waitsEnd: Rule = {
  code: 'R034',
  title: 'A phase that waits has a deadline, later than its soak',
  why: 'no wait is open-ended: without a deadline a gate that never opens leaves users half way for ever, and nobody hears of it',
  fix: 'write a deadline, what happens then, and let it be longer than the soak',
  severity: 'error',
  look: ({ phases }) =>
    phases.flatMap(({ id, soak, gates, deadline }, at) => {
      const soakMs = toMs(soak ?? '');
      if (!deadline && (soakMs > 0 || gates.length > 0))
        return [{ path: `phases[${at}]`, message: `phase ${quoted(id)} waits and has no deadline` }];
      if (!deadline || toMs(deadline.after) > soakMs) return [];
      const message = `the deadline of ${deadline.after} is no longer than the soak of ${soak ?? 'no time'}`;
      return [{ path: `phases[${at}].deadline.after`, message }];
    }),
};

const asksForWindow = ({ gates }: Phase): boolean => gates.some(({ is }) => is === 'window');

const weekendsFit: Rule = {
  code: 'R035',
  title: 'A deadline leaves room for the hours that are closed',
  why: 'a soak that ends on a Friday evening waits for Monday; a deadline before that cries wolf every week',
  fix: 'lengthen the deadline, or open more hours',
  severity: 'warning',
  look: ({ phases, schedule }) => {
    const closedMs = longestClosedMs(schedule) ?? 0;
    return phases.flatMap((phase, at) => {
      const soakMs = toMs(phase.soak ?? '');
      const deadlineMs = toMs(phase.deadline?.after ?? '');
      if (!asksForWindow(phase) || deadlineMs <= soakMs || deadlineMs >= soakMs + closedMs) return [];
      const message = `${humanDuration(deadlineMs)} are over before a soak of ${humanDuration(soakMs)} and closed hours of ${humanDuration(closedMs)} are`;
      return [{ path: `phases[${at}].deadline.after`, message }];
    });
  },
};

const triggersAreAsked: Rule = {
  code: 'R036',
  title: 'No phase is left without asking its triggers',
  why: 'without that gate time alone raises exposure, also while a trigger is still undecided',
  fix: 'add the gate { "is": "triggers-quiet" }',
  severity: 'warning',
  look: ({ phases, triggers }) => {
    const judged = new Set(triggers.map(({ monitor }) => monitor));
    return phases.slice(0, -1).flatMap(({ id, gates, watch, audience }, at) => {
      const asked = gates.some(({ is }) => is === 'triggers-quiet');
      if (asked || !reachesAnybody(audience) || !watch.some((monitor) => judged.has(monitor))) return [];
      return [
        { path: `phases[${at}].gates`, message: `phase ${quoted(id)} watches for trouble and is left without asking` },
      ];
    });
  },
};

const takesItsTime: Rule = {
  code: 'R037',
  title: 'The rollout takes as long as its level should',
  why: 'the policy says how many days each level of risk takes: in fewer, slow harm is not seen; in more, people stop looking',
  fix: 'change the soaks, or the days of the level in the policy',
  severity: 'warning',
  look: (plan, context) => {
    const { phases, risk, strategy } = plan;
    const due = context.policy?.levels[risk.level];
    // What evidence may end sooner says how long it takes at most, and nothing of how long it should.
    if (!due || plan.pace || risk.skip || strategy.kind !== due.strategy || isRehearsal(plan, context)) return [];
    const { days } = due;
    const totalMs = phases.reduce((sum, { soak }) => sum + toMs(soak ?? ''), 0);
    if (totalMs >= days.from * DAY && totalMs <= days.to * DAY) return [];
    const message = `the soaks add up to ${humanDuration(totalMs)}; at ${risk.level} risk the policy takes ${days.from} to ${days.to} days`;
    return [{ path: 'phases', message }];
  },
};

export const paceRules: readonly Rule[] = [
  soakIsThere,
  soakHasLength,
  waitsEnd,
  weekendsFit,
  triggersAreAsked,
  takesItsTime,
];
