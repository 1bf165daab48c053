import { z } from 'zod';
import { FlagKey } from '../flags/flag-parts.ts';
import { FlagState } from '../flags/flag-state.ts';
import { Measurement } from '../guards/measurement.ts';
import { Sha256 } from '../values/digest.ts';
import { Id, Line, text } from '../values/text.ts';
import { Actor, AtMs, Options, RollbackTo, RolloutId } from './words.ts';

/** A flag as it was read, in short where it is what it should be: a log must not hold the allow-list once a turn. */
export const Seen = z.union([FlagState, z.strictObject({ key: FlagKey, asDesired: z.literal(true) })]);
export type Seen = z.infer<typeof Seen>;

const CheckResult = z.strictObject({ verdict: z.enum(['pass', 'fail', 'error']), why: Line });

/** Everything that is known of the world at one moment. What is not in it was not heard, and is never a pass. */
export const Tick = z.strictObject({
  is: z.literal('tick'),
  atMs: AtMs,
  backend: z.discriminatedUnion('is', [
    z.strictObject({ is: z.literal('read'), flags: z.array(Seen).max(50) }),
    z.strictObject({ is: z.literal('unreachable'), why: Line }),
  ]),
  measurements: z.record(text(200), Measurement).meta({ description: 'by the key of the question' }),
  checks: z.record(Id, CheckResult).meta({ description: 'what machines confirm, by the id of the item' }),
  window: z.strictObject({ open: z.boolean(), why: Line, opensAtMs: AtMs.optional() }),
  dependencies: z.strictObject({ met: z.boolean(), why: Line }),
  program: z
    .strictObject({ met: z.boolean(), why: Line })
    .optional()
    .meta({ description: 'whether its program lets it rise now; absent where it belongs to none' }),
  dependants: z
    .strictObject({ up: z.array(RolloutId).max(100), lost: z.array(RolloutId).max(100) })
    .optional()
    .meta({ description: 'of those that go off first: who is still up, and whom nobody here can take down' }),
  writeFailure: Line.optional().meta({ description: 'what the flag system said to the last write, if it refused' }),
});
export type Tick = z.infer<typeof Tick>;

const asked = { by: Actor, reason: Line, atMs: AtMs };

const command = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({ is: z.literal(name), ...asked, ...shape });

/** What a person may ask for: always somebody, always with a reason. */
export const Command = z.discriminatedUnion('is', [
  command('start', {
    authors: z.array(Line).max(50).meta({ description: 'of the change; where nobody knows, whoever starts counts' }),
    options: Options.optional(),
  }),
  command('approve', {
    before: Id.optional().meta({ description: 'the phase; where absent: the next one that waits for this person' }),
    planDigest: Sha256.meta({ description: 'of the plan that was looked at' }),
  }),
  command('confirm', { item: Id }),
  command('pause', {}),
  command('resume', {}),
  command('hold', {}),
  command('advance', {}),
  command('rollback', { to: RollbackTo, gradually: z.boolean() }),
  command('abort', {}),
  command('restart', {}),
  command('join', { dependant: RolloutId }),
  command('freeze', { untilMs: AtMs.optional() }),
  command('unfreeze', {}),
]);
export type Command = z.infer<typeof Command>;

export const Input = z.union([Tick, Command]);
export type Input = z.infer<typeof Input>;
