import { describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { exportLines, importLines } from '../../../src/app/log-lines.ts';
import { follow } from '../../../src/app/executor/follow.ts';
import { load, loadAll } from '../../../src/app/executor/journal.ts';
import { settle, takeTurn } from '../../../src/app/executor/turn.ts';
import { ok } from '../../../src/core/problem.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { digestOf } from '../../../src/core/values/digest.ts';
import { DEFAULT_OPTIONS } from '../../../src/core/rollout/words.ts';
import { aStage, aStarted, percentNow, put, type Stage } from '../../helpers/executor.ts';
import { NO_CARD, problemOf, worked } from '../../helpers/log.ts';
import { aClimb, MIN } from '../../helpers/rollout.ts';

const followed = async (stage: Stage, each: () => void | Promise<void> = () => undefined) => {
  const shares: number[] = [];
  const result = await follow(stage.id, stage, {
    everyMs: 5 * MIN,
    once: false,
    turned: () => {
      void each();
      void percentNow(stage).then((percent) => shares.push(percent));
    },
    troubled: (problems) => {
      throw new Error(JSON.stringify(problems));
    },
  });
  shares.push(await percentNow(stage));
  return { ...worked(result), shares: [...new Set(shares)] };
};

describe('a turn', () => {
  it('does nothing for what nobody has started', async () => {
    const stage = await aStage();
    expect(worked(await takeTurn(stage.id, stage))).toMatchObject({ events: [], written: [] });
  });

  it('writes down, then tells the flag system, and believes it when it is read back', async () => {
    const stage = await aStarted();
    const first = worked(await takeTurn(stage.id, stage));
    expect(first.events.map(({ type }) => type)).toEqual(['turn-taken', 'exposure-confirmed', 'phase-entered']);
    expect(first.written).toEqual(['recalculate_tax_on_refunds']);
    expect(first.rollout.state.confirmedAtMs).toBeUndefined();
    const second = worked(await takeTurn(stage.id, stage));
    expect(second.events.map(({ type }) => type)).toEqual(expect.arrayContaining(['turn-taken', 'exposure-confirmed']));
    expect(worked(await takeTurn(stage.id, stage))).toMatchObject({ events: [], written: [] });
  });

  it('settles: reads back what it wrote in the same go', async () => {
    const stage = await aStarted();
    const { rollout, written } = worked(await settle(stage.id, stage));
    expect(rollout.state).toMatchObject({ phase: 0, confirmedAtMs: stage.clock.now });
    expect(written).toEqual([]);
  });

  it('climbs to everyone, in order, and leaves a log that replays', async () => {
    const stage = await aStarted();
    const { rollout, shares } = await followed(stage);
    expect(rollout.state.status).toBe('completed');
    expect(shares).toEqual([5, 50, 100]);
    const { events, beginning } = worked(await loadAll(stage.log, stage.id));
    expect(worked(replay(rollout.plan, beginning, events)).state).toEqual(rollout.state);
  });

  it('goes back when the metrics say so, and stays there', async () => {
    const stage = await aStarted();
    const begun = stage.clock.now;
    const { rollout, shares } = await followed(stage, () => {
      if (stage.clock.now > begun + 90 * MIN) stage.trouble.percent = 9;
    });
    expect(rollout.state.status).toBe('rolled-back');
    expect(shares).toEqual([5, 50, 0]);
  });
});

describe('two flags, one resting on the other', () => {
  const [base] = aClimb().flags;
  const plan = aClimb({ flags: base ? [base, { ...base, key: 'rests', prerequisites: [base.key] }] : [] });

  it('go up in order, and down the other way round, also where the first phase finds them on', async () => {
    const stage = await aStarted(plan);
    const up = worked(await takeTurn(stage.id, stage));
    expect(up.written).toEqual(['recalculate_tax_on_refunds', 'rests']);
    worked(await takeTurn(stage.id, stage));
    const other = await aStage(plan, { flags: stage.flags });
    const options = { ...DEFAULT_OPTIONS, onDrift: 'repair' as const };
    worked(await put(other, { is: 'start', authors: ['zoe'], options }));
    const down = worked(await takeTurn(other.id, other));
    expect(down.written).toEqual(['rests', 'recalculate_tax_on_refunds']);
  });
});

describe('two executors', () => {
  it('act once: the other append is refused, and writes nothing', async () => {
    const stage = await aStarted();
    const results = await Promise.all([takeTurn(stage.id, stage), takeTurn(stage.id, stage)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const lost = results.find(({ ok }) => !ok);
    expect(lost && problemOf(lost)).toMatchObject({ code: 'log-moved-on' });
    expect(worked(await load(stage.log, stage.id)).state.phase).toBe(0);
  });

  it('do not raise what another has taken back since it was decided', async () => {
    const stage = await aStarted();
    const asleep: Stage = { ...stage, log: { ...stage.log, append: waking(stage) } };
    const late = worked(await takeTurn(stage.id, asleep));
    expect(late).toMatchObject({ written: [], writeFailure: 'somebody else has acted since this was decided' });
    expect(await percentNow(stage)).toBe(0);
  });
});

/** Between the append and the write of one executor, another rolls back. */
const waking =
  (stage: Stage): Stage['log']['append'] =>
  async (...given) => {
    const appended = await stage.log.append(...given);
    worked(await put(stage, { is: 'rollback', to: { is: 'off' }, gradually: false }));
    return appended;
  };

describe('the journal', () => {
  it('goes on from a snapshot, and from the first event where that is no good', async () => {
    const stage = await aStarted();
    for (let n = 0; n < 60; n += 1) worked(await put(stage, n % 2 ? { is: 'unfreeze' } : { is: 'freeze' }));
    const whole = worked(await load(stage.log, stage.id));
    const snapshot = worked(await stage.log.latestSnapshot(stage.id));
    expect(snapshot?.version).toBeGreaterThan(100);
    const edited: Stage['log'] = {
      ...stage.log,
      latestSnapshot: async () => ({
        ok: true,
        value: snapshot && { ...snapshot, digest: '0'.repeat(64) },
        warnings: [],
      }),
    };
    expect(worked(await load(edited, stage.id)).state).toEqual(whole.state);
    const { rollout } = worked(await loadAll(stage.log, stage.id));
    expect(rollout.state).toEqual(whole.state);
    expect(rollout.head).toEqual(whole.head);
  });

  it('of a rollout that a newer program went on with is met and said, though that left a snapshot behind it', async () => {
    const stage = await aStarted();
    for (let n = 0; n < 60; n += 1) worked(await put(stage, n % 2 ? { is: 'unfreeze' } : { is: 'freeze' }));
    const snapshot = worked(await stage.log.latestSnapshot(stage.id));
    if (!snapshot) throw new Error('no snapshot');
    const state = { ...(snapshot.state as object), events: 2 };
    const newer: Stage['log'] = {
      ...stage.log,
      read: async (id, from) => {
        const read = await stage.log.read(id, from);
        const told = worked(read).map((entry) =>
          entry.version === 5 ? { ...entry, event: { ...(entry.event as object), schemaVersion: 2 } } : entry,
        );
        return { ok: true, value: told, warnings: [] };
      },
      latestSnapshot: async () => ok({ ...snapshot, state, digest: digestOf({ hash: snapshot.hash, state }) }),
    };
    const written = worked(await stage.log.list())[0]?.version;
    const before = await percentNow(stage);
    expect(problemOf(await settle(stage.id, { ...stage, log: newer }))).toMatchObject({ code: 'event-version' });
    expect(worked(await stage.log.list())[0]?.version).toBe(written);
    expect(await percentNow(stage)).toBe(before);
  });

  it('finds an edited event, and an edited plan', async () => {
    const stage = await aStarted();
    worked(await settle(stage.id, stage));
    const entries = worked(await stage.log.read(stage.id, 1));
    const withEntry = (at: number, event: unknown): Stage['log'] => ({
      ...stage.log,
      read: async () => ({ ok: true, value: entries.with(at, { ...entries[at], event } as never), warnings: [] }),
    });
    const plan = aClimb({ feature: 'Something else' });
    const founding = { ...(entries[0]?.event as object), plan };
    expect(problemOf(await load(withEntry(0, founding), stage.id))).toMatchObject({ code: 'log-broken' });
    const started = { ...(entries[2]?.event as object), reason: 'another' };
    expect(problemOf(await load(withEntry(2, started), stage.id))).toMatchObject({ code: 'log-broken' });
  });

  it('leaves a machine and comes to another with its plan', async () => {
    const stage = await aStarted();
    worked(await settle(stage.id, stage));
    const other = memoryEventLog();
    const { lines } = worked(await exportLines(stage.log, [stage.id]));
    worked(await importLines(other, lines, () => ok(NO_CARD)));
    expect(worked(await load(other, stage.id))).toEqual(worked(await load(stage.log, stage.id)));
  });

  it('says what is not there', async () => {
    const stage = await aStage();
    expect(problemOf(await load(stage.log, 'nobody'))).toMatchObject({ code: 'no-such-rollout' });
  });
});
