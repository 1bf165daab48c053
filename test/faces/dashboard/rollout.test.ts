import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { decidingFiles, linkOf, wholeDiff } from '../../../src/faces/dashboard/rollout/diff.ts';
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

const aSignal = (path: string, line: number, more = {}): Plan['risk']['signals'][number] => ({
  id: 'money.rounding',
  area: 'money',
  level: 'critical',
  certainty: 'established',
  evidence: { path, line, side: 'new', quote: `line ${line}` },
  why: 'the amount is computed differently',
  ...more,
});

describe('the change', () => {
  it('is told file by file, the gravest first, lines in their order, each once with all that it says', () => {
    const files = decidingFiles({
      signals: [
        aSignal('b.ts', 9, { level: 'medium' }),
        aSignal('a.ts', 70),
        aSignal('a.ts', 4, { evidence: { path: 'a.ts', line: 4, side: 'new', quote: 'new' } }),
        aSignal('a.ts', 4, { evidence: { path: 'a.ts', line: 4, side: 'old', quote: 'old' } }),
        aSignal('a.ts', 70, { area: 'data', why: 'it is written' }),
        aSignal('a.ts', 70),
      ],
      mitigations: [{ id: 'flag.guarded', evidence: aSignal('b.ts', 2).evidence, why: 'behind a flag' }],
    });
    expect(files.map(({ path, level }) => [path, level])).toEqual([
      ['a.ts', 'critical'],
      ['b.ts', 'medium'],
    ]);
    const told = (nth: number) =>
      files[nth]?.parts.map(({ lines, says }) => [lines.map(({ line, side }) => `${side} ${line}`), says.length]);
    expect(told(0)).toEqual([
      [['old 4', 'new 4'], 1],
      [['new 70'], 2],
    ]);
    expect(files[1]?.parts.map(({ says }) => says[0]?.level)).toEqual(['eases', 'medium']);
  });

  it('is a link where the plan names one, with the place it leads to', () => {
    const change = { title: 't', diffSha256: 'a'.repeat(64), files: 1, added: 1, removed: 0 };
    const link = 'https://code.example/acme/shop/pull/12';
    expect(linkOf({ ...change, link })).toEqual({ address: link, host: 'code.example' });
    expect(linkOf(change)).toBeUndefined();
    for (const odd of ['http://code.example/', 'javascript:alert(1)', 'https://code.example@elsewhere.example/', 'x'])
      expect(linkOf({ ...change, link: odd })).toBeUndefined();
  });

  it('is seen whole with git, unless a name in the plan would be more than a name', () => {
    const change = { title: 't', diffSha256: 'a'.repeat(64), files: 1, added: 1, removed: 0 };
    expect(wholeDiff({ ...change, base: 'a1b2', head: 'feature/x' })).toBe('git diff a1b2 feature/x');
    for (const head of [undefined, '--output=x', 'a; rm -rf .', '$(x)', ''])
      expect(wholeDiff({ ...change, base: 'a1b2', ...(head === undefined ? {} : { head }) })).toBeUndefined();
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
