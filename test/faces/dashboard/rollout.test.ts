import { describe, expect, it } from 'vitest';
import type { Preview } from '../../../src/app/preview.ts';
import type { Caller } from '../../../src/core/access/caller.ts';
import { actionsFor, askingFor, bodyOf, foreseen, missingIn } from '../../../src/faces/dashboard/rollout/asking.ts';
import {
  chartInWords,
  columnsOf,
  evidenceShare,
  hasValues,
  monitorsInOrder,
  rangeOf,
} from '../../../src/faces/dashboard/rollout/chart.ts';
import { groupsOf } from '../../../src/faces/dashboard/rollout/happened.ts';
import { nextInWords, stepsOf, whereInWords } from '../../../src/faces/dashboard/rollout/ladder.ts';
import { aMonitor, aWatched } from '../../helpers/tui.ts';

const someone = (role: 'viewer' | 'operator' | 'approver' | 'admin', environment = '*'): Caller => ({
  name: 'omar',
  roles: { [environment]: [role] },
  teams: [],
});

const namesFor = (watched: Parameters<typeof actionsFor>[0], me?: Caller): readonly string[] =>
  actionsFor(watched, me).map(({ name }) => name);

describe('what somebody can do', () => {
  it('is what the state allows', () => {
    expect(namesFor(aWatched())).toEqual(['pause', 'advance', 'rollback']);
    expect(namesFor(aWatched({ approvals: ['1 of product'] }))).toContain('approve');
    expect(namesFor(aWatched({ status: 'paused' }))).toEqual(['resume', 'rollback']);
    expect(namesFor(aWatched({ status: 'completed' }))).toEqual(['rollback']);
    expect(namesFor(aWatched({ status: 'rolled-back' }))).toEqual([]);
  });

  it('is no more than their rights', () => {
    const watched = aWatched({ approvals: ['1 of product'] });
    expect(namesFor(watched, someone('viewer'))).toEqual([]);
    expect(namesFor(watched, someone('approver'))).toEqual(['approve']);
    expect(namesFor(watched, someone('operator'))).toEqual(['pause', 'advance', 'rollback']);
    expect(namesFor(watched, someone('admin', 'elsewhere'))).toEqual([]);
    expect(namesFor(watched, someone('admin', watched.environment))).toHaveLength(4);
  });
});

const PREVIEW: Preview = {
  schemaVersion: 1,
  id: 'new-login',
  action: 'rollback',
  version: 7,
  possible: true,
  refused: [],
  effect: ['From 10 % to 0 %, at once.'],
  before: { status: 'running', percent: 10, flags: [] },
  after: { status: 'rolled-back', percent: 0, flags: [] },
};

describe('a command that somebody thinks about', () => {
  it('is not sent before it is known what comes of it, nor without a reason', () => {
    const asking = askingFor('rollback', aWatched());
    expect(missingIn({ ...asking, reason: 'refunds' })).toMatch(/still being asked/);
    const known = foreseen(asking, PREVIEW, '"7"');
    expect(missingIn({ ...known, reason: '  ' })).toMatch(/Say why/);
    expect(missingIn({ ...known, reason: 'refunds' })).toBeUndefined();
    expect(known.tag).toBe('"7"');
    expect(bodyOf({ ...known, reason: ' refunds ' })).toEqual({ reason: 'refunds' });
  });

  it('keeps what was typed while that was asked, and says what would be refused', () => {
    const refused = [{ code: 'no', message: 'it is over', hint: 'look again' }];
    const typed = { ...askingFor('rollback', aWatched()), reason: 'refunds' };
    expect(foreseen(typed, { ...PREVIEW, possible: false, refused }, undefined)).toMatchObject({
      reason: 'refunds',
      problems: refused,
    });
  });

  it('agrees to the very plan that was looked at, and needs no reason for that', () => {
    const watched = aWatched();
    const asking = foreseen(askingFor('approve', watched), PREVIEW, '"7"');
    expect(missingIn(asking)).toBeUndefined();
    expect(bodyOf(asking)).toEqual({ digest: watched.planDigest });
  });
});

