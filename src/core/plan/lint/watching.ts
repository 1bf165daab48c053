import { quoted } from '../../values/quote.ts';
import type { Plan } from '../plan.ts';
import type { Finding, Rule } from './rule.ts';
import { unknownNames } from './unknown.ts';

/** Every place that calls a monitor by its id. */
const mentions = (plan: Plan): [path: string, monitor: string][] => [
  ...plan.triggers.map(({ monitor }, at): [string, string] => [`triggers[${at}].monitor`, monitor]),
  ...plan.phases.flatMap(({ watch }, at) =>
    watch.map((monitor, nth): [string, string] => [`phases[${at}].watch[${nth}]`, monitor]),
  ),
  ...demands(plan).map(({ path, monitor }): [string, string] => [path, monitor]),
  ...(plan.experiment?.metrics ?? []).map((metric, at): [string, string] => [`experiment.metrics[${at}]`, metric]),
];

/** What must hold: metric gates and typed criteria. */
const demands = ({ phases, successCriteria }: Plan): { path: string; monitor: string }[] => [
  ...phases.flatMap(({ gates }, at) =>
    gates.flatMap((gate, nth) =>
      gate.is === 'metric' ? [{ path: `phases[${at}].gates[${nth}].metric`, monitor: gate.metric }] : [],
    ),
  ),
  ...successCriteria.flatMap(({ metric }, at) =>
    metric ? [{ path: `successCriteria[${at}].metric.id`, monitor: metric.id }] : [],
  ),
];

const monitorsExist: Rule = {
  code: 'R021',
  title: 'Whatever is looked at is a monitor of the plan',
  why: 'a trigger, gate or criterion without a monitor has nothing to look at and would wait for ever, or never fire',
  fix: 'correct the name, or add the monitor',
  severity: 'error',
  look: (plan) =>
    unknownNames(
      mentions(plan),
      plan.monitors.map(({ id }) => id),
      'a monitor of this plan',
    ),
};

const monitorsAreUsed: Rule = {
  code: 'R022',
  title: 'Every monitor is looked at by something',
  why: 'a monitor that no phase, trigger, gate or criterion names looks like protection and is none',
  fix: 'add it to the watch list of a phase, or take it out',
  severity: 'warning',
  look: (plan) => {
    const used = new Set(mentions(plan).map(([, monitor]) => monitor));
    return plan.monitors.flatMap(({ id }, at) =>
      used.has(id) ? [] : [{ path: `monitors[${at}]`, message: `nothing looks at ${quoted(id)}` }],
    );
  },
};

const triggersAreWatched: Rule = {
  code: 'R023',
  title: 'Every trigger acts in some phase',
  why: 'triggers act in the phases that watch their monitor; one that no phase watches never fires',
  fix: 'add its monitor to the watch list of the phases, or take the trigger out',
  severity: 'error',
  look: ({ triggers, phases, monitors }) => {
    const watched = new Set(phases.flatMap(({ watch }) => watch));
    const known = new Set(monitors.map(({ id }) => id));
    return triggers.flatMap(({ id, monitor }, at): Finding[] =>
      watched.has(monitor) || !known.has(monitor)
        ? []
        : [{ path: `triggers[${at}]`, message: `${quoted(id)} never acts: no phase watches ${quoted(monitor)}` }],
    );
  },
};

export const watchingRules: readonly Rule[] = [monitorsExist, monitorsAreUsed, triggersAreWatched];
