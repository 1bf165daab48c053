import { z } from 'zod';
import { Line } from './text.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const Clock = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'not a time of day: 00:00 to 24:00')
  .meta({ description: 'HH:MM; 24:00 is the end of the day' });

/** Hours of the week, in the schedule's time zone. `to` is not included. */
export const WeeklyHours = z.strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1).max(7), from: Clock, to: Clock });
export type WeeklyHours = z.infer<typeof WeeklyHours>;

const Instant = z.iso
  .datetime('not a UTC instant: 2026-12-24T00:00:00Z')
  .meta({ description: 'a UTC instant: 2026-12-24T00:00:00Z' });

/** Time in which nothing is raised: once, or every week. */
export const Freeze = z.union([
  z.strictObject({ from: Instant, to: Instant, why: Line }),
  z.strictObject({ ...WeeklyHours.shape, why: Line }),
]);
export type Freeze = z.infer<typeof Freeze>;

const ZONE = /^[A-Za-z][A-Za-z0-9]*(?:[_+-][A-Za-z0-9]+)*(?:\/[A-Za-z][A-Za-z0-9]*(?:[_+-][A-Za-z0-9]+)*){0,2}$/;
export const TimeZone = z
  .string()
  .max(60)
  .regex(ZONE, 'not a time zone: an IANA name such as UTC or Europe/Berlin')
  .meta({ description: 'IANA time zone: UTC, Europe/Berlin' });
