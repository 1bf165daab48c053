import { z } from 'zod';
import { exposure } from '../core/flags/flag-state.ts';
import { failed, ok, type Problem, type Result } from '../core/problem.ts';
import { toConfirm } from '../core/rollout/commands.ts';
import { decide } from '../core/rollout/decide.ts';
import { bottom, desired } from '../core/rollout/desired.ts';
import { fold } from '../core/rollout/evolve.ts';
import type { Command } from '../core/rollout/input.ts';
import type { State } from '../core/rollout/state.ts';
import { STATUSES } from '../core/rollout/table.ts';
import { toMs, WrittenDuration } from '../core/values/duration.ts';
import { Id } from '../core/values/text.ts';
import type { EventLog } from '../ports/event-log.ts';
import { nothingAsked } from './confirm.ts';
import { type Effecting, EFFECTS } from './executor/effects.ts';
import { byField, db, roleField, rolloutId } from './executor/fields.ts';
import { find } from './executor/find.ts';
import { load, type Rollout } from './executor/journal.ts';
import { lookInto } from './executor/open.ts';
import { actorOf } from './executor/people.ts';
import { watchedOf } from './executor/watched.ts';
import { lookAgain, type Watching } from './executor/watching.ts';
import { backFields, whereTo } from './executor/way-back.ts';
import { words } from './fields.ts';
import { operation, outcome, type Outcome, type Ports } from './operation.ts';

const Reach = z.strictObject({ key: z.string(), enabled: z.boolean(), reachesPercent: z.number() });
const Stand = z.strictObject({ status: z.enum(STATUSES), percent: z.number(), flags: z.array(Reach) });
const Refusal = z.strictObject({ code: z.string(), message: z.string(), hint: z.string() });

const Preview = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  action: z.string(),
  version: z.int().meta({ description: 'of the log that this was thought through on' }),
  possible: z.boolean(),
  refused: z.array(Refusal).meta({ description: 'why it would be refused' }),
  effect: z.array(z.string()).meta({ description: 'what comes of it, in words' }),
  before: Stand,
  after: Stand.meta({ description: 'once it is carried out; the same as before where it is refused' }),
  nextPercent: z.number().optional().meta({ description: 'what may follow by itself, when everything has passed' }),
});
export type Preview = z.infer<typeof Preview>;

const ACTIONS = Object.keys(EFFECTS) as [Effecting, ...Effecting[]];

const Input = z.strictObject({
  rollout: rolloutId,
  action: z
    .enum(ACTIONS)
    .meta(words(`what somebody is about to do: ${ACTIONS.join(', ')}`, { positional: true, value: 'ACTION' })),
  ...backFields,
  item: z
    .array(Id)
    .max(100)
    .optional()
    .meta(words('what would be confirmed; else all that a person is asked for now', { value: 'ITEM' })),
  lasts: WrittenDuration.optional().meta(words('how long it would be frozen', { value: 'TIME' })),
  by: byField,
  role: roleField,
  db,
});
type Input = z.infer<typeof Input>;

export const preview = operation({
  name: 'preview',
  summary: 'Says what would come of a command: who would lose the change or get it, or why it would be refused.',
  effect: 'reads',
  examples: [
    { command: 'rampart preview new-login rollback', what: 'who would lose it' },
    { command: 'rampart preview new-login rollback --to 5% --json', what: 'the flags before and after, for a program' },
  ],
  input: Input,
  output: Preview,
  run: (input, ports) => lookInto(ports, input.db, (log) => previewed(input, log, ports)),
});

