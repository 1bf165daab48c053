import { toMs } from '../../values/duration.ts';
import {
  fixedInWords,
  isFixed,
  isReachedBy,
  needsControl,
  sideOf,
  strictness,
  type Rule as Limit,
} from '../../values/metric.ts';
import { quoted } from '../../values/quote.ts';
import { hasControl } from '../exposure.ts';
import type { Plan } from '../plan.ts';
import type { Monitor, Trigger } from '../watch.ts';
import type { Rule } from './rule.ts';

/** One limit on one known monitor. A trigger's must not be reached, a gate's or criterion's must hold. */
type Held = {
  readonly path: string;
  readonly rule: Limit;
  readonly monitor: Monitor;
  readonly must: 'not be reached' | 'hold';
};

const limitsOf = ({ monitors, triggers, phases, successCriteria }: Plan): Held[] => {
  const known = new Map(monitors.map((monitor) => [monitor.id, monitor]));
  const held = (path: string, id: string, rule: Limit, must: Held['must']): Held[] => {
    const monitor = known.get(id);
    return monitor ? [{ path, rule, monitor, must }] : [];
  };
  return [
    ...triggers.flatMap(({ monitor, rule }, at) => held(`triggers[${at}].rule`, monitor, rule, 'not be reached')),
    ...phases.flatMap(({ gates }, at) =>
      gates.flatMap((gate, nth) =>
        gate.is === 'metric' ? held(`phases[${at}].gates[${nth}].rule`, gate.metric, gate.rule, 'hold') : [],
      ),
    ),
    ...successCriteria.flatMap(({ metric }, at) =>
      metric ? held(`successCriteria[${at}].metric.rule`, metric.id, metric.rule, 'hold') : [],
    ),
  ];
};

const limitInWords = (rule: Limit): string => {
  if (rule.is === 'regression') return `regression beyond ${rule.tolerate} %`;
  return isFixed(rule)
    ? `${fixedInWords(rule)} ${rule.value}`
    : `${rule.value} × ${rule.is === 'times-control' ? 'control' : 'the baseline'}`;
};

const rightDirection: Rule = {
  code: 'R024',
  title: 'Limits look to the bad side of a metric, gates to the good side',
  why: 'turned round, a trigger fires when things go well and sleeps when they do not',
  fix: 'turn the rule round, or correct which direction is good for the monitor',
  severity: 'error',
  look: (plan) =>
    limitsOf(plan).flatMap(({ path, rule, monitor, must }) => {
      const message = `${limitInWords(rule)} ${must === 'hold' ? 'must hold' : 'sets it off'}, and for ${quoted(monitor.id)} ${monitor.good} is good`;
      return isTurnedRound(rule, monitor, must) ? [{ path, message }] : [];
    }),
};

const isTurnedRound = (rule: Limit, { good }: Monitor, must: Held['must']): boolean => {
  if (isFixed(rule)) return (good === (sideOf(rule) === 'over' ? 'up' : 'down')) === (must === 'not be reached');
  if (rule.is === 'regression' || must === 'hold') return false;
  return good === 'down' ? rule.value <= 1 : rule.value >= 1;
};

const baselineIsKnown: Rule = {
  code: 'R025',
  title: 'What is compared with a baseline has one',
  why: 'a multiple of a value that nobody has measured can be neither reached nor missed',
  fix: "write the monitor's baseline, or compare with control instead",
  severity: 'error',
  look: (plan) =>
    limitsOf(plan).flatMap(({ path, rule, monitor }) =>
      rule.is === 'times-baseline' && monitor.baseline === undefined
        ? [{ path, message: `${limitInWords(rule)}, and ${quoted(monitor.id)} has no baseline` }]
        : [],
    ),
};

const somebodyToCompareWith: Rule = {
  code: 'R026',
  title: 'What is compared with control is looked at while there is a control',
  why: 'where everybody or nobody has the change there is no one to compare with: a trigger never fires, a gate never opens',
  fix: 'use a fixed limit there, or look while only a part has it',
  severity: 'error',
  look: ({ triggers, phases }) => [
    ...triggers.flatMap(({ id, monitor, rule }, at) => {
      const watching = needsControl(rule) ? phases.filter(({ watch }) => watch.includes(monitor)) : [];
      if (watching.length === 0 || watching.some(({ audience }) => hasControl(audience))) return [];
      return [
        {
          path: `triggers[${at}].rule`,
          message: `${quoted(id)} is ${limitInWords(rule)}, and no phase that watches it has a control`,
        },
      ];
    }),
    ...phases.flatMap(({ id, gates, audience }, at) =>
      gates.flatMap((gate, nth) =>
        gate.is === 'metric' && needsControl(gate.rule) && !hasControl(audience)
          ? [
              {
                path: `phases[${at}].gates[${nth}].rule`,
                message: `${limitInWords(gate.rule)} cannot be told in phase ${quoted(id)}: there is no control`,
              },
            ]
          : [],
      ),
    ),
  ],
};

