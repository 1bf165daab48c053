import { z } from 'zod';
import { failed, type Result } from '../problem.ts';
import { Sha256 } from '../values/digest.ts';
import { checked } from '../values/issues.ts';
import { text } from '../values/text.ts';
import { Event, EVENT_VERSION } from '../rollout/events.ts';
import { newerEvent, versionOf } from '../rollout/log-event.ts';
import { upcast } from '../rollout/upcast.ts';
import { FlagEvent } from '../rollout/flag-events.ts';
import { FlagSetEvent } from '../flagset/events.ts';
import { Planned } from './planned.ts';

export const LOG_LINE_VERSION = 1;

/** Everything that a log may hold. The log of a rollout begins with its plan; those of a flag and of our own flags have events of their own. */
const Kept = z.discriminatedUnion('type', [Planned, ...Event.options, ...FlagEvent.options, ...FlagSetEvent.options]);
export type Kept = z.infer<typeof Kept>;

const LogId = text(200);

/** One line of an exported log: what happened, and last of all where each log ends, so that a lost end is missed. */
export const LogLine = z.discriminatedUnion('line', [
  z.strictObject({
    line: z.literal('event'),
    log: LogId.meta({ description: 'the id of a rollout; flags: and the key of a flag; flagset: and an environment' }),
    version: z.int().min(1).meta({ description: 'counts from 1 in each log, without a gap' }),
    hash: Sha256.meta({ description: 'of this event and everything before it in its log' }),
    event: Kept,
  }),
  z.strictObject({
    line: z.literal('end'),
    schemaVersion: z.literal(LOG_LINE_VERSION),
    logs: z
      .array(z.strictObject({ log: LogId, events: z.int().min(1), hash: Sha256 }))
      .max(1_000_000)
      .meta({ description: 'every log of this export, in order, with its last hash' }),
  }),
]);
export type LogLine = z.infer<typeof LogLine>;

/** A line of an export, or what keeps it from being one. What a newer program wrote is told apart from what is broken. */
export const readLogLine = (value: unknown): Result<LogLine> => {
  const version = Math.max(versionOf(value), versionOf(fieldOf(value, 'event')));
  return version > EVENT_VERSION ? failed(newerEvent(version)) : checked<LogLine>(LogLine, ofToday(value), 'import');
};

/** Of those that happen to rollouts. The bytes of the line are taken in as they are. */
const ofToday = (value: unknown): unknown => {
  const event = fieldOf(value, 'event');
  return EVENT_TYPES.has(fieldOf(event, 'type')) ? { ...(value as object), event: upcast(event) } : value;
};

const EVENT_TYPES: ReadonlySet<unknown> = new Set(Event.options.map((option) => option.shape.type.value));

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
