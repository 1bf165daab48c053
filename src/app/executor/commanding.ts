import type { z } from 'zod';
import { isError, ok, type Problem, type Result } from '../../core/problem.ts';
import type { Event } from '../../core/rollout/events.ts';
import type { Command } from '../../core/rollout/input.ts';
import type { Actor } from '../../core/rollout/words.ts';
import { plainLine } from '../../core/values/quote.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { type Operation, type Outcome, outcome, type Ports } from '../operation.ts';
import { ask } from './ask.ts';
import type { AskedFields } from './fields.ts';
import { find } from './find.ts';
import { load, type Rollout } from './journal.ts';
import { openWorld, withLog } from './open.ts';
import { actorOf, refusedConsent } from './people.ts';
import { Standing, standingOf } from './standing.ts';
import { settle } from './turn.ts';

type Asked = { readonly by: Actor; readonly reason: string; readonly atMs: number };

/** How one command differs from the others. */
type Commanded<I extends z.ZodObject> = {
  readonly name: string;
  readonly summary: string;
  readonly examples: Operation['examples'];
  readonly input: I;
  readonly command: (input: z.infer<I>, asked: Asked, rollout: Rollout) => Result<Command | readonly Command[]>;
  /** Asked before, where it may lead to more people having the change. */
  readonly raises?: (rollout: Rollout) => string;
  /** What whoever asked has to be told beside, where it was not refused. */
  readonly remarks?: (
    input: z.infer<I>,
    by: Actor,
    rollout: Rollout,
    around: { readonly log: EventLog; readonly ports: Ports },
  ) => Promise<readonly Problem[]>;
  /** What is decided is carried out at once, and does not wait for the next turn. */
  readonly actsAtOnce?: true;
};

/** Most operations on a rollout are one command: found by its name, put by somebody, written down or refused. */
export const commanding = <I extends z.ZodObject>(given: Commanded<I>): Operation<I, Standing> => ({
  name: given.name,
  summary: given.summary,
  effect: 'acts',
  examples: given.examples,
  input: given.input,
  output: Standing,
  run: (input, ports) => {
    const { db } = input as AskedFields;
    return withLog(ports, db, (log) => put(given, input, log, ports));
  },
});

const put = async <I extends z.ZodObject>(
  given: Commanded<I>,
  input: z.infer<I>,
  log: EventLog,
  ports: Ports,
): Promise<Result<Outcome<Standing>>> => {
  const { rollout: meant, by, role, reason = '', yes } = input as AskedFields;
  const id = await find(log, meant);
  if (!id.ok) return id;
  const loaded = await load(log, id.value);
  if (!loaded.ok) return loaded;
  const question = given.raises?.(loaded.value);
  const refused = question ? await refusedConsent(loaded.value.plan.provenance, yes, question, ports) : undefined;
  if (refused) return { ok: false, problems: [refused] };
  const asked = { by: await actorOf({ by, role }, ports), reason: plainLine(reason), atMs: ports.clock.nowMs() };
  const answered = await ask(log, id.value, (rollout) => given.command(input, asked, rollout));
  if (!answered.ok) return answered;
  const done = given.actsAtOnce ? await carriedOut(answered.value, log, ports) : { ...answered.value, warnings: [] };
  const remarks = (await given.remarks?.(input, asked.by, done.rollout, { log, ports })) ?? [];
  const warnings = [...done.warnings, ...remarks];
  return ok(outcome(standingOf(done.rollout, ports.clock.nowMs(), done.events), { warnings }));
};

type Done = {
  readonly rollout: Rollout;
  readonly events: readonly Event[];
  readonly warnings: readonly Problem[];
};

/** The command stands in the log, whatever comes of the first attempt to carry it out: the next turn goes on from there. */
const carriedOut = async ({ rollout, events }: Omit<Done, 'warnings'>, log: EventLog, ports: Ports): Promise<Done> => {
  const world = await openWorld(rollout, log, ports);
  const settled = world.ok ? await settle(rollout.id, world.value) : world;
  if (!settled.ok) return { rollout, events, warnings: settled.problems.filter(isError).map(asWarning) };
  return { ...settled.value, events: [...events, ...settled.value.events] };
};

const asWarning = (found: Problem): Problem => ({ ...found, severity: 'warning' });
