import { z } from 'zod';
import { ok, type Result } from '../core/problem.ts';
import { LIVE } from '../core/rollout/table.ts';
import { parseDuration, WrittenDuration } from '../core/values/duration.ts';
import type { EventLog } from '../ports/event-log.ts';
import { byField, db, roleField, rolloutId } from './executor/fields.ts';
import { findOnly } from './executor/find.ts';
import { onlookerOf } from './executor/onlooker.ts';
import { lookInto } from './executor/open.ts';
import { Watched, watchedOf } from './executor/watched.ts';
import { beginWatching, keepWatching, lookAgain, type Watching } from './executor/watching.ts';
import { words } from './fields.ts';
import { operation, outcome, type Ports } from './operation.ts';
import { altScreenField, liveField } from './live-fields.ts';

const Input = z.strictObject({
  rollout: rolloutId.optional(),
  once: z.boolean().optional().meta(words('say how it stands, and be done')),
  every: WrittenDuration.optional().meta(
    words('how long between two looks at flags and metrics; 15s where nothing is said', { value: 'TIME' }),
  ),
  live: liveField,
  altScreen: altScreenField,
  by: byField,
  role: roleField,
  db,
});
type Input = z.infer<typeof Input>;

export const watch = operation({
  name: 'watch',
  summary: 'Shows a rollout as it goes, whoever carries it out. In a terminal live, with keys; else line by line.',
  effect: 'reads',
  examples: [
    { command: 'rampart watch', what: 'the one that is under way, or a list of them' },
    { command: 'rampart watch new-login --role engineering', what: 'and approve as engineering' },
    { command: 'rampart watch new-login --once --json', what: 'how it stands now, for a program' },
  ],
  input: Input,
  output: Watched,
  run: (input, ports) => lookInto(ports, input.db, (log) => watched(input, log, ports)),
});

export const LOOK_EVERY_MS = 15_000;

/** How long between two looks at the log. */
export const POLL_MS = 1000;

const watched = async (input: Input, log: EventLog, ports: Ports) => {
  const id = await findOnly(log, input.rollout);
  if (!id.ok) return id;
  const begun = await beginWatching(log, id.value);
  if (!begun.ok) return begun;
  const seen = await lookAgain(begun.value, log, ports);
  if (!seen.ok) return seen;
  const end = input.once ? seen : await untilItIsOver(seen.value, { input, log, ports });
  if (!end.ok) return end;
  return ok(outcome(watchedOf(end.value, ports.clock.nowMs()), { warnings: end.value.warnings }));
};

type Around = { readonly input: Input; readonly log: EventLog; readonly ports: Ports };

const untilItIsOver = async (first: Watching, { input, log, ports }: Around): Promise<Result<Watching>> => {
  const everyMs = (input.every === undefined ? undefined : parseDuration(input.every)) ?? LOOK_EVERY_MS;
  const onlooker = await onlookerOf(first.rollout.id, input.db, ports);
  let watching = first;
  for (let lookedAtMs = ports.clock.nowMs(); !isOver(watching) && !onlooker.stopped();) {
    await onlooker.rest(POLL_MS);
    const next = await keepWatching(log, watching);
    if (!next.ok) return next;
    tellNew(watching, next.value, ports);
    watching = next.value;
    if (ports.clock.nowMs() - lookedAtMs < everyMs) continue;
    lookedAtMs = ports.clock.nowMs();
    const seen = await lookAgain(watching, log, ports);
    if (seen.ok) watching = seen.value;
  }
  await onlooker.leave();
  return ok(watching);
};

const tellNew = (before: Watching, now: Watching, ports: Ports): void => {
  const known = before.happened.length + before.forgotten - now.forgotten;
  now.happened.slice(known).forEach((one) => ports.tell({ rollout: now.rollout.id, ...one }));
};

/** Nothing more happens by itself. */
export const isOver = ({ rollout: { state } }: Watching): boolean =>
  !LIVE.includes(state.status) || state.status === 'rolled-back';
