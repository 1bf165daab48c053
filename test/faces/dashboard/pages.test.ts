import { describe, expect, it } from 'vitest';
import type { FlagRow } from '../../../src/app/flags/standing.ts';
import type { StaleFlags } from '../../../src/app/flags/stale.ts';
import type { PlanPlace } from '../../../src/app/programme.ts';
import type { Compared } from '../../../src/core/rollout/experiment-result.ts';
import { addressOf, commandOf, wantedBy } from '../../../src/faces/dashboard/documents.ts';
import { differenceInWords, intervalOf, reachOf } from '../../../src/faces/dashboard/experiments/interval.ts';
import { doneInWords, flagRows } from '../../../src/faces/dashboard/flags/rows.ts';
import { graphOf, leftOf, pathOf, sizeOf } from '../../../src/faces/dashboard/programmes/graph.ts';

const aPlace = (plan: string, needs: readonly string[] = [], after: readonly string[] = []): PlanPlace => ({
  plan,
  stand: 'waiting',
  where: 'waiting',
  percent: 0,
  free: false,
  waitsFor: [],
  needs: [...needs],
  after: [...after],
  before: [],
});

describe('a programme as a picture', () => {
  const graph = graphOf([
    aPlace('ledger'),
    aPlace('rates'),
    aPlace('statements', ['ledger']),
    aPlace('archive', ['statements', 'rates'], ['ledger']),
    aPlace('lost', ['somebody else']),
  ]);

  it('has each right of all that comes before it', () => {
    expect(graph.nodes.map(({ plan, column, row }) => [plan.plan, column, row])).toEqual([
      ['ledger', 0, 0],
      ['rates', 0, 1],
      ['statements', 1, 0],
      ['archive', 2, 0],
      ['lost', 0, 2],
    ]);
    for (const { from, to } of graph.edges) expect(leftOf(from)).toBeLessThan(leftOf(to));
    expect(graph.edges).toHaveLength(4);
  });

  it('is as large as what is in it', () => {
    expect(sizeOf(graph)).toEqual({ width: 3 * 216 + 2 * 56, height: 3 * 84 + 2 * 20 });
    expect(sizeOf(graphOf([]))).toEqual({ width: 0, height: 0 });
    expect(graph.edges.map(pathOf)[0]).toMatch(/^M216 42C/);
  });
});

const COMPARED: Compared = {
  variant: 'treatment',
  metric: 'conversion-rate',
  name: 'Conversion rate',
  unit: '%',
  good: 'up',
  role: 'primary',
  treated: 21,
  control: 20,
  difference: 1,
  low: -0.5,
  high: 2.5,
  relativePercent: 5,
  surePercent: 95,
  says: 'cannot tell',
};

describe('an interval', () => {
  it('lies where it is on a line with nothing changed in its middle', () => {
    expect(intervalOf(COMPARED, 5)).toEqual({ low: 45, at: 60, high: 75 });
    expect(intervalOf({ ...COMPARED, low: -99 }, 5)?.low).toBe(0);
    expect(reachOf([COMPARED, { ...COMPARED, low: -4 }])).toBeCloseTo(4.6);
  });

  it('is told in words, and never where nothing was measured', () => {
    expect(differenceInWords(COMPARED)).toBe('+1 %, +5 % of control; between −0.5 and +2.5 % (95 % sure)');
    const { difference: _, ...unknown } = COMPARED;
    expect(intervalOf(unknown, 5)).toBeUndefined();
    expect(differenceInWords(unknown)).toBe('not measured');
    expect(intervalOf(COMPARED, 0)).toBeUndefined();
  });
});

const aFlagRow = (key: string, more: Partial<FlagRow> = {}): FlagRow => ({
  key,
  there: true,
  enabled: true,
  percent: 100,
  reachesPercent: 100,
  rings: [],
  canary: { on: false, users: [] },
  ...more,
});

const aDone = (key: string, days: number): StaleFlags['flags'][number] => ({
  key,
  is: 'on',
  sinceMs: 0,
  days,
  knownBy: 'log',
  neededBy: [],
  places: [],
  morePlaces: 0,
});

describe('flags', () => {
  it('stand in the order in which they can go, then by name, each with its age where it is done', () => {
    const flags = [aFlagRow('b'), aFlagRow('old'), aFlagRow('a', { enabled: false, percent: 0 })];
    const rows = flagRows(flags, [aDone('b', 3), aDone('old', 94)], [aDone('old', 94), aDone('unheard', 40)]);
    expect(rows.map(({ key, canGo, done }) => [key, canGo, done?.days])).toEqual([
      ['old', true, 94],
      ['unheard', true, 40],
      ['b', false, 3],
      ['a', false, undefined],
    ]);
    expect(doneInWords({ ...aDone('old', 1), owner: 'team-login', neededBy: ['new'] })).toBe(
      'on for everybody, 1 day, after new, owned by team-login',
    );
  });

  it('says what is not there, and each ring', () => {
    const [row] = flagRows([aFlagRow('a', { there: false })], [], []);
    expect(row?.look.word).toBe('not there');
    const [ringed] = flagRows([aFlagRow('a', { percent: 0, rings: [{ ring: 'beta', percent: 50 }] })], [], []);
    expect(ringed?.reach).toBe('0 %, beta 50 %');
  });
});

describe('what a page asks for', () => {
  it('has every name as one piece of an address', () => {
    expect(addressOf({ kind: 'watched', id: '../../me?x' })).toBe('/api/v1/rollouts/..%2F..%2Fme%3Fx/watch');
    expect(commandOf({ rollout: 'a/b', action: 'pause' })).toBe('/api/v1/rollouts/a%2Fb/pause');
  });

  it('is what it shows, with results where something is compared', () => {
    expect(wantedBy({ is: 'rollout', id: 'a' }, ['a']).map(({ kind }) => kind)).toEqual(['watched', 'plan', 'result']);
    expect(wantedBy({ is: 'flags' }).map(({ kind }) => kind)).toEqual(['flags', 'stale', 'done']);
    expect(wantedBy({ is: 'nowhere' })).toEqual([]);
  });
});
