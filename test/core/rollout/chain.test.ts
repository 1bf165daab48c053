import { describe, expect, it } from 'vitest';
import { chainStart, linked, verifyChain } from '../../../src/core/rollout/chain.ts';
import type { Event } from '../../../src/core/rollout/events.ts';
import { replay } from '../../../src/core/rollout/replay.ts';
import { initialState } from '../../../src/core/rollout/state.ts';
import { eventful, someEvents } from '../../helpers/rollout.ts';

const LOG = someEvents();
const PLAN = eventful();
const START = chainStart('r1');
const WHOLE = linked(START, LOG);

const brokenAt = (log: typeof WHOLE): string | undefined => {
  const result = verifyChain(START, log);
  return result.ok ? undefined : result.problems[0]?.path;
};

describe('the chain of a log', () => {
  it('is whole, and ends in its last hash', () => {
    expect(verifyChain(START, WHOLE)).toMatchObject({ ok: true, value: WHOLE.at(-1)?.hash });
    expect(verifyChain(START, [])).toMatchObject({ ok: true, value: START });
  });

  it('goes on from where it was', () => {
    const first = WHOLE.slice(0, 5);
    expect([...first, ...linked(first.at(-1)?.hash ?? START, LOG.slice(5))]).toEqual(WHOLE);
  });

  it('shows an event that was changed, taken out, moved, or brought from another rollout', () => {
    const changed = WHOLE.with(3, { hash: WHOLE[3]?.hash ?? '', event: { ...LOG[3], atMs: 1 } as Event });
    expect(brokenAt(changed)).toBe('events[3]');
    expect(brokenAt(WHOLE.toSpliced(4, 1))).toBe('events[4]');
    expect(brokenAt([...WHOLE.slice(1, 2), ...WHOLE.slice(0, 1)])).toBe('events[0]');
    expect(brokenAt(linked(chainStart('r2'), LOG))).toBe('events[0]');
  });
});

describe('replay', () => {
  it('comes to the same, and says how many turns there were', () => {
    expect(replay(PLAN, initialState(PLAN, 'r1'), LOG)).toMatchObject({
      ok: true,
      value: { state: { status: 'pending', attempt: 2 } },
    });
  });

  it('names the first event that is not what comes of its inputs', () => {
    const at = LOG.findIndex(({ type }) => type === 'phase-entered');
    const forged = LOG.with(at, { ...LOG[at], why: ['trust me'] } as Event);
    const result = replay(PLAN, initialState(PLAN, 'r1'), forged);
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'replay-differs', path: `events[${at}]` }] });
    expect(replay(PLAN, initialState(PLAN, 'r1'), LOG.toSpliced(at, 1)).ok).toBe(false);
    expect(replay(PLAN, initialState(PLAN, 'r1'), LOG.slice(1)).ok).toBe(false);
  });
});
