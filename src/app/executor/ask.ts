import { ok, type Result } from '../../core/problem.ts';
import { decide } from '../../core/rollout/decide.ts';
import type { Event } from '../../core/rollout/events.ts';
import type { Command } from '../../core/rollout/input.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { append, load, type Rollout } from './journal.ts';

/** What somebody wants, given how the rollout stands when it is decided. */
export type CommandFor = (rollout: Rollout) => Result<Command>;

export type Answered = { readonly rollout: Rollout; readonly events: readonly Event[] };

const MOST_TRIES = 3;

/**
 * Puts a command to a rollout: decided from its log, and written there or refused. Where somebody else was faster it is
 * decided again on what holds now: a person means the rollout, not one version of it.
 */
export const ask = async (log: EventLog, id: string, commandFor: CommandFor): Promise<Result<Answered>> => {
  for (let tries = 1; ; tries += 1) {
    const rollout = await load(log, id);
    if (!rollout.ok) return rollout;
    const command = commandFor(rollout.value);
    if (!command.ok) return command;
    const events = decide(rollout.value.plan, rollout.value.state, command.value);
    if (!events.ok) return events;
    const appended = await append(log, rollout.value, events.value);
    if (appended.ok) return ok({ rollout: appended.value, events: events.value });
    if (tries >= MOST_TRIES || !wasOvertaken(appended)) return appended;
  }
};

export const wasOvertaken = (result: Result<unknown>): boolean =>
  !result.ok && result.problems.some(({ code }) => code === 'log-moved-on');
