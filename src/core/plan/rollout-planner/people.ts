import { toIso, toMs } from '../../values/duration.ts';
import type { Dependency, Risk } from '../../values/people.ts';
import type { Plan } from '../plan.ts';
import type { Criterion } from '../watch.ts';
import { checkComparison, doubt, type Hearing, monitorIn } from './hearing.ts';
import { readRule, ruleOf } from './rule-words.ts';
import type { Report, ReportRisk } from './schema.ts';
import { readTime, sayTime, splitAside, withAside } from './time-words.ts';

const IF_IT_HAPPENS = '; if it happens: ';

export const sayRisk = ({ risk, likelihood, impact, mitigation, contingency }: Risk): ReportRisk => ({
  risk,
  mitigation: contingency === undefined ? mitigation : `${mitigation}${IF_IT_HAPPENS}${contingency}`,
  severity: impact === 'high' && likelihood === 'high' ? 'Critical' : GRAVITY[impact],
});

const GRAVITY = { low: 'Low', medium: 'Medium', high: 'High' } as const;

/** A report knows how bad, not how likely: unknown stands in the middle, critical is bad and likely. */
export const hearRisk = ({ risk, mitigation, severity }: ReportRisk): Risk => {
  const [first = '', contingency] = mitigation.split(IF_IT_HAPPENS);
  return {
    risk,
    likelihood: severity === 'Critical' ? 'high' : 'medium',
    impact: severity === 'Low' ? 'low' : severity === 'Medium' ? 'medium' : 'high',
    mitigation: first,
    ...(contingency === undefined ? {} : { contingency }),
  };
};

type Kind = Dependency['kind'];

const SPOKEN: readonly (readonly [Kind, Dependency['needs'], string, string])[] = [
  ['flag', 'fully-on', 'Flag ', ' fully on'],
  ['flag', 'available', 'Flag ', ' exists'],
  ['plan', 'fully-on', 'Plan ', ' complete'],
  ['plan', 'available', 'Plan ', ' approved'],
  ['service', 'available', 'Service ', ' available'],
  ['service', 'fully-on', 'Service ', ' fully on'],
  ['tool', 'fully-on', 'Tool ', ' fully on'],
];

/** A tool that has to be there is just named, the others say what they are. */
export const sayDependency = ({ name, kind, needs, why }: Dependency): string => {
  const [, , before = '', after = ''] = SPOKEN.find(([one, state]) => one === kind && state === needs) ?? [];
  return withAside(`${before}${name}${after}`, why);
};

export const hearDependency = (text: string): Dependency => {
  const { head, aside } = splitAside(text);
  const why = aside === undefined ? {} : { why: aside };
  for (const [kind, needs, before, after] of SPOKEN)
    if (head.startsWith(before) && head.endsWith(after) && head.length > before.length + after.length)
      return { name: head.slice(before.length, -after.length), kind, needs, ...why };
  return { name: head, kind: 'tool', needs: 'available', ...why };
};

export const sayRollback = (plan: Plan): Omit<Report['rollback_plan'], 'automatic_triggers'> => ({
  manual_rollback_steps: plan.rollback.steps.map(({ text }, at) => `${at + 1}. ${text}`),
  rollback_duration: `< ${sayTime(toMs(plan.rollback.deadline))}`,
  data_rollback: plan.rollback.data,
  communication: plan.rollback.communication,
});

const NUMBERED = /^\d{1,3}[.)] /;

export const hearRollback = (hearing: Hearing): Plan['rollback'] => {
  const { manual_rollback_steps, rollback_duration, data_rollback, communication } = hearing.report.rollback_plan;
  const within = readTime(rollback_duration.replace(/^(?:<|less than|under|within) ?/i, ''));
  if (!within)
    doubt(hearing, {
      code: 'deadline-unknown',
      path: 'rollback_plan.rollback_duration',
      message: `"${rollback_duration}" is no time: ${hearing.policy.rollback.deadline} is taken from the policy`,
      hint: 'write it as "< 5 minutes"',
    });
  return {
    target: { percent: 0 },
    deadline: toIso(within || toMs(hearing.policy.rollback.deadline)),
    steps: manual_rollback_steps.map((text) => ({ text: text.replace(NUMBERED, '').slice(0, 300) || text })),
    data: data_rollback,
    communication,
  };
};

/** The words stay as they are; where a metric can tell, it is said which. */
export const hearCriterion = (hearing: Hearing, text: string, path: string): Criterion => {
  const known = Object.values(hearing.policy.successCriteria).find((one) => one.text === text);
  const read = readRule(text);
  const monitor = read && monitorIn(hearing, read, path);
  const rule = monitor && ruleOf(read, monitor, 'holds');
  if (rule) {
    checkComparison(hearing, read, rule, path);
    return { text, metric: { id: monitor.id, rule } };
  }
  if (!known)
    doubt(hearing, {
      code: 'criterion-for-people',
      path,
      message: `"${text}" names no metric with a limit: a person has to say whether it was met`,
      hint: 'write it as "METRIC < NUMBER", or leave it to a person',
    });
  return { text };
};
