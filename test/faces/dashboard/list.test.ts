import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../../src/core/values/duration.ts';
import type { Listed } from '../../../src/app/executor/pages.ts';
import { concernOf, groupOf, reachOf, shownOf } from '../../../src/faces/dashboard/list/rows.ts';
import { ALL_FLAGS, EVERYTHING, hashOf, type Route, routeOf } from '../../../src/faces/dashboard/route.ts';

const aRow = (id: string, more: Partial<Listed> = {}): Listed => ({
  id,
  version: 3,
  plan: id,
  feature: id,
  environment: 'production',
  strategy: 'canary',
  planDigest: 'a'.repeat(64),
  status: 'running',
  percent: 10,
  flags: [],
  atMs: 0,
  ...more,
});

const idsIn = (rows: readonly Listed[], sought = {}, room = 100): readonly string[] =>
  shownOf(rows, { ...EVERYTHING, ...sought }, { room, nowMs: 0 }).sections.flatMap((section) =>
    section.rows.map(({ id }) => id),
  );

describe('a list of rollouts', () => {
  const rows = [
    aRow('done', { status: 'completed' }),
    aRow('calm', { atMs: 5 }),
    aRow('calmer', { atMs: 9, environment: 'staging', flags: ['new_login'] }),
    aRow('stopped', { status: 'paused' }),
    aRow('falling', { status: 'rolling-back' }),
    aRow('drifting', { trouble: 'changed elsewhere: new_tax' }),
    aRow('asked', { awaits: ['approval by product'] }),
  ];

  it('has those first that need somebody, the gravest before the others, and the latest of equals', () => {
    expect(idsIn(rows)).toEqual(['falling', 'stopped', 'drifting', 'asked', 'calmer', 'calm', 'done']);
  });

  it('is narrowed by words, by group and by environment', () => {
    expect(idsIn(rows, { text: 'login STAG' })).toEqual(['calmer']);
    expect(idsIn(rows, { text: 'new_tax' })).toEqual(['drifting']);
    expect(idsIn(rows, { group: 'look' })).toEqual(['falling', 'stopped', 'drifting']);
    expect(idsIn(rows, { environment: 'staging' })).toEqual(['calmer']);
    expect(shownOf(rows, { ...EVERYTHING, group: 'over' }, { room: 9, nowMs: 0 }).counts).toEqual({
      all: 7,
      look: 3,
      asked: 1,
      going: 2,
      over: 1,
    });
  });

  it('is narrowed by state, and finds a state by the word that is shown for it', () => {
    expect(idsIn(rows, { status: 'paused' })).toEqual(['stopped']);
    expect(idsIn(rows, { text: 'under way', environment: 'staging' })).toEqual(['calmer']);
    expect(idsIn(rows, { text: 'by product' })).toEqual(['asked']);
    expect(shownOf(rows, EVERYTHING, { room: 9, nowMs: 0 }).statuses).toEqual([
      'running',
      'paused',
      'rolling-back',
      'completed',
    ]);
  });

  it('has nobody look for ever at what was taken back', () => {
    const back = aRow('back', { status: 'rolled-back', trouble: 'refunds were wrong', atMs: 5 });
    expect(groupOf(back, 2 * DAY)).toBe('look');
    expect(groupOf(back, 4 * DAY)).toBe('over');
    expect(groupOf({ ...back, status: 'paused' }, 400 * DAY)).toBe('look');
  });

  it('shows as many as there is room for, and counts the others', () => {
    expect(idsIn(rows, {}, 2)).toEqual(['falling', 'stopped']);
    const { matching, sections } = shownOf(rows, EVERYTHING, { room: 2, nowMs: 0 });
    expect(matching).toBe(7);
    expect(sections.map(({ group, of }) => [group, of])).toEqual([
      ['look', 3],
      ['asked', 1],
      ['going', 2],
      ['over', 1],
    ]);
  });

  it('leaves nobody out, whatever there is', () => {
    const statuses = [
      'pending',
      'running',
      'held',
      'paused',
      'rolling-back',
      'rolled-back',
      'completed',
      'aborted',
    ] as const;
    const some = fc.array(fc.record({ status: fc.constantFrom(...statuses), atMs: fc.nat() }), { maxLength: 30 });
    fc.assert(
      fc.property(some, (given) => {
        const all = given.map((one, nth) => aRow(`r${nth}`, one));
        expect(idsIn(all).toSorted()).toEqual(all.map(({ id }) => id).toSorted());
      }),
    );
  });

  it('says of each what somebody has to know', () => {
    expect(concernOf(aRow('a', { trouble: 'errors', awaits: ['anna'] }))).toBe('errors');
    expect(concernOf(aRow('a', { awaits: ['approval by product', 'one'] }))).toBe(
      'waits for approval by product and 1 more',
    );
    expect(concernOf(aRow('a', { phase: '10-percent' }))).toBe('in 10-percent');
    expect(concernOf(aRow('a'))).toBe('nobody has it yet');
    expect(concernOf(aRow('a', { status: 'completed' }))).toBe('');
  });

  it('does not take a ring for everyone', () => {
    expect(reachOf(aRow('a', { strategy: 'ring', percent: 100 }))).toBe('≤ 100 %');
    expect(reachOf(aRow('a', { percent: 100 }))).toBe('100 %');
    expect(groupOf(aRow('a', { status: 'held' }), 0)).toBe('look');
  });
});

describe('an address', () => {
  it.each<[string, Route]>([
    ['', { is: 'list', sought: EVERYTHING }],
    [
      '#/?q=tax&show=look&in=staging&is=held',
      { is: 'list', sought: { text: 'tax', group: 'look', environment: 'staging', status: 'held' } },
    ],
    ['#/?show=anything', { is: 'list', sought: EVERYTHING }],
    ['#/rollouts/new-login', { is: 'rollout', id: 'new-login' }],
    ['#/rollouts/', { is: 'nowhere' }],
    ['#/rollouts/%E0%A4%A', { is: 'nowhere' }],
    ['#/flags', { is: 'flags', sought: ALL_FLAGS }],
    ['#/flags?q=tax&show=stale', { is: 'flags', sought: { text: 'tax', group: 'stale' } }],
    ['#/flags?show=anything', { is: 'flags', sought: ALL_FLAGS }],
    ['#/elsewhere', { is: 'nowhere' }],
  ])('%s', (hash, route) => expect(routeOf(hash)).toEqual(route));

  it('leads back to where it was taken', () => {
    const word = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(word, (id) => {
        expect(routeOf(hashOf({ is: 'rollout', id }))).toEqual({ is: 'rollout', id });
        const list: Route = { is: 'list', sought: { text: id, group: 'going', environment: id, status: id } };
        expect(routeOf(hashOf(list))).toEqual(list);
        const flags: Route = { is: 'flags', sought: { text: id, group: 'held' } };
        expect(routeOf(hashOf(flags))).toEqual(flags);
      }),
    );
  });
});
