import { z } from 'zod';
import type { Result } from '../problem.ts';
import { checked } from '../values/issues.ts';
import { Id, Line, text } from '../values/text.ts';

const ALERT_EVENT_VERSION = 1;
const AtMs = z.int().min(0).max(8.64e15);

/** An alert as it was told: that it fires, or that it is over, since when, and whom it concerns. */
export const SeenAlert = z.strictObject({
  key: text(300),
  status: z.enum(['firing', 'resolved']),
  startedAtMs: AtMs,
  rollout: text(400).optional(),
  flag: text(400).optional(),
  feature: text(400).optional(),
  what: Line,
});
export type SeenAlert = z.infer<typeof SeenAlert>;

const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, description: string, shape: Shape) =>
  z
    .strictObject({
      schemaVersion: z.literal(ALERT_EVENT_VERSION),
      type: z.literal(type),
      atMs: AtMs,
      hook: Id,
      ...shape,
    })
    .meta({ description });

/** What was told of alerts in one environment, and by whom alerts are to be told there. */
export const AlertEvent = z.discriminatedUnion('type', [
  event('alerts-watched', 'rollouts are held for what this hook tells from now on, and while it is silent', {
    everyMs: z.int().min(1),
  }),
  event('alerts-unwatched', 'this hook has no say any more', {}),
  event('alerts-heard', 'what is news of alerts, and whether the one was among them that always fires', {
    beats: z.boolean(),
    alerts: z.array(SeenAlert).max(1001),
  }),
]);
export type AlertEvent = z.infer<typeof AlertEvent>;

export const readAlertEvent = (value: unknown): Result<AlertEvent> => checked<AlertEvent>(AlertEvent, value, 'event');