const previewed = async (input: Input, log: EventLog, ports: Ports): Promise<Result<Outcome<Preview>>> => {
  const id = await find(log, input.rollout);
  const loaded = id.ok ? await load(log, id.value) : id;
  if (!loaded.ok) return loaded;
  const rollout = loaded.value;
  const by = await actorOf(input, ports);
  const commands = commandsFor(input, rollout, { by, reason: 'a preview', atMs: ports.clock.nowMs() });
  const then = commands.ok ? after(rollout, commands.value) : commands;
  const end = then.ok ? atTheEnd(rollout, then.value) : rollout.state;
  const { seen, warnings } = await looked(rollout, log, ports);
  const watched = watchedOf(seen, ports.clock.nowMs());
  const to = standIn(rollout, end);
  const how = {
    percent: to.percent,
    gradually: input.gradual ?? false,
    first: then.ok ? firstIn(then.value) : [],
    items: commands.ok ? commands.value.flatMap((one) => (one.is === 'confirm' ? [one.item] : [])) : [],
    lastsMs: input.lasts === undefined ? undefined : toMs(input.lasts),
  };
  const document: Preview = {
    schemaVersion: 1,
    id: rollout.id,
    action: input.action,
    version: rollout.head.version,
    possible: then.ok,
    refused: then.ok ? [] : then.problems.map(({ code, message, hint }) => ({ code, message, hint })),
    effect: then.ok ? [...EFFECTS[input.action](watched, how)] : [],
    before: standIn(rollout, rollout.state),
    after: to,
    ...(then.ok && RAISING.has(input.action) && watched.nextPercent !== undefined
      ? { nextPercent: watched.nextPercent }
      : {}),
  };
  return ok(outcome(document, { warnings }));
};

/** After these more people may get it, without anybody being asked again. */
const RAISING: ReadonlySet<Effecting> = new Set(['approve', 'confirm', 'resume', 'advance', 'unfreeze']);

type Put = Pick<Command, 'by' | 'reason' | 'atMs'>;

const commandsFor = (input: Input, rollout: Rollout, put: Put): Result<readonly Command[]> => {
  const { action, to = 'off', gradual = false, lasts } = input;
  const { plan, state } = rollout;
  if (action === 'confirm') {
    const items = input.item ?? toConfirm(plan, state);
    return items.length > 0 ? ok(items.map((item) => ({ is: action, ...put, item }))) : failed(nothingAsked());
  }
  if (action === 'approve') return ok([{ is: action, ...put, planDigest: state.planDigest }]);
  if (action === 'rollback') return ok([{ is: action, ...put, to: whereTo(to, rollout), gradually: gradual }]);
  if (action === 'freeze' && lasts !== undefined) return ok([{ is: action, ...put, untilMs: put.atMs + toMs(lasts) }]);
  return ok([{ is: action, ...put }]);
};

const after = ({ plan, state }: Rollout, commands: readonly Command[]): Result<State> =>
  commands.reduce<Result<State>>((before, command) => {
    const events = before.ok ? decide(plan, before.value, command) : before;
    return before.ok && events.ok ? fold(before.value, events.value) : (events as Result<never>);
  }, ok(state));

/** A way back is over when its last step is, and all that rests on it is off. */
const atTheEnd = ({ plan }: Rollout, state: State): State => {
  const { rollback, phase } = state;
  if (!rollback) return state;
  return { ...state, rollback: { ...rollback, after: undefined, step: bottom(plan, phase, rollback.to) } };
};

const firstIn = ({ rollback }: State): readonly string[] => rollback?.after?.dependants ?? [];

/** Whatever is given up, or has not begun again, leaves its flags as they are. */
const standIn = ({ plan, state: now }: Rollout, state: State): Preview['before'] => {
  const leaves = state.status === 'aborted' || state.status === 'pending';
  const flags = desired(plan, leaves ? now : state).map((flag) => ({
    key: flag.key,
    enabled: flag.enabled,
    reachesPercent: exposure(flag),
  }));
  return { status: state.status, percent: Math.max(0, ...flags.map(({ reachesPercent }) => reachesPercent)), flags };
};

type Looked = { readonly seen: Watching; readonly warnings: readonly Problem[] };

/** Whoever is about to take something back is told what that does, also where nothing outside answers. */
const looked = async (rollout: Rollout, log: EventLog, ports: Ports): Promise<Looked> => {
  const unseen: Watching = { rollout, happened: [], forgotten: 0, points: {}, tick: undefined, warnings: [] };
  const seen = await lookAgain(unseen, log, ports);
  return seen.ok
    ? { seen: seen.value, warnings: seen.value.warnings }
    : { seen: unseen, warnings: seen.problems.map((found) => ({ ...found, severity: 'warning' })) };
};
