import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Listed } from '../../../src/app/executor/pages.ts';
import { concernOf, groupOf, reachOf, shownOf } from '../../../src/faces/dashboard/list/rows.ts';
import { EVERYTHING, hashOf, type Route, routeOf } from '../../../src/faces/dashboard/route.ts';

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
  shownOf(rows, { ...EVERYTHING, ...sought }, room).sections.flatMap((section) => section.rows.map(({ id }) => id));

describe('a list of rollouts', () => {
  const rows = [
    aRow('done', { status: 'completed' }),
    aRow('calm', { atMs: 5 }),
    aRow('calmer', { atMs: 9, environment: 'staging', flags: ['new_login'] }),
    aRow('stopped', { status: 'paused' }),
    aRow('falling', { status: 'rolling-back' }),
    aRow('drifting', { trouble: 'changed elsewhere: new_tax' }),
  ];

  it('has those first that need somebody, the gravest before the others, and the latest of equals', () => {
    expect(idsIn(rows)).toEqual(['falling', 'stopped', 'drifting', 'calmer', 'calm', 'done']);
  });

  it('is narrowed by words, by group and by environment', () => {
    expect(idsIn(rows, { text: 'login STAG' })).toEqual(['calmer']);
    expect(idsIn(rows, { text: 'new_tax' })).toEqual(['drifting']);
    expect(idsIn(rows, { group: 'look' })).toEqual(['falling', 'stopped', 'drifting']);
    expect(idsIn(rows, { environment: 'staging' })).toEqual(['calmer']);
    expect(shownOf(rows, { ...EVERYTHING, group: 'over' }, 9).counts).toEqual({ all: 6, look: 3, going: 2, over: 1 });
  });

  it('shows as many as there is room for, and counts the others', () => {
    expect(idsIn(rows, {}, 2)).toEqual(['falling', 'stopped']);
    const { matching, sections } = shownOf(rows, EVERYTHING, 2);
    expect(matching).toBe(6);
    expect(sections.map(({ group, of }) => [group, of])).toEqual([
      ['look', 3],
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
    expect(groupOf(aRow('a', { status: 'held' }))).toBe('look');
  });
});

describe('an address', () => {
  it.each<[string, Route]>([
    ['', { is: 'list', sought: EVERYTHING }],
    ['#/?q=tax&show=look&in=staging', { is: 'list', sought: { text: 'tax', group: 'look', environment: 'staging' } }],
    ['#/?show=anything', { is: 'list', sought: EVERYTHING }],
    ['#/rollouts/new-login', { is: 'rollout', id: 'new-login' }],
    ['#/rollouts/', { is: 'nowhere' }],
    ['#/rollouts/%E0%A4%A', { is: 'nowhere' }],
    ['#/flags', { is: 'flags' }],
    ['#/elsewhere', { is: 'nowhere' }],
  ])('%s', (hash, route) => expect(routeOf(hash)).toEqual(route));

  it('leads back to where it was taken', () => {
    const word = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(word, (id) => {
        expect(routeOf(hashOf({ is: 'rollout', id }))).toEqual({ is: 'rollout', id });
        const list: Route = { is: 'list', sought: { text: id, group: 'going', environment: id } };
        expect(routeOf(hashOf(list))).toEqual(list);
      }),
    );
  });
});
