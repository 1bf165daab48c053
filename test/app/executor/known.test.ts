import { describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { catchUp, load, loadAll, type Rollout } from '../../../src/app/executor/journal.ts';
import { settle, takeTurn } from '../../../src/app/executor/turn.ts';
import { ok } from '../../../src/core/problem.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { aStarted, percentNow, put, type Stage } from '../../helpers/executor.ts';
import { NO_CARD, problemOf, worked } from '../../helpers/log.ts';
import { MIN } from '../../helpers/rollout.ts';

/** The questions that were put to a log. */
const asked = (stage: Stage): { readonly stage: Stage; readonly questions: string[] } => {
  const questions: string[] = [];
  const { log } = stage;
  const heard: EventLog = {
    ...log,
    read: (id, from) => (questions.push(`read ${from}`), log.read(id, from)),
    latestSnapshot: (id) => (questions.push('snapshot'), log.latestSnapshot(id)),
  };
  return { stage: { ...stage, log: heard }, questions };
};

const begun = async (): Promise<{ readonly stage: Stage; readonly rollout: Rollout }> => {
  const stage = await aStarted();
  return { stage, rollout: worked(await settle(stage.id, stage)).rollout };
};

/** The same log as it was at that version, and another event after it. */
const cutBack = async ({ log, id }: Stage, version: number, more = 0): Promise<EventLog> => {
  const other = memoryEventLog();
  const entries = worked(await log.read(id, 1)).slice(0, version);
  worked(await other.append(id, 0, entries, NO_CARD));
  for (let nth = 0; nth < more; nth += 1) worked(await put({ ...({ log: other, id } as Stage), clock: CLOCK }, FREEZE));
  return other;
};

const CLOCK = { now: Date.parse('2027-01-01T00:00:00Z') } as Stage['clock'];
const FREEZE = { is: 'freeze' } as const;

describe('a turn of what is known', () => {
  it('reads the last event it knows and what came after it, and nothing else', async () => {
    const { stage, rollout } = await begun();
    worked(await put(stage, FREEZE));
    const { version } = rollout.head;
    const heard = asked(stage);
    const turned = worked(await takeTurn(stage.id, heard.stage, { rollout, writeFailure: undefined }));
    expect(heard.questions).toEqual([`read ${version}`]);
    expect(turned.rollout.state.frozen).toBeDefined();
    const once = asked(stage);
    worked(await takeTurn(stage.id, once.stage));
    expect(once.questions).toEqual(['snapshot', 'read 1']);
  });

  it('comes to the same as one that has read everything, to the end and whoever writes in between', async () => {
    const { stage, rollout } = await begun();
    let known = rollout;
    for (let turns = 0; turns < 400 && known.state.status !== 'completed'; turns += 1) {
      stage.clock.set(stage.clock.now + 5 * MIN);
      if (turns % 7 === 2) worked(await put(stage, FREEZE));
      if (turns % 7 === 4) worked(await put(stage, { is: 'unfreeze' }));
      if (turns % 11 === 5) worked(await settle(stage.id, stage));
      known = worked(await settle(stage.id, stage, { rollout: known, writeFailure: undefined })).rollout;
      const whole = worked(await load(stage.log, stage.id));
      expect(known.state).toEqual(whole.state);
      expect(known.head).toEqual(whole.head);
    }
    expect(known.state.status).toBe('completed');
    expect(worked(await loadAll(stage.log, stage.id)).rollout.state).toEqual(known.state);
  });

  it('of two that know the same one acts, and the other is refused', async () => {
    const stage = await aStarted();
    const rollout = worked(await load(stage.log, stage.id));
    const before = { rollout, writeFailure: undefined };
    const both = await Promise.all([takeTurn(stage.id, stage, before), takeTurn(stage.id, stage, before)]);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    const lost = both.find((one) => !one.ok);
    expect(lost && problemOf(lost)).toMatchObject({ code: 'log-moved-on' });
  });
});

describe('whoever knows more than the log', () => {
  it.each<readonly [string, (stage: Stage, version: number) => Promise<EventLog>]>([
    ['that was taken away', async () => memoryEventLog()],
    ['that was cut back', (stage, version) => cutBack(stage, version - 1)],
    ['that was cut back and gone on with', (stage, version) => cutBack(stage, version - 1, 4)],
  ])('%s says so, and does nothing', async (_, otherwise) => {
    const { stage, rollout } = await begun();
    const other = { ...stage, log: await otherwise(stage, rollout.head.version) };
    const before = await percentNow(stage);
    stage.clock.set(stage.clock.now + 3000 * MIN);
    const turned = await takeTurn(stage.id, other, { rollout, writeFailure: undefined });
    expect(problemOf(turned)).toMatchObject({ kind: 'invalid', code: 'log-broken', path: stage.id });
    expect(problemOf(await catchUp(other.log, rollout))).toMatchObject({ code: 'log-broken' });
    expect(await percentNow(stage)).toBe(before);
  });

  it('finds what was changed among the events that are new to it', async () => {
    const { stage, rollout } = await begun();
    worked(await put(stage, FREEZE));
    const edited: EventLog = {
      ...stage.log,
      read: async (id, from) =>
        ok(
          worked(await stage.log.read(id, from)).map((entry) =>
            entry.version > rollout.head.version + 1
              ? { ...entry, event: { ...(entry.event as object), reason: 'another' } }
              : entry,
          ),
        ),
    };
    expect(problemOf(await catchUp(edited, rollout))).toMatchObject({ code: 'log-broken' });
  });

  it('raises nothing that no log tells of', async () => {
    const stage = await aStarted();
    const gone = memoryEventLog();
    const vanishing: Stage = { ...stage, log: { ...stage.log, read: stage.log.read } };
    const append: EventLog['append'] = async (...given) => {
      const appended = await stage.log.append(...given);
      Object.assign(vanishing.log, { read: gone.read });
      return appended;
    };
    Object.assign(vanishing.log, { append });
    const turned = worked(await takeTurn(stage.id, vanishing));
    expect(turned.written).toEqual([]);
    expect(await percentNow(stage)).toBe(0);
  });
});
