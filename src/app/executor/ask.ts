import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { decide } from '../../core/rollout/decide.ts';
import type { Event } from '../../core/rollout/events.ts';
import { fold } from '../../core/rollout/evolve.ts';
import type { Command } from '../../core/rollout/input.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { append, load, type Rollout } from './journal.ts';

/** What somebody wants, given how the rollout stands when it is decided: one thing, or several that are done together or not at all. */
export type CommandFor = (rollout: Rollout) => Result<Command | readonly Command[]>;

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
    const events = decideAll(rollout.value, [command.value].flat());
    if (!events.ok) return events;
    const appended = await append(log, rollout.value, events.value);
    if (appended.ok) return ok({ rollout: appended.value, events: events.value });
    if (tries >= MOST_TRIES || !wasOvertaken(appended)) return appended;
  }
};

/** Each on what the one before has led to; what is wrong with any of them is told of all. */
const decideAll = ({ plan, state }: Rollout, commands: readonly Command[]): Result<readonly Event[]> => {
  const events: Event[] = [];
  const problems: Problem[] = [];
  let now = state;
  for (const command of commands) {
    const decided = decide(plan, now, command);
    const next = decided.ok ? fold(now, decided.value) : decided;
    if (!decided.ok || !next.ok) problems.push(...(next.ok ? [] : next.problems));
    else {
      events.push(...decided.value);
      now = next.value;
    }
  }
  return problems.length > 0 ? failed(...problems) : ok(events);
};

export const wasOvertaken = (result: Result<unknown>): boolean =>
  !result.ok && result.problems.some(({ code }) => code === 'log-moved-on');