const at = (ms: number): string => new Date(ms).toISOString();

describe('a ladder', () => {
  it('says where it is, and how far', () => {
    expect(stepsOf(aWatched()).map(({ is, done }) => [is, done])).toEqual([
      ['over', 1],
      ['now', 0.125],
      ['ahead', 0],
      ['ahead', 0],
    ]);
    expect(whereInWords(aWatched())).toBe('10 % of everyone, phase 2 of 4, soaked 3 h of 1 d.');
  });

  it('marks what was taken back, and that nobody has it', () => {
    const phases = aWatched().phases.map((phase) => ({ ...phase, is: 'ahead' as const }));
    const back = aWatched({ phases, turnedBackAt: 'ten', percent: 0, phase: undefined as never });
    expect(stepsOf(back).map(({ word }) => word)).toEqual(['taken back', 'rolled back from here', 'ahead', 'ahead']);
    expect(whereInWords(back)).toBe('Nobody has it.');
  });

  it('does not say everyone where it is a ring', () => {
    const phases = [{ id: 'ten', percent: 0, is: 'now' as const }];
    expect(whereInWords(aWatched({ phases, percent: 100 }))).toMatch(/^Its rings have it, and 0 % of everyone else/);
  });

  it('says what comes next, and when, or what that depends on', () => {
    expect(nextInWords(aWatched(), at)).toBe('Next: 50 % (half), 2026-11-27T06:00:00.000Z at the earliest.');
    expect(nextInWords(aWatched({ earliestMs: undefined as never }), at)).toBe(
      'Next: 50 % (half), when one thing has passed.',
    );
    expect(nextInWords(aWatched({ next: undefined as never }), at)).toBeUndefined();
  });
});

describe('a chart', () => {
  it('has a column for each moment, and a gap where nothing was told', () => {
    const monitor = aMonitor({ atMs: [1000, 2000], treated: [1, null], control: [2, 3], limit: 5 });
    expect(columnsOf(monitor)).toEqual([
      [1, 2],
      [1, null],
      [2, 3],
      [5, 5],
    ]);
    expect(hasValues(monitor)).toBe(true);
    expect(hasValues(aMonitor({ treated: [null], control: [null] }))).toBe(false);
  });

  it('shows a limit that is near, and is not flattened by one that is far', () => {
    expect(rangeOf(aMonitor({ treated: [3], control: [2], limit: 5 }))).toMatchObject({ showsLimit: true });
    expect(rangeOf(aMonitor({ treated: [0.2], control: [0.2], limit: 5 }))).toMatchObject({ showsLimit: false });
    expect(rangeOf(aMonitor({ treated: [null], control: [], limit: 5 })).max).toBeGreaterThan(0);
  });

  it('is told in words, the worst first', () => {
    expect(chartInWords(aMonitor())).toBe(
      'Error rate: quiet, treated 0.43 %, control 0.41 %, limit 5 %, evidence of harm 1.2 : 1',
    );
    expect(chartInWords(aMonitor({ watched: false }))).toMatch(/^Error rate: not watched now/);
    const order = monitorsInOrder([aMonitor({ id: 'a' }), aMonitor({ id: 'b', verdict: 'fail' })]);
    expect(order.map(({ id }) => id)).toEqual(['b', 'a']);
  });

  it('shows how near evidence is', () => {
    expect(evidenceShare(1, 20)).toBe(0);
    expect(evidenceShare(20, 20)).toBe(1);
    expect(evidenceShare(Math.sqrt(20), 20)).toBeCloseTo(0.5);
    expect(evidenceShare(1e9, 20)).toBe(1);
  });
});

const one = (what: string, atMs: number) => ({ atMs, what, why: '' });

it('says once what happened several times on end, the latest first', () => {
  const groups = groupsOf([one('started', 1), one('silent', 2), one('silent', 3), one('over', 4)]);
  expect(groups.map(({ what, times, atMs }) => [what, times, atMs])).toEqual([
    ['over', 1, 4],
    ['silent', 2, 3],
    ['started', 1, 1],
  ]);
});
