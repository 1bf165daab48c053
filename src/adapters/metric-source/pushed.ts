import { z } from 'zod';
import { type Measurement, sound } from '../../core/guards/measurement.ts';
import { ok } from '../../core/problem.ts';
import { nameOf } from '../../core/series/measured.ts';
import { ofMetric, type PushedDay } from '../../core/series/pushed.ts';
import { measuredInSpans } from '../../core/series/spans.ts';
import { humanDuration } from '../../core/values/duration.ts';
import { plain, quoted } from '../../core/values/quote.ts';
import { metricSourceAdapter } from '../../ports/adapter.ts';
import { type Asked, type MetricSource, NO_FLAG_YET } from '../../ports/metric-source.ts';
import { KEPT_MS, type ObservationStore, observationStore } from '../../ports/observation-store.ts';
import { LOG_OPTIONS, LOG_SECRET, ownLog } from '../own-log.ts';
import { fault, nothing } from './answer.ts';

const Options = z.strictObject({
  environment: z.string().min(1).max(100).meta({ description: 'the environment that the numbers were pushed for' }),
  ...LOG_OPTIONS,
});

export const pushed = metricSourceAdapter({
  name: 'pushed',
  about: 'numbers that others count and push to the service: no metrics system that can be asked needed',
  place: {
    what: 'the event log that they are kept in',
    example: 'log?environment=production',
    takes: ['file', 'postgres'],
  },
  options: Options,
  secrets: [LOG_SECRET],
  notes: [
    'A hook of the service takes them: [pushing numbers](../service.md#pushing-numbers) has a whole example. They are kept in the log that the rollouts are in, `pushed:` with the environment and the day, and move along with it. `log` is the log that the rollout itself is in; another is named by its file or its server, and has to be there.',
    'A metric is asked for by its `query`, or by its id where it has none, of the first flag of the plan, in the arms that `arms` of the metric names.',
    'An observation belongs to the window in which it begins. Those of a window have to follow one another without a gap, to its end where it is over; treatment and control have to be told of the same minutes. What is told of a part of the time is an error, and what was told too long ago is no data: more than a minute and the length of an observation. Windows need to be four times as long as an observation: push every minute.',
    'Nothing that began more than three days ago is answered for. There may be 50,000 observations a day in one environment.',
  ],
  connect: async ({ at, options }, context) => {
    const { environment, ...how } = options;
    const open = ownLog({ at, ...how }, context);
    if (!open.ok) return open;
    const { nowMs } = context.clock;
    return ok(pushedMetricSource(observationStore({ open: open.value, environment, nowMs }), environment, nowMs));
  },
});

/** What was pushed, out of where it is kept. */
export const pushedMetricSource = (
  store: ObservationStore,
  environment: string,
  nowMs: () => number,
): MetricSource => ({
  measure: async (asked, windowMs, atMs) => {
    const moment = { fromMs: atMs - windowMs, toMs: atMs, nowMs: nowMs() };
    if (moment.nowMs - moment.fromMs > KEPT_MS)
      return sound(fault(`pushed numbers are answered for ${humanDuration(KEPT_MS)}, and it asks about more`));
    const days = await store.since(moment.fromMs);
    if (!days.ok) return sound(fault(days.problems[0]?.message ?? 'not read'));
    const seen = ofMetric(days.value, nameOf(asked));
    if (seen.length === 0) return sound(neverHeard(days.value, asked));
    const flag = asked.flag === NO_FLAG_YET ? seen.at(-1)?.flag : asked.flag;
    return measuredInSpans(seen, { ...asked, flag }, moment);
  },
  greet: async () => {
    const days = await store.since(nowMs());
    if (!days.ok) return days;
    const many = namesIn(days.value).length;
    return ok(`${many} ${many === 1 ? 'metric was' : 'metrics were'} pushed for ${plain(environment)} today`);
  },
});

const namesIn = (days: readonly PushedDay[]): readonly string[] => [
  ...new Set(days.flatMap(({ byMetric }) => [...byMetric.keys()])),
];

const neverHeard = (days: readonly PushedDay[], asked: Asked): Measurement => {
  const names = namesIn(days).slice(0, 5).map(quoted);
  return names.length === 0
    ? nothing('nobody has pushed anything')
    : fault(`nobody has pushed ${quoted(nameOf(asked))}; there are ${names.join(', ')}`);
};
