import { describe, expect, it } from 'vitest';
import type { FlagView } from '../../../src/app/flag-service/view.ts';
import type { Caller } from '../../../src/core/access/caller.ts';
import type { FlagRow } from '../../../src/app/flags/standing.ts';
import type { StaleFlags } from '../../../src/app/flags/stale.ts';
import type { PlanPlace } from '../../../src/app/programme.ts';
import type { Compared } from '../../../src/core/rollout/experiment-result.ts';
import { addressOf, commandOf, wantedBy } from '../../../src/faces/dashboard/documents.ts';
import { differenceInWords, intervalOf, reachOf } from '../../../src/faces/dashboard/experiments/interval.ts';
import {
  flagActionsFor,
  flagAskingFor,
  flagForeseen,
  flagMissing,
  flagRequest,
  lookedAgain,
} from '../../../src/faces/dashboard/flags/asking.ts';
import { doneInWords, flagRows, flagsShown } from '../../../src/faces/dashboard/flags/rows.ts';
import { ALL_FLAGS } from '../../../src/faces/dashboard/route.ts';
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

const anOwn = (name: string, more: Partial<FlagView> = {}): FlagView => ({
  name,
  enabled: true,
  strategy: 'percentage',
  percentage: 25,
  allow: [],
  prerequisites: [],
  frozen: false,
  revision: 3,
  createdAt: '2026-11-20T09:00:00.000Z',
  changedAt: '2026-11-26T09:00:00.000Z',
  ...more,
});

const rowsOf = (given: Partial<Parameters<typeof flagRows>[0]>) =>
  flagRows({ flags: [], done: [], stale: [], own: [], ...given });

describe('flags', () => {
  it('stand in the order in which they can go, then by name, each with its age where it is done', () => {
    const flags = [aFlagRow('b'), aFlagRow('old'), aFlagRow('a', { enabled: false, percent: 0 })];
    const rows = rowsOf({
      flags,
      done: [aDone('b', 3), aDone('old', 94)],
      stale: [aDone('old', 94), aDone('unheard', 40)],
    });
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
    expect(rowsOf({ flags: [aFlagRow('a', { there: false })] })[0]?.look.word).toBe('not there');
    const ringed = aFlagRow('a', { percent: 0, rings: [{ ring: 'beta', percent: 50 }] });
    expect(rowsOf({ flags: [ringed] })[0]?.reach).toBe('beta 50\u00a0%, all others 0\u00a0%');
  });

  it('of our own that no rollout ever had are there as well, once each', () => {
    const rows = rowsOf({ flags: [aFlagRow('a')], own: [anOwn('a'), anOwn('b'), anOwn('c', { enabled: false })] });
    expect(rows.map(({ key, reach, own }) => [key, reach, own?.revision])).toEqual([
      ['a', '100 %', 3],
      ['b', '25 %', 3],
      ['c', '0 %', 3],
    ]);
  });

  it('are narrowed by words and by kind, and counted', () => {
    const rows = rowsOf({
      flags: [aFlagRow('tax', { heldBy: 'tax-1' }), aFlagRow('old'), aFlagRow('plain')],
      stale: [aDone('old', 90)],
      own: [anOwn('iced', { frozen: true })],
    });
    const shown = flagsShown(rows, { text: '', group: 'free' }, 10);
    expect(shown.rows.map(({ key }) => key)).toEqual(['plain']);
    expect(shown.counts).toEqual({ all: 4, stale: 1, held: 1, frozen: 1, free: 1 });
    expect(flagsShown(rows, { text: 'TAX-1', group: 'all' }, 10).rows.map(({ key }) => key)).toEqual(['tax']);
    expect(flagsShown(rows, { text: '', group: 'all' }, 2)).toMatchObject({ matching: 4, rows: [{}, {}] });
  });
});

const flagNames = (flag: FlagView | undefined, me?: Caller): readonly string[] =>
  flagActionsFor(flag, 'production', me).map(({ name }) => name);