const milderFirst: Rule = {
  code: 'R027',
  title: 'The milder action comes first: hold before pause, pause before rollback',
  why: 'a pause that is reached only where the rollback already was never happens, and people learn of trouble too late',
  fix: 'let the milder trigger be reached first, or at the same value over a shorter window',
  severity: 'error',
  look: ({ triggers, monitors }) => {
    const good = new Map(monitors.map((monitor) => [monitor.id, monitor.good]));
    return triggers.flatMap((milder, at) => {
      const overtaking = triggers.find((stricter) => overtakes(stricter, milder, good.get(milder.monitor) ?? 'down'));
      if (!overtaking) return [];
      const message = `${milder.action} at ${limitInWords(milder.rule)} (${milder.window}) comes no sooner than ${overtaking.action} at ${limitInWords(overtaking.rule)} (${overtaking.window}) of ${quoted(overtaking.id)}`;
      return [{ path: `triggers[${at}].rule`, message }];
    });
  },
};

/** Whether the milder of two triggers on one monitor has nothing left to say when the stricter one speaks. */
const overtakes = (stricter: Trigger, milder: Trigger, good: Monitor['good']): boolean => {
  if (stricter.monitor !== milder.monitor || familyOf(stricter.rule) !== familyOf(milder.rule)) return false;
  if (strictness(milder.action) >= strictness(stricter.action)) return false;
  const falling = familyOf(milder.rule) === 'under' || (milder.rule.is.startsWith('times') && good === 'up');
  const ahead = (falling ? -1 : 1) * (heightOf(stricter.rule) - heightOf(milder.rule));
  if (ahead === 0 && isInclusive(stricter.rule) && !isInclusive(milder.rule)) return true;
  return ahead < 0 || (ahead === 0 && toMs(milder.window) >= toMs(stricter.window));
};

/** Rules whose numbers can be held against each other. */
const familyOf = (rule: Limit): string => (isFixed(rule) ? sideOf(rule) : rule.is);

const isInclusive = ({ is }: Limit): boolean => is === 'at-least' || is === 'at-most';

const heightOf = (rule: Limit): number => (rule.is === 'regression' ? rule.tolerate : rule.value);

const kindFitsAction: Rule = {
  code: 'R028',
  title: 'A trigger is of the kind that it says',
  why: 'a guard is the statistical test and nothing else is; a warning tells and holds, and does not stop',
  fix: 'set kind to guard for a regression, to warn for notify and hold, to limit for the rest',
  severity: 'error',
  look: ({ triggers }) =>
    triggers.flatMap(({ kind, rule, action }, at) => {
      const isTest = rule.is === 'regression';
      if ((kind === 'guard') !== isTest)
        return [{ path: `triggers[${at}].kind`, message: `${kind} does not go with ${limitInWords(rule)}` }];
      return kind === 'warn' && strictness(action) > strictness('hold')
        ? [{ path: `triggers[${at}].kind`, message: `a warning does not ${action}` }]
        : [];
    }),
};

const withinReach: Rule = {
  code: 'R029',
  title: 'A limit can be reached and can be kept',
  why: 'a share lies between 0 and 100 % and a count is never negative: beyond that a limit is always true or never',
  fix: 'write it in the unit of the monitor; a ratio is in percent, so 5 % is 5 and not 0.05',
  severity: 'error',
  look: (plan) =>
    limitsOf(plan).flatMap(({ path, rule, monitor }) => {
      const verdict = foregone(rule, monitor);
      return verdict === undefined
        ? []
        : [{ path, message: `${quoted(monitor.id)} is ${verdict} ${limitInWords(rule)} ${monitor.unit}` }];
    }),
};

const foregone = (rule: Limit, { kind }: Monitor): 'always' | 'never' | undefined => {
  if (kind === 'gauge' || !isFixed(rule)) return undefined;
  const [least, most] = [isReachedBy(rule, 0), isReachedBy(rule, kind === 'ratio' ? 100 : Infinity)];
  return least === most ? (least ? 'always' : 'never') : undefined;
};

export const limitRules: readonly Rule[] = [
  rightDirection,
  baselineIsKnown,
  somebodyToCompareWith,
  milderFirst,
  kindFitsAction,
  withinReach,
];
