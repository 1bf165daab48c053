import { z } from 'zod';
import { FlagKey } from '../flags/flag-parts.ts';
import { Sha256 } from '../values/digest.ts';
import { checked } from '../values/issues.ts';
import { failed, type Result } from '../problem.ts';
import { Id, Line, text } from '../values/text.ts';
import { Compared } from '../guards/compared.ts';
import { Counted } from '../guards/counted.ts';
import { Input } from './input.ts';
import { eventForm, newerEvent, versionOf } from './log-event.ts';
import { upcast } from './upcast.ts';
import { Actor, AtMs, Hold, Options, PauseCause, RollbackTo, RolloutId } from './words.ts';

/** The shape of an event does not change without a step that brings the older one to it. */
export const EVENT_VERSION = 1;

const event = eventForm(EVENT_VERSION);

const PhaseIndex = z.int().min(-1).max(100).meta({ description: 'from 0; -1 is before the first' });
const WindowIndex = z.int().min(0).meta({ description: 'of this phase, from 0' });
const said = { by: Actor, reason: Line };
const Whys = z.array(Line).max(250).meta({ description: 'what was true, one line for each thing that had to be' });
const Dependants = z.array(RolloutId).max(100);
const LastingVerdict = z.enum(['fail', 'inconclusive']);
const AutoAction = z.enum(['notify', 'hold', 'pause', 'rollback']);

/**
 * What happened, never what should. Every turn begins with `turn-taken` and what was known then, so that each decision
 * can be made again from the log alone.
 */
