import { toIso, toMs } from '../../values/duration.ts';
import { isFixed, type Rule, sideOf } from '../../values/metric.ts';
import { slug } from '../../values/text.ts';
import type { Plan } from '../plan.ts';
import { Dashboard, type Monitor, type Trigger } from '../watch.ts';
import { actionIn, DO } from './actions.ts';
import { checkComparison, describe, doubt, type Hearing, monitorFor, monitorIn, unusedId } from './hearing.ts';
import { severityName } from './names.ts';
import { readQuantity } from './quantity.ts';
import { readRule, ruleOf, usualWindow } from './rule-words.ts';
import { NO_LIMIT, NOT_MEASURED } from './say-watching.ts';
import type { ReportAlert, ReportMetric } from './schema.ts';
import { splitAside } from './time-words.ts';

/** Reads the metrics first, so that what alerts and triggers name is already known. */
export const hearWatching = (hearing: Hearing): Trigger[] => {
  const { monitoring, rollback_plan } = hearing.report;
  const triggers: Trigger[] = [];
  const add = (made: Trigger | undefined): void => {
    if (!made) return;
    triggers.push({
      ...made,
      id: unusedId(
        made.id,
        triggers.map(({ id }) => id),
      ),
    });
  };
  const listed = monitoring.metrics.map((metric, at) => hearMetric(hearing, metric, `monitoring.metrics[${at}]`));
  const acting: Trigger[] = [];
  for (const [at, alert] of monitoring.alerts.entries())
    acting.push(...hearAlert(hearing, alert, `monitoring.alerts[${at}]`));
  for (const [at, text] of rollback_plan.automatic_triggers.entries())
    acting.push(...hearAutomatic(hearing, text, `rollback_plan.automatic_triggers[${at}]`));
  const elsewhere = new Set(acting.map(sameThreshold));
  for (const notice of listed) if (notice && !elsewhere.has(sameThreshold(notice))) add(notice);
  for (const trigger of acting) add(trigger);
  return triggers;
};

const sameLimit = ({ monitor, rule }: Trigger): string =>
  `${monitor} ${JSON.stringify(Object.entries(rule).toSorted())}`;

/** A metric's threshold is a bare number: whether that number itself counts, the sentence beside it says. */
const sameThreshold = (trigger: Trigger): string =>
  isFixed(trigger.rule) ? `${trigger.monitor} ${sideOf(trigger.rule)} ${trigger.rule.value}` : sameLimit(trigger);

const hearMetric = (hearing: Hearing, metric: ReportMetric, path: string): Trigger | undefined => {
  const threshold = readQuantity(metric.threshold);
  const unit = (threshold ?? readQuantity(metric.baseline))?.unit;
  const found = monitorFor(hearing, { name: metric.name, path: `${path}.name`, unit });
  const below = metric.alert_if_below === true;
  if (!found) return forPeople(hearing, `${path}.threshold`, `Watch by hand: ${spoken(metric)}`);
  const monitor = describe(hearing, found, metric.baseline, below ? 'down' : 'up');
  if (metric.baseline !== NOT_MEASURED && monitor.baseline === undefined)
    forPeople(hearing, `${path}.baseline`, `Usual value of ${metric.name}: ${metric.baseline}`);
  if (metric.threshold === NO_LIMIT) return undefined;
  const read = readRule(sentence(metric, below));
  const rule = read && ruleOf(read, monitor, 'fires');
  const alerts = below || metric.alert_if_exceeds === true;
  if (rule && alerts) return triggerOf(hearing, { monitor, rule, action: 'notify', severity: 'warning' });
  return forPeople(hearing, `${path}.threshold`, `Watch by hand: ${spoken(metric)}`);
};

const WORSE = ' worse than control';

const sentence = ({ name, threshold }: ReportMetric, below: boolean): string =>
  threshold.endsWith(WORSE)
    ? `${name} is worse than control by more than ${threshold.slice(0, -WORSE.length)}`
    : `${name} ${below ? '<' : '>'} ${threshold}`;

const spoken = ({ name, baseline, threshold }: ReportMetric): string =>
  `${name}, usually ${baseline}, limit ${threshold}`;

