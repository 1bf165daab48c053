import { z } from 'zod';
import { FlagKey } from '../flags/flag-parts.ts';
import { Sha256 } from '../values/digest.ts';
import { checked } from '../values/issues.ts';
import { failed, problem, type Result } from '../problem.ts';
import { quoted } from '../values/quote.ts';
import { Id, Line } from '../values/text.ts';
import { Input } from './input.ts';
import { Actor, AtMs, Hold, Options, PauseCause, RollbackTo } from './words.ts';

export const EVENT_VERSION = 1;

const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ schemaVersion: z.literal(EVENT_VERSION), type: z.literal(type), atMs: AtMs, ...shape });

const PhaseIndex = z.int().min(-1).max(100).meta({ description: 'from 0; -1 is before the first' });
const said = { by: Actor, reason: Line };
const Whys = z.array(Line).max(250).meta({ description: 'what was true, one line for each thing that had to be' });
const AutoAction = z.enum(['notify', 'hold', 'pause', 'rollback']);

/**
 * What happened, never what should. Every turn begins with `turn-taken` and what was known then, so that each decision
 * can be made again from the log alone.
 */
export const Event = z.discriminatedUnion('type', [
  event('turn-taken', { input: Input }),
  event('started', { ...said, authors: z.array(Line).max(50), options: Options, planDigest: Sha256 }),
  event('approved', { ...said, approval: Id, planDigest: Sha256 }),
  event('confirmed', { ...said, item: Id, phase: PhaseIndex }),
  event('phase-entered', { phase: PhaseIndex, id: Id, why: Whys }),
  event('exposure-confirmed', {}),
  event('soak-skipped', said),
  event('held', { holds: z.array(Hold).min(1).max(600) }),
  event('released', {}),
  event('paused', { cause: PauseCause, why: Line, by: Actor.optional() }),
  event('resumed', said),
  event('trigger-fired', { trigger: Id, action: AutoAction, why: Line }),
  event('trigger-quieted', { trigger: Id, why: Line }),
  event('data-lost', { trigger: Id, verdict: z.enum(['no-data', 'error']), why: Line }),
  event('data-found', { trigger: Id }),
  event('silence-passed', { trigger: Id, action: AutoAction, why: Line }),
  event('drift-seen', {
    flags: z.array(z.strictObject({ key: FlagKey, reaches: z.enum(['more', 'less', 'nobody']) })).max(50),
    answer: z.enum(['pause', 'repair', 'note']),
  }),
  event('drift-ended', {}),
  event('backend-lost', { why: Line }),
  event('backend-found', {}),
  event('deadline-passed', { phase: PhaseIndex, action: AutoAction, why: Line }),
  event('rollback-decided', {
    to: RollbackTo,
    step: PhaseIndex.meta({ description: 'the phase that is gone back to first; gradual only' }),
    stepMs: z.int().min(0).meta({ description: 'how long each step down lasts; 0: at once' }),
    withinMs: z.int().min(0),
    why: Line,
    trigger: Id.optional(),
    by: Actor.optional(),
  }),
  event('rollback-stepped', { step: PhaseIndex }),
  event('rollback-overdue', { why: Line }),
  event('rolled-back', {}),
  event('completed', { why: Whys }),
  event('aborted', said),
  event('restarted', said),
  event('frozen', { ...said, untilMs: AtMs.optional() }),
  event('unfrozen', said),
]);
export type Event = z.infer<typeof Event>;

export type EventType = Event['type'];
export type EventOf<Type extends EventType> = Extract<Event, { type: Type }>;

/** An event as it is decided; the turn gives it its time. */
export type Happening = { [Type in EventType]: Omit<EventOf<Type>, 'schemaVersion' | 'atMs'> }[EventType];

export const EVENT_TYPES: readonly EventType[] = Event.options.map(({ shape }) => shape.type.value);

/** An event from a log, or what keeps it from being one. One of a newer version is told apart from a broken one. */
export const readEvent = (value: unknown): Result<Event> => {
  const version =
    typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;
  if (typeof version !== 'number' || version <= EVENT_VERSION) return checked(Event, value, 'event');
  return failed(
    problem({
      kind: 'invalid',
      code: 'event-version',
      path: 'schemaVersion',
      message: `${quoted(version)} is a version that this program does not know`,
      hint: 'this log was written by a newer program: use that one',
    }),
  );
};
