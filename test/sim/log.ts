import type { Event } from '../../src/core/rollout/events.ts';
import { ok, type Result } from '../../src/core/problem.ts';
import type { EventLog, NewEntry } from '../../src/ports/event-log.ts';
import { call, quick, trouble } from './call.ts';
import { copyOf, note } from './ledger.ts';
import { finished, judge } from './promises.ts';
import { type Agent, freshLook, nextHash, type Stage } from './stage.ts';

/** A log that others write as well, that fails before or after it has written, and takes its time to say so. */
export const logFor = (stage: Stage, agent: Agent): EventLog => {
  const { log, dice } = stage;
  const reading = <T>(read: () => Promise<Result<T>>): Promise<Result<T>> =>
    // Done and heard in one moment: what was read is so when it is heard.
    call(stage, agent, { goesMs: quick(stage), comesMs: 0 }, () =>
      dice.is(stage.weather.log.fails) ? trouble('unreachable', 'log-failed') : read(),
    );
  return {
    append: (...given) => appending(stage, agent, given),
    read: (id, from) => {
      if (isOfAlerts(id)) return log.read(id, from);
      return reading(async () => {
        agent.look.before ??= copyOf(stage.ledger);
        return log.read(id, from);
      });
    },
    list: (dueByMs) => reading(() => log.list(dueByMs)),
    brief: (piece) => reading(() => log.brief(piece)),
    card: (id) => reading(() => log.card(id)),
    ids: (beginning) => reading(() => log.ids(beginning)),
    keepSnapshot: (id, snapshot) =>
      call(stage, agent, { goesMs: quick(stage), comesMs: 0 }, () =>
        dice.is(stage.weather.log.fails) ? trouble('unreachable', 'log-failed') : log.keepSnapshot(id, snapshot),
      ),
    latestSnapshot: (id) => {
      if (isOfAlerts(id)) return log.latestSnapshot(id);
      finished(stage, agent);
      agent.look = freshLook();
      agent.looks += 1;
      return reading(() => log.latestSnapshot(id));
    },
    close: async () => undefined,
  };
};

/** Nobody tells of alerts here: looking for them is no part of a look, and has no weather. */
const isOfAlerts = (id: string): boolean => id.startsWith('alerts:');

type Appending = Parameters<EventLog['append']>;

const appending = (stage: Stage, agent: Agent, given: Appending): ReturnType<EventLog['append']> => {
  const { weather, dice } = stage;
  const events = given[2].map(({ event }) => event as Event);
  agent.look.decided = events;
  judge(stage, agent);
  const { movedOn, fails, failsAfter } = weather.log;
  const [loses, breaks, breaksAfter] = [dice.is(movedOn), dice.is(fails), dice.is(failsAfter)];
  const fate = { goesMs: quick(stage), comesMs: dice.is(weather.log.slow) ? dice.from(1000, 600_000) : quick(stage) };
  return call(stage, agent, fate, async () => {
    const answer = loses
      ? trouble('stale', 'log-moved-on')
      : breaks
        ? trouble('unreachable', 'log-failed')
        : await written(stage, agent, given);
    if (!answer.ok || breaksAfter) agent.look.refused = true;
    return breaksAfter && answer.ok ? trouble('unreachable', 'log-failed') : answer;
  });
};

const written = async (stage: Stage, agent: Agent, given: Appending): ReturnType<EventLog['append']> => {
  const answer = await stage.log.append(...given);
  if (!answer.ok) {
    stage.tell(agent.name, 'was overtaken');
    return answer;
  }
  for (const entry of given[2]) kept(stage, agent, entry);
  return ok(answer.value);
};

const kept = (stage: Stage, agent: Agent, { event, hash }: NewEntry): void => {
  const right = nextHash(stage.lastHash, event);
  if (right !== hash) stage.breaks(13, `event ${stage.ledger.count + 2} is not linked to the one before`);
  stage.lastHash = right;
  note(stage.ledger, event as Event);
  const { type, ...rest } = event as Event;
  if (type !== 'turn-taken') stage.tell(agent.name, `${type} ${inShort(rest)}`);
};

const inShort = ({ schemaVersion: _, atMs: __, ...rest }: Record<string, unknown>): string =>
  JSON.stringify(rest).slice(0, 160);
