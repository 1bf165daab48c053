import type { Monitor } from '../../core/plan/watch.ts';
import { problem } from '../../core/problem.ts';
import { plainLine } from '../../core/values/quote.ts';
import type { MetricSource } from '../../ports/metric-source.ts';
import { sourcePlace } from '../../ports/metric-source.ts';
import { inTime } from '../executor/deadline.ts';
import type { OpenLog } from '../../ports/event-log.ts';
import type { Ports } from '../operation.ts';
import { late } from './flags.ts';
import { fails, secretsOf, shown, type Thing, works } from './thing.ts';

/** A metric source, and all that anybody wants to hear from it. */
export type MetricsWanted = { readonly place: string; readonly watched: readonly Watched[] };

/** A metric that is to be watched: over how long, and with what flag in its queries. */
export type Watched = { readonly monitor: Monitor; readonly windowMs: number; readonly flag: string | undefined };

/** Opens a metric source and asks it what it would be asked in a turn. */
export const lookAtMetrics = async (
  { place, watched }: MetricsWanted,
  ports: Ports,
  log: OpenLog,
): Promise<Thing[]> => {
  const { name = 'file', at } = sourcePlace(place);
  const adapter = await ports.adapter('metrics', name);
  const named = { what: 'metrics', name, place: shown(at) } as const;
  const known = adapter ? { ...named, secrets: await secretsOf(adapter, ports) } : named;
  const opened = await ports.openMetrics(place, log);
  if (!opened.ok) return [fails(known, opened.problems)];
  const { greet } = opened.value;
  const greeting = greet ? await inTime(ports.clock, greet(), late) : undefined;
  if (greeting && !greeting.ok) return [fails(known, greeting.problems)];
  const asked = await Promise.all(watched.map((one) => lookAtMetric(opened.value, one, ports)));
  const well = asked.filter(({ state }) => state === 'works' || state === 'silent').length;
  const says = watched.length === 0 ? 'no metric is watched' : `${well} of ${asked.length} metrics can be asked for`;
  return [works(known, [...(greeting ? [greeting.value] : []), says].join(' · ')), ...asked];
};

const lookAtMetric = async (
  source: MetricSource,
  { monitor, windowMs, flag }: Watched,
  ports: Ports,
): Promise<Thing> => {
  const named = { what: 'metric', name: monitor.id } as const;
  const asked = source.measure({ ...monitor, flag }, windowMs, ports.clock.nowMs());
  const answer = await inTime(ports.clock, asked, (why) => ({ is: 'error' as const, why }));
  if (answer.is === 'no-data') return { ...named, state: 'silent', says: plainLine(answer.why) };
  if (answer.is === 'error') return fails(named, failedBy(answer.why));
  const { treatment, control, withoutControl } = answer;
  const others = control ? `${control.samples} of control` : `no control: ${withoutControl ?? 'nothing was observed'}`;
  return works(named, `${treatment.samples} samples of treatment, ${others}`);
};

const failedBy = (message: string) => [
  problem({
    kind: 'unreachable',
    code: 'metric-silent',
    message,
    hint: 'look at its queries in the policy, and at what the page of the source says of them',
  }),
];
