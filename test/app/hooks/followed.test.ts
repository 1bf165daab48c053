import { expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { followedAlerts } from '../../../src/app/hooks/followed.ts';
import { failed, problem } from '../../../src/core/problem.ts';
import { SECOND } from '../../../src/core/values/duration.ts';
import { changeAlerts } from '../../../src/ports/alert-store.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { worked } from '../../helpers/log.ts';

const gone = failed(problem({ kind: 'unreachable', code: 'log-gone', message: 'it does not answer', hint: 'wait' }));

/** A log that says from where on it was read, and may be out of reach; and who follows its alerts, by a clock that is set. */
const aFollower = () => {
  const log = memoryEventLog();
  const reads: number[] = [];
  const world = { nowMs: 1000, isGone: false, isBroken: false };
  const counted: EventLog = {
    ...log,
    read: async (id, from) => {
      reads.push(from);
      if (world.isBroken) throw new Error('a mistake of ours');
      return world.isGone ? gone : log.read(id, from);
    },
  };
  const alertsIn = followedAlerts(counted, { nowMs: () => world.nowMs });
  const watch = async (hook: string) =>
    worked(
      await changeAlerts(log, 'staging', () => [
        { schemaVersion: 1, type: 'alerts-watched', atMs: world.nowMs, hook, everyMs: SECOND },
      ]),
    );
  const seen = async () => Object.keys(worked(await alertsIn('staging')));
  return { world, reads, alertsIn, watch, seen };
};

it('many turns of a second share one look', async () => {
  const { world, reads, watch, seen } = aFollower();
  await watch('one');
  expect(await Promise.all([seen(), seen(), seen()])).toEqual([['one'], ['one'], ['one']]);
  world.nowMs += SECOND - 1;
  await seen();
  expect(reads).toEqual([1]);
});

it('what was told is seen a second later, and only what is new is read', async () => {
  const { world, reads, watch, seen } = aFollower();
  await watch('one');
  await seen();
  await watch('two');
  world.nowMs += SECOND;
  expect(await seen()).toEqual(['one', 'two']);
  expect(reads).toEqual([1, 2]);
});

it('not to know is said, and known again by reading all of it', async () => {
  const { world, reads, alertsIn, watch, seen } = aFollower();
  await watch('one');
  await seen();
  world.isGone = true;
  world.nowMs += SECOND;
  expect(await alertsIn('staging')).toEqual(gone);
  world.isGone = false;
  world.nowMs += SECOND;
  expect(await seen()).toEqual(['one']);
  expect(reads).toEqual([1, 2, 1]);
});

it('a clock that is set back keeps nobody from looking', async () => {
  const { world, reads, watch, seen } = aFollower();
  await watch('one');
  await seen();
  world.nowMs -= 60 * SECOND;
  await seen();
  expect(reads).toEqual([1, 2]);
});

it('one look that broke off breaks no later one', async () => {
  const { world, watch, seen } = aFollower();
  await watch('one');
  world.isBroken = true;
  await expect(seen()).rejects.toThrow('a mistake of ours');
  world.isBroken = false;
  world.nowMs += SECOND;
  expect(await seen()).toEqual(['one']);
});
