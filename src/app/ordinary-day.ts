import type { Plan } from '../core/plan/plan.ts';
import type { Monitor } from '../core/plan/watch.ts';
import type { Arm } from '../core/guards/measurement.ts';
import { ok, problem, type Problem, type Result } from '../core/problem.ts';
import { DAY } from '../core/values/duration.ts';
import { plainLine } from '../core/values/quote.ts';
import type { MetricSource } from '../ports/metric-source.ts';
import { inTime } from './executor/deadline.ts';
import { openToLook } from './executor/open.ts';
import type { Usual } from './make-plan.ts';
import type { Ports } from './operation.ts';

/**
 * What the day before was like, asked of the source that will watch the rollout. Nobody has the change yet, so everybody
 * is control. What cannot be told stays unknown, and is said.
 */
export const ordinaryDay = async (plan: Plan, place: string, ports: Ports): Promise<Result<Usual>> => {
  const opened = await ports.openMetrics(place, () => openToLook(ports, undefined));
  if (!opened.ok) return opened;
  const watched = new Set(plan.triggers.map(({ monitor }) => monitor));
  const monitors = plan.monitors.filter(({ id }) => watched.has(id));
  const days = await Promise.all(monitors.map((monitor) => askedOf(monitor, opened.value, { plan, ports })));
  const perDay = Math.max(0, ...days.map(({ arm }) => Math.round(arm?.samples ?? 0)));
  const values = days.flatMap(({ id, arm, monitor }): [string, number][] => {
    const value = arm && valueOf(monitor, arm);
    return value === undefined ? [] : [[id, value]];
  });
  const unheard = days.flatMap(({ id, why }) => (why === undefined ? [] : [unknown(id, why)]));
  return ok({ perDay: perDay > 0 ? perDay : undefined, values: Object.fromEntries(values) }, unheard);
};

type Day = { readonly id: string; readonly monitor: Monitor; readonly arm?: Arm; readonly why?: string };

const askedOf = async (
  monitor: Monitor,
  source: MetricSource,
  { plan, ports }: { readonly plan: Plan; readonly ports: Ports },
): Promise<Day> => {
  const control = monitor.arms?.control ?? 'control';
  const everybody = { ...monitor, arms: { treatment: control, control }, flag: plan.flags[0]?.key };
  const asked = source.measure(everybody, DAY, ports.clock.nowMs());
  const heard = await inTime(ports.clock, asked, (why) => ({ is: 'error' as const, why }));
  const named = { id: monitor.id, monitor };
  return heard.is === 'measured' ? { ...named, arm: heard.control ?? heard.treatment } : { ...named, why: heard.why };
};

/** Broken numbers make no usual value: better none than one that nothing is ever far from. */
const valueOf = ({ kind }: Monitor, { samples, count, bad, value, p99 }: Arm): number | undefined => {
  const counted = kind === 'ratio' && count !== undefined && bad !== undefined && count > 0;
  const found = counted ? (100 * bad) / count : kind === 'latency' ? (value ?? p99) : value;
  const fits = found !== undefined && Number.isFinite(found) && found > 0 && (kind !== 'ratio' || found < 100);
  return fits && samples > 0 ? Number(found.toPrecision(3)) : undefined;
};

const unknown = (id: string, why: string): Problem =>
  problem({
    kind: 'unreachable',
    code: 'usual-unknown',
    path: id,
    message: `what is usual of it is not known: ${plainLine(why)}`,
    hint: 'write its baseline in the policy, or look at its queries: rampart doctor',
    severity: 'warning',
  });
