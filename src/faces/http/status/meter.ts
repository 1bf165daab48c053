import type { MiddlewareHandler } from 'hono';
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Metric, Registry } from 'prom-client';
import type { DriverNumbers, Histogram as Counted } from '../../../app/drive/numbers.ts';
import { readCards, type Found } from '../../../app/executor/card.ts';
import { pageOf } from '../../../app/executor/pages.ts';
import { backendsOf, countsOf } from '../../../app/service-status.ts';
import { LIVE } from '../../../core/rollout/table.ts';
import { routeOf } from '../route.ts';
import type { Env, Serving } from '../serving.ts';

export type Meter = {
  /** Times every request, by the route that it matched. */
  readonly timed: MiddlewareHandler<Env>;
  readonly text: () => Promise<string>;
  readonly type: string;
};

/** Rollouts with a line of their own: no more, however many there are. */
const MOST_ROLLOUTS = 100;

export const meterOf = ({ log, numbers, room }: Pick<Serving, 'log' | 'numbers' | 'room'>): Meter => {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const took = new Histogram({
    name: 'rampart_http_request_duration_seconds',
    help: 'How long requests took to answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers: [register],
  });
  const refused = new Counter({
    name: 'rampart_http_refusals_total',
    help: 'Requests that were refused for who asked, or how often.',
    labelNames: ['status'],
    registers: [register],
  });
  const seen = rolloutGauges(register);
  if (numbers) turnMetrics(register, numbers);
  if (room) told(register, 'flag_sync_streams', 'Streams on which flagd is told of flags.', room.taken);
  return {
    timed: async (c, next) => {
      const end = took.startTimer();
      await next();
      const { status } = c.res;
      end({
        method: METHODS.has(c.req.method) ? c.req.method : 'other',
        route: routeOf(c),
        status: `${Math.floor(status / 100)}xx`,
      });
      if (status === 401 || status === 403 || status === 429) refused.inc({ status });
    },
    text: async () => {
      const listed = await log.list();
      seen(listed.ok ? readCards(listed.value) : undefined);
      return register.metrics();
    },
    type: register.contentType,
  };
};

/** Whoever asks may say anything there. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']);

/** What the log says of all rollouts. Where it does not answer nothing is told but that. */
const rolloutGauges = (register: Registry): ((found: readonly Found[] | undefined) => void) => {
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
    new Gauge({ name: `rampart_${name}`, help, labelNames, registers: [register] });
  const up = gauge('log_up', 'Whether the event log answered.');
  const all = gauge('rollouts', 'Rollouts, by where they stand.', ['status']);
  const troubled = gauge('rollouts_troubled', 'Rollouts that something keeps or takes back.');
  const exposed = gauge('rollout_exposure_percent', 'The largest share of everyone that has it; the most urgent.', [
    'rollout',
    'environment',
  ]);
  const lost = gauge('backend_rollouts_out_of_reach', 'Live rollouts whose flag system did not answer.', ['backend']);
  return (found) => {
    for (const one of [all, exposed, lost]) one.reset();
    up.set(found ? 1 : 0);
    // Reset it would say that there is none.
    if (!found) return troubled.remove();
    for (const [status, count] of Object.entries(countsOf(found))) all.set({ status }, count);
    troubled.set(found.filter(({ summary }) => summary.trouble !== undefined).length);
    const live = found.filter(({ summary }) => LIVE.includes(summary.status));
    for (const { backend, outOfReach } of backendsOf(live)) lost.set({ backend }, outOfReach);
    for (const { id, environment, percent } of pageOf(live, { limit: MOST_ROLLOUTS }).rollouts)
      exposed.set({ rollout: id, environment }, percent);
  };
};

/** What the driver counts is told as it counts it. */
const turnMetrics = (register: Registry, numbers: () => DriverNumbers): void => {
  const outcomes = ['decided', 'overtaken', 'failed', 'putBack', 'found'] as const;
  void new Counter({
    name: 'rampart_turns_total',
    help: 'Turns that this process took, and what came of them.',
    labelNames: ['outcome'],
    registers: [register],
    collect() {
      const now = numbers();
      this.reset();
      this.inc({ outcome: 'taken' }, now.turns);
      for (const outcome of outcomes) this.inc({ outcome }, now[outcome]);
    },
  });
  told(register, 'turns_in_flight', 'Turns that are being taken.', () => numbers().inFlight);
  counted(
    register,
    'rampart_turn_lateness_seconds',
    'How long after they were due turns were begun.',
    () => numbers().lateness,
  );
  counted(register, 'rampart_turn_duration_seconds', 'How long turns took.', () => numbers().took);
};

/** What somebody else counts, as it is when it is asked for. */
const told = (register: Registry, name: string, help: string, read: () => number): void =>
  void new Gauge({
    name: `rampart_${name}`,
    help,
    registers: [register],
    collect() {
      this.set(read());
    },
  });

/** A histogram that somebody else counts. The library has none, and asks of its own only what this answers. */
const counted = (register: Registry, name: string, help: string, read: () => Counted): void => {
  const get = async () => {
    const { boundsMs, counts, count, sumMs } = read();
    const bucket = (le: number | string, value: number) => ({ metricName: `${name}_bucket`, labels: { le }, value });
    const values = [
      ...boundsMs.map((boundMs, at) => bucket(boundMs / 1000, counts[at] ?? 0)),
      bucket('+Inf', count),
      { metricName: `${name}_sum`, labels: {}, value: sumMs / 1000 },
      { metricName: `${name}_count`, labels: {}, value: count },
    ];
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  };
  register.registerMetric({ name, help, type: 'histogram', get, reset: () => undefined } as unknown as Metric);
};
