import { z } from 'zod';
import { Duration } from '../values/duration.ts';
import { metricShape, Rule, triggerShape } from '../values/metric.ts';
import { Id, Line } from '../values/text.ts';

export const Monitor = z.strictObject({
  id: Id,
  ...metricShape,
  implied: z
    .literal(true)
    .optional()
    .meta({ description: 'only a trigger or a gate names it; reports do not list it' }),
});
export type Monitor = z.infer<typeof Monitor>;

export const Trigger = z.strictObject({ id: Id, monitor: Id, ...triggerShape(Duration) });
export type Trigger = z.infer<typeof Trigger>;

/** What makes the rollout a success, typed where a metric can tell. */
export const Criterion = z.strictObject({ text: Line, metric: z.strictObject({ id: Id, rule: Rule }).optional() });
export type Criterion = z.infer<typeof Criterion>;

export const Dashboard = z.strictObject({
  name: Line,
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
});
