import { toMs } from '../../values/duration.ts';
import { isFixed, sideOf, strictness } from '../../values/metric.ts';
import type { Plan } from '../plan.ts';
import type { Monitor, Trigger } from '../watch.ts';
import { actionIn, DO } from './actions.ts';
import { severityName } from './names.ts';
import { sayQuantity } from './quantity.ts';
import { sayFor, sayLimit, sayTrigger, usualWindow } from './rule-words.ts';
import type { Report, ReportAlert, ReportMetric } from './schema.ts';
import { withAside } from './time-words.ts';

export const NOT_MEASURED = 'not measured';
export const NO_LIMIT = 'none';

/** What is looked at, who is called when, and what goes back by itself. Every trigger stands in one place. */
export const sayWatching = (
  plan: Plan,
): Pick<Report['monitoring'], 'metrics' | 'alerts'> & { automatic: Report['rollback_plan']['automatic_triggers'] } => {
  const monitors = new Map(plan.monitors.map((monitor) => [monitor.id, monitor]));
  const listed = plan.monitors.filter(({ implied }) => !implied).map((monitor) => sayMetric(monitor, plan.triggers));
  const inList = new Set(listed.map(({ by }) => by));
  const rest = plan.triggers.filter((trigger) => !inList.has(trigger));
  const said = (trigger: Trigger, style: 'words' | 'signs'): string => {
    const monitor = monitors.get(trigger.monitor) ?? UNKNOWN(trigger.monitor);
    return `${sayTrigger(monitor, trigger.rule, style)}${sayFor(trigger.window, usualWindow(monitor.unit))}`.slice(
      -300,
    );
  };
  return {
    metrics: listed.map(({ metric }) => metric),
    alerts: rest
      .filter(({ action }) => action !== 'rollback')
      .map((trigger) => sayAlert(trigger, said(trigger, 'signs'))),
    automatic: rest.filter(({ action }) => action === 'rollback').map((trigger) => said(trigger, 'words')),
  };
};

const UNKNOWN = (id: string): Pick<Monitor, 'name' | 'unit' | 'good'> => ({ name: id, unit: '', good: 'down' });

type Listed = { readonly metric: ReportMetric; readonly by: Trigger | undefined };

/** The mildest limit is the threshold. A trigger that only tells people is said by it, and needs no alert of its own. */
const sayMetric = (monitor: Monitor, triggers: readonly Trigger[]): Listed => {
  const mine = triggers.filter((trigger) => trigger.monitor === monitor.id);
  const mildest = mine.toSorted((a, b) => strictness(a.action) - strictness(b.action))[0];
  const below =
    mildest !== undefined && (isFixed(mildest.rule) ? sideOf(mildest.rule) === 'under' : monitor.good === 'up');
  const metric: ReportMetric = {
    name: monitor.name,
    baseline:
      monitor.baseline === undefined ? NOT_MEASURED : sayQuantity({ value: monitor.baseline, unit: monitor.unit }),
    threshold: mildest ? sayLimit(monitor, mildest.rule) : NO_LIMIT,
    ...(below ? { alert_if_below: true } : { alert_if_exceeds: mildest !== undefined }),
  };
  return { metric, by: mildest && isPlainNotice(mildest, monitor) ? mildest : undefined };
};

const isPlainNotice = (trigger: Trigger, { unit }: Monitor): boolean =>
  trigger.action === 'notify' &&
  trigger.respond === undefined &&
  trigger.severity === 'warning' &&
  (trigger.rule.is === 'above' || trigger.rule.is === 'below') &&
  toMs(trigger.window) === toMs(usualWindow(unit));

/** What people do stands in the action; where it does not say what the machine does, that comes first. */
const sayAlert = (trigger: Trigger, when: string): ReportAlert => {
  const { action, respond } = trigger;
  const words =
    respond === undefined ? DO[action] : actionIn(respond) === action ? respond : `${DO[action]}: ${respond}`;
  return { trigger: when, action: words.slice(0, 300), severity: severityName.say(trigger.severity) };
};

/** Where to look. An address stands in brackets behind the name. */
export const sayDashboards = (plan: Plan): string[] => plan.dashboards.map(({ name, url }) => withAside(name, url));
