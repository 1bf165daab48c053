import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Event, EVENT_VERSION, EVENT_WORDS, readEvent } from '../../../src/core/rollout/events.ts';
import { evolve, fold } from '../../../src/core/rollout/evolve.ts';
import { initialState, type State } from '../../../src/core/rollout/state.ts';
import { LIVE, STATUSES, TABLE } from '../../../src/core/rollout/table.ts';
import { canonicalJson } from '../../../src/core/values/digest.ts';
import { eventful, someEvents } from '../../helpers/rollout.ts';

const EVENT_TYPES = EVENT_WORDS.map(({ type }) => type);
const START = initialState(eventful(), 'r1');
const LOG = someEvents();

const bare = (type: string): Event =>
  ({ schemaVersion: EVENT_VERSION, type, atMs: 0, by: { name: 'anna', roles: [] } }) as unknown as Event;

describe('the table of what may follow what', () => {
  it('has a row for every event, and every status can be reached and left to', () => {
    expect(Object.keys(TABLE).toSorted()).toEqual([...EVENT_TYPES].toSorted());
    const reached = new Set(Object.values(TABLE).flatMap((row) => Object.values(row)));
    expect([...reached].toSorted()).toEqual([...STATUSES].toSorted());
  });

  it('leads from a rollback only further back, to its end, or to a new beginning', () => {
    const from = Object.entries(TABLE).flatMap(([type, row]) =>
      (['rolling-back', 'rolled-back'] as const).flatMap((status) => (row[status] ? [`${type} → ${row[status]}`] : [])),
    );
    const up = from.filter((one) => /→ (?:running|held|paused|pending|completed)$/.test(one));
    expect(up).toEqual(['restarted → pending']);
  });

  it('refuses every pair that is not in it, and names both', () => {
    for (const status of STATUSES)
      for (const type of EVENT_TYPES) {
        if (TABLE[type][status] !== undefined) continue;
        const result = evolve({ ...START, status }, bare(type));
        expect(result).toMatchObject({ ok: false, problems: [{ code: 'event-refused', kind: 'refused' }] });
        const [problem] = result.ok ? [] : result.problems;
        expect(problem?.message).toBe(`"${type}" may not follow a rollout that is ${status}`);
      }
  });

  it('needs turns exactly where something may happen by itself', () => {
    expect(STATUSES.filter((status) => !LIVE.includes(status))).toEqual(['pending', 'completed', 'aborted']);
  });
});

const stateAt = (type: string): State => {
  const at = LOG.findIndex((event) => event.type === type);
  const folded = fold(START, LOG.slice(0, at));
  if (!folded.ok) throw new Error('the sample log does not fold');
  return folded.value;
};

const refusals = (state: State, event: Event): string | undefined => {
  const result = evolve(state, event);
  return result.ok ? undefined : result.problems[0]?.message;
};

describe('a log', () => {
  it.each([
    [
      'another phase than the next',
      'phase-entered',
      { phase: 1 },
      '"phase-entered" may not follow phase -1 when it is about phase 1',
    ],
    ['a time before', 'phase-entered', { atMs: 5 }, 'an event of a later time'],
    [
      'an agreement to another plan',
      'approved',
      { planDigest: 'ab'.repeat(32) },
      '"approved" may not follow another plan',
    ],
    ['another plan', 'started', { planDigest: 'ab'.repeat(32) }, '"started" may not follow another plan'],
  ])('refuses %s', (_, type, change, words) => {
    const event = LOG.find((one) => one.type === type);
    expect(refusals(stateAt(type), { ...event, ...change } as Event)).toContain(words);
  });

  it('refuses a phase before the last one was seen', () => {
    const entered = LOG.find((event) => event.type === 'phase-entered');
    const state = stateAt('phase-entered');
    if (!entered) throw new Error('no phase');
    expect(refusals({ ...state, confirmedAtMs: undefined }, entered)).toContain('before its exposure was seen');
  });

  it('loses none of its events and takes none twice without somebody noticing', () => {
    const whole = fold(START, LOG);
    expect(whole.ok && whole.value.version).toBe(LOG.length);
    const end = whole.ok ? canonicalJson(whole.value) : '';
    fc.assert(
      fc.property(fc.nat(LOG.length - 1), fc.boolean(), (at, twice) => {
        const changed = fold(START, twice ? LOG.toSpliced(at, 0, ...LOG.slice(at, at + 1)) : LOG.toSpliced(at, 1));
        expect(changed.ok && canonicalJson(changed.value)).not.toBe(end);
      }),
    );
  });

  it('gives the same state from any point where it was kept', () => {
    for (let at = 0; at <= LOG.length; at += 1) {
      const half = fold(START, LOG.slice(0, at));
      const kept: State = JSON.parse(JSON.stringify(half.ok && half.value));
      const rest = fold(kept, LOG.slice(at));
      const whole = fold(START, LOG);
      expect(rest.ok && canonicalJson(rest.value)).toBe(whole.ok && canonicalJson(whole.value));
    }
  });

  it('of a newer version is told apart from a broken one', () => {
    expect(readEvent({ schemaVersion: 2, type: 'teleported' })).toMatchObject({
      ok: false,
      problems: [{ code: 'event-version' }],
    });
    expect(readEvent({ schemaVersion: 1, type: 'teleported', atMs: 1 }).ok).toBe(false);
    expect(readEvent(null).ok).toBe(false);
    expect(readEvent(JSON.parse(JSON.stringify(LOG[0]))).ok).toBe(true);
  });
});