export const Event = z.discriminatedUnion('type', [
  event('turn-taken', 'somebody looked or asked, and something came of it: what was known then', { input: Input }),
  event('started', 'a person let it begin, and it answers for this plan', {
    ...said,
    authors: z.array(Line).max(50),
    options: Options,
    planDigest: Sha256,
  }),
  event('approved', 'a person agreed to this very plan, before one phase', {
    ...said,
    approval: Id,
    planDigest: Sha256,
  }),
  event('confirmed', 'a person said that an item of a checklist is so', { ...said, item: Id, phase: PhaseIndex }),
  event('phase-entered', 'the next phase was decided, and why it could be', { phase: PhaseIndex, id: Id, why: Whys }),
  event('exposure-confirmed', 'the flags were read back and are what they should be', {}),
  event('soak-skipped', 'a person skipped the rest of the soak; gates still count', said),
  event('held', 'nothing goes on for now; all that holds it', { holds: z.array(Hold).min(1).max(600) }),
  event('released', 'nothing holds it any more', {}),
  event('paused', 'nothing goes on until a person says so', { cause: PauseCause, why: Line, by: Actor.optional() }),
  event('resumed', 'a person let it go on; limits of time begin anew', said),
  event('trigger-fired', 'a trigger was set off, and what it does', { trigger: Id, action: AutoAction, why: Line }),
  event('trigger-quieted', 'a trigger that had fired is quiet', { trigger: Id, why: Line }),
  event('data-lost', 'nothing is heard for a trigger', {
    trigger: Id,
    verdict: z.enum(['no-data', 'error']),
    why: Line,
  }),
  event('data-found', 'something is heard for it again', { trigger: Id }),
  event('silence-passed', "nothing was heard for too long, and the trigger's answer to that", {
    trigger: Id,
    action: AutoAction,
    why: Line,
  }),
  event('verdict-began', 'a trigger says something that has to last before it counts', {
    trigger: Id,
    verdict: LastingVerdict,
    why: Line,
  }),
  event('verdict-ended', 'it says something else before that', { trigger: Id }),
  event('verdict-lasted', "nothing could be told for too long, and the trigger's answer to that", {
    trigger: Id,
    action: AutoAction,
    why: Line,
  }),
  event('evidence-counted', 'a window of a sequential test is complete, and what was counted in it', {
    trigger: Id,
    window: WindowIndex,
    counted: Counted,
  }),
  event('evidence-missed', 'a window of a sequential test that nobody could tell; it counts for nothing', {
    trigger: Id,
    window: WindowIndex,
    why: Line,
  }),
  event('experiment-counted', 'a window of the experiment is complete, and what was counted in it', {
    window: WindowIndex,
    seen: z.array(z.strictObject({ variant: text(100), metric: Id, counted: Compared })).max(1000),
  }),
  event('experiment-missed', 'a window of the experiment that nobody could tell; it counts for nothing', {
    window: WindowIndex,
    why: Line,
  }),
  event('experiment-decided', 'the question of the experiment is answered, or given up', {
    is: z.enum(['harm', 'success', 'futility', 'undecided']),
    variant: text(100).optional(),
    metric: Id.optional(),
    atEnd: z.boolean().meta({ description: 'by the one look at the planned end' }),
    why: Line,
  }),
  event('drift-seen', 'the flags are not what they should be, and nothing that is being written makes them so', {
    flags: z.array(z.strictObject({ key: FlagKey, reaches: z.enum(['more', 'less', 'nobody']) })).max(50),
    answer: z.enum(['pause', 'repair', 'note']),
    left: z
      .literal(true)
      .optional()
      .meta({ description: 'an earlier attempt asked for as much, and it was not taken back' }),
  }),
  event('drift-ended', 'the flags are what they should be again', {}),
  event('backend-lost', 'the flag system cannot be read', { why: Line }),
  event('backend-found', 'the flag system can be read again', {}),
  event('deadline-passed', 'a phase took too long, and what happens then', {
    phase: PhaseIndex,
    action: AutoAction,
    why: Line,
  }),
  event('rollback-decided', 'exposure goes down: where to, how fast, and who or what decided it', {
    to: RollbackTo,
    step: PhaseIndex.meta({ description: 'the phase that is gone back to first; gradual only' }),
    stepMs: z.int().min(0).meta({ description: 'how long each step down lasts; 0: at once' }),
    withinMs: z.int().min(0),
    after: z
      .strictObject({ dependants: Dependants, withinMs: z.int().min(0) })
      .optional()
      .meta({ description: 'who goes off first, and how long that is waited for; until then nothing is lowered' }),
    why: Line,
    trigger: Id.optional(),
    by: Actor.optional(),
  }),
  event('dependants-awaited', 'what rests on it is off, or was waited for long enough; now it goes down itself', {
    late: Dependants.meta({ description: 'who was not seen off; nobody where all were' }),
    why: Line,
  }),
  event('rollback-stepped', 'a gradual rollback went down to an earlier phase', { step: PhaseIndex }),
  event('rollback-overdue', 'the way back takes longer than the plan allows; it is tried on', { why: Line }),
  event('rolled-back', 'the flags were read back and reach no more than the rollback asked for', {}),
  event('completed', 'the last phase is over, and why it could be', { why: Whys }),
  event('aborted', 'a person gave it up; the flags stay as they are', said),
  event('restarted', 'a person begins anew, before the first phase', said),
  event('dependant-joined', 'another rollout rests on it from now on, and goes off before it does', {
    ...said,
    dependant: RolloutId,
  }),
  event('frozen', 'a person keeps anything from being raised', { ...said, untilMs: AtMs.optional() }),
  event('unfrozen', 'a person ended the freeze', said),
]);
export type Event = z.infer<typeof Event>;

export type EventType = Event['type'];
export type EventOf<Type extends EventType> = Extract<Event, { type: Type }>;

/** An event as it is decided; the turn gives it its time. */
export type Happening = { [Type in EventType]: Omit<EventOf<Type>, 'schemaVersion' | 'atMs'> }[EventType];

/** Every event and what it says. */
export const EVENT_WORDS: readonly { readonly type: EventType; readonly about: string }[] = Event.options.map(
  (option) => ({
    type: option.shape.type.value,
    about: option.description ?? '',
  }),
);

/** An event from a log, or what keeps it from being one. One of a newer version is told apart from a broken one. */
export const readEvent = (value: unknown): Result<Event> => {
  const version = versionOf(value);
  return version > EVENT_VERSION ? failed(newerEvent(version)) : checked(Event, upcast(value), 'event');
};