const hearAlert = (hearing: Hearing, alert: ReportAlert, path: string): Trigger[] => {
  const found = hearLimit(hearing, alert.trigger, `${path}.trigger`);
  if (!found) {
    forPeople(hearing, `${path}.trigger`, `Watch by hand: ${alert.trigger}; then: ${alert.action}`);
    return [];
  }
  const action = actionIn(alert.action);
  if (!action)
    doubt(hearing, {
      code: 'action-for-people',
      path: `${path}.action`,
      message: `"${alert.action}" names nothing that Rampart does: the plan holds, and tells people the rest`,
      hint: 'say notify, hold, pause or roll back',
    });
  const [first = '', ...rest] = alert.action.split(': ');
  const respond = first === DO[action ?? 'hold'] ? rest.join(': ') || undefined : alert.action;
  return [
    triggerOf(hearing, { ...found, action: action ?? 'hold', severity: severityName.hear(alert.severity), respond }),
  ];
};

const hearAutomatic = (hearing: Hearing, text: string, path: string): Trigger[] => {
  const found = hearLimit(hearing, text, path);
  if (found) return [triggerOf(hearing, { ...found, action: 'rollback', severity: 'critical' })];
  forPeople(hearing, path, `Roll back by hand when: ${text}`);
  return [];
};

type Limit = { readonly monitor: Monitor; readonly rule: Rule; readonly windowMs?: number | undefined };

const hearLimit = (hearing: Hearing, text: string, path: string): Limit | undefined => {
  const read = readRule(text);
  const monitor = read && monitorIn(hearing, read, path);
  const rule = monitor && ruleOf(read, monitor, 'fires');
  if (!rule) return undefined;
  checkComparison(hearing, read, rule, path);
  return { monitor, rule, windowMs: read.windowMs };
};

const forPeople = (hearing: Hearing, path: string, note: string): undefined => {
  hearing.notes.push(note.slice(0, 300));
  doubt(hearing, {
    code: 'limit-for-people',
    path,
    message: `nothing watches this by itself; the plan tells people: "${note}"`,
    hint: 'write it as "METRIC exceeds NUMBER", with a metric of the policy',
  });
  return undefined;
};

type Wanted = Limit & Pick<Trigger, 'action' | 'severity'> & { readonly respond?: string | undefined };

/** The words say metric, limit and action. How long is looked and how much is enough, the policy's own trigger knows. */
const triggerOf = ({ policy }: Hearing, wanted: Wanted): Trigger => {
  const { monitor, rule, action, severity, respond } = wanted;
  const window = toIso(wanted.windowMs ?? toMs(usualWindow(monitor.unit)));
  const limit = `${monitor.id}-${rule.is}-${rule.is === 'regression' ? rule.tolerate : rule.value}`;
  const plain: Trigger = {
    id: slug(limit, 76),
    monitor: monitor.id,
    kind: rule.is === 'regression' ? 'guard' : action === 'rollback' || action === 'pause' ? 'limit' : 'warn',
    rule,
    window,
    minSamples: monitor.kind === 'count' || monitor.kind === 'gauge' ? 0 : 200,
    action,
    severity,
    noData: { after: 'PT15M', action: 'hold' },
    ...(respond === undefined ? {} : { respond }),
  };
  const [id, known] =
    Object.values(policy.triggers)
      .flatMap((set) => Object.entries(set))
      .find(
        ([, one]) =>
          sameLimit({ ...plain, ...one, monitor: one.metric }) === sameLimit(plain) &&
          one.action === action &&
          toMs(one.window) === toMs(window),
      ) ?? [];
  if (!id || !known) return plain;
  const noData = { ...known.noData, after: toIso(toMs(known.noData.after)) };
  const told =
    action === 'rollback' && known.respond !== undefined ? { severity: known.severity, respond: known.respond } : {};
  const { kind, minSamples, weight, attributable } = known;
  const test = { ...(weight === undefined ? {} : { weight }), ...(attributable ? { attributable } : {}) };
  return { ...plain, id, kind, minSamples, noData, ...test, ...told };
};

export const hearDashboards = ({ report }: Hearing): Plan['dashboards'] =>
  report.monitoring.dashboards.map((text) => {
    const { head, aside } = splitAside(text);
    return aside && Dashboard.shape.url.safeParse(aside).success ? { name: head, url: aside } : { name: text };
  });