const caller = (role: 'viewer' | 'operator'): Caller => ({ name: 'omar', roles: { production: [role] }, teams: [] });

describe('what somebody can do about a flag', () => {
  it('is nothing where it is not ours, and only a brake where a rollout has it in hand', () => {
    expect(flagNames(undefined)).toEqual([]);
    expect(flagNames(anOwn('a'))).toEqual(['freeze', 'off']);
    expect(flagNames(anOwn('a', { enabled: false }))).toEqual(['freeze', 'on']);
    expect(flagNames(anOwn('a', { frozen: true, enabled: false }))).toEqual(['unfreeze']);
    expect(flagNames(anOwn('a', { heldBy: 'a-1' }))).toEqual(['freeze']);
  });

  it('is no more than their rights', () => {
    expect(flagNames(anOwn('a'), caller('viewer'))).toEqual([]);
    expect(flagNames(anOwn('a'), caller('operator'))).toEqual(['freeze', 'off']);
    expect(flagActionsFor(anOwn('a'), 'staging', caller('operator'))).toEqual([]);
  });

  it('is told with a reason and the version that was looked at', () => {
    const asking = flagAskingFor('freeze', 'production', anOwn('a/b'));
    expect(flagMissing(asking)).toMatch(/Say why/);
    const said = { ...asking, reason: ' a ticket ' };
    expect(flagMissing(said)).toBeUndefined();
    expect(flagRequest(said)).toEqual({
      address: '/feature-flags/freeze/a%2Fb',
      body: { reason: 'a ticket' },
      tag: '"3"',
    });
    expect(flagRequest({ ...said, action: 'off' })).toMatchObject({
      address: '/feature-flags/toggle',
      body: { flag: 'a/b', enabled: false, reason: 'a ticket' },
    });
  });

  it('says for how many, and wants to be agreed to where many gain or lose it at once', () => {
    const off = { ...flagAskingFor('off', 'production', anOwn('a', { percentage: 100 })), reason: 'wrong' };
    expect(flagForeseen(off)).toMatchObject({ before: 100, after: 0 });
    expect(flagMissing(off)).toMatch(/tick the box/);
    expect(flagMissing({ ...off, agreed: true })).toBeUndefined();
    const on = { ...flagAskingFor('on', 'production', anOwn('a', { enabled: false })), reason: 'right' };
    expect(flagForeseen(on)).toMatchObject({ before: 0, after: 25 });
    expect(flagMissing(on)).toMatch(/tick the box/);
  });

  it('looks at the flag again where it was changed meanwhile: what was typed stays, what was agreed to does not', () => {
    const before = { ...flagAskingFor('off', 'production', anOwn('a')), reason: 'wrong', agreed: true, busy: true };
    expect(lookedAgain(before, anOwn('a', { revision: 4 }))).toMatchObject({
      reason: 'wrong',
      agreed: false,
      moved: true,
      busy: false,
      flag: { revision: 4 },
    });
  });
});

describe('what a page asks for', () => {
  it('has every name as one piece of an address', () => {
    expect(addressOf({ kind: 'watched', id: '../../me?x' })).toBe('/api/v1/rollouts/..%2F..%2Fme%3Fx/watch');
    expect(commandOf({ rollout: 'a/b', action: 'pause' })).toBe('/api/v1/rollouts/a%2Fb/pause');
  });

  it('is what it shows, with results where something is compared', () => {
    expect(wantedBy({ is: 'rollout', id: 'a' }, ['a']).map(({ kind }) => kind)).toEqual(['watched', 'plan', 'result']);
    expect(wantedBy({ is: 'flags', sought: ALL_FLAGS }).map(({ kind }) => kind)).toEqual([
      'flags',
      'stale',
      'done',
      'own',
    ]);
    expect(wantedBy({ is: 'nowhere' })).toEqual([]);
  });
});
