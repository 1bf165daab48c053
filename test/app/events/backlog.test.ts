import { describe, expect, it } from 'vitest';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { backlogOf, backlogSince, OVERLAP_MS } from '../../../src/app/events/backlog.ts';
import { cardOf } from '../../../src/app/executor/card.ts';
import { digestOf } from '../../../src/core/values/digest.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { worked } from '../../helpers/log.ts';
import { aClimb, HOUR, NINE } from '../../helpers/rollout.ts';

const PLAN = aClimb();

/** A log whose last entry is of that moment, as its card says. */
const written = async (log: EventLog, id: string, count: number, atMs: number): Promise<void> => {
  const event = { schemaVersion: 1, atMs, type: 'released' };
  const entries = Array.from({ length: count }, () => ({ event, hash: digestOf(event) }));
  worked(await log.append(id, 0, entries, cardOf({ plan: PLAN, state: { ...initialState(PLAN, id), atMs } })));
};

const last = { rollout: 'seen', version: 2, atMs: NINE };

describe('what was missed', () => {
  it('is what is newer, and a little of what is older: clocks differ', async () => {
    const log = memoryEventLog();
    await written(log, 'seen', 4, NINE + 10);
    await written(log, 'just-before', 1, NINE - OVERLAP_MS);
    await written(log, 'long-before', 1, NINE - OVERLAP_MS - 1);
    await written(log, 'after', 2, NINE + 5);
    await written(log, 'flag:new-login', 1, NINE + 5);
    const found = worked(await backlogSince(log, last));
    expect(found.is === 'all' && found.heard.map(({ rollout, version }) => `${rollout} ${version}`)).toEqual([
      'just-before 1',
      'after 1',
      'after 2',
      'seen 3',
      'seen 4',
    ]);
  });

  it('is too much where some of it might be left out', async () => {
    const log = memoryEventLog();
    await written(log, 'seen', 2, NINE);
    await written(log, 'busy', 501, NINE + HOUR);
    expect(worked(await backlogSince(log, last))).toEqual({ is: 'too-much' });
    expect(worked(await backlogOf(log, 'busy', { version: 1 }))).toMatchObject({ is: 'all' });
  });

  it('is nothing of a rollout that is not there', async () => {
    expect(worked(await backlogOf(memoryEventLog(), 'nobody', { version: 0 }))).toEqual({ is: 'all', heard: [] });
  });
});
