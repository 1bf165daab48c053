import { describe, expect, it } from 'vitest';
import { EVENT_VERSION, readEvent } from '../../../src/core/rollout/events.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import { type Older, upcast, UPCASTS } from '../../../src/core/rollout/upcast.ts';
import { worked } from '../../helpers/log.ts';
import { eventful, someEvents } from '../../helpers/rollout.ts';

const STEPS = [
  ({ was, ...event }: Older): Older => ({ ...event, is: was }),
  ({ atS, ...event }: Older): Older => ({ ...event, atMs: Number(atS) * 1000 }),
];

describe('an event of an older version', () => {
  it('is brought to the words of today, step by step, and nothing else is touched', () => {
    const oldest = { schemaVersion: 1, type: 'held', was: 'x', atS: 7 };
    expect(upcast(oldest, STEPS)).toEqual({ schemaVersion: 3, type: 'held', is: 'x', atMs: 7000 });
    expect(upcast({ schemaVersion: 2, is: 'y', atS: 7 }, STEPS)).toEqual({ schemaVersion: 3, is: 'y', atMs: 7000 });
    expect(oldest).toEqual({ schemaVersion: 1, type: 'held', was: 'x', atS: 7 });
  });

  it.each([
    { schemaVersion: 3 },
    { schemaVersion: 99 },
    { schemaVersion: 0 },
    { schemaVersion: 1.5 },
    {},
    null,
    'text',
  ])('is not what this is, so it is left as it is: %j', (value) => expect(upcast(value, STEPS)).toEqual(value));

  it('has a step to each version there is', () => {
    expect(UPCASTS).toHaveLength(EVENT_VERSION - 1);
  });

  it('is folded as what it is today', () => {
    const events = someEvents();
    const older = events.map(({ atMs, ...event }) => ({ ...event, atS: atMs / 1000 }));
    const [, toMs = (event: Older) => event] = STEPS;
    const read = older.map((event) => worked(readEvent({ ...toMs(event), schemaVersion: EVENT_VERSION })));
    const from = initialState(eventful(), 'r1');
    expect(worked(fold(from, read))).toEqual(worked(fold(from, events)));
  });
});
