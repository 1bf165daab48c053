import { describe, expect, it } from 'vitest';
import { rank } from '../../../src/core/values/level.ts';
import { corpus } from '../../../bench/corpus.ts';
import { assessDiff } from './read-diff.ts';

const judged = corpus().map(({ label, diff }) => ({ label, found: assessDiff(diff, label.title) }));

describe('the corpus of small changes', () => {
  it('has every row of the rubric three times and at least ten languages', () => {
    const rows = Map.groupBy(judged, ({ label }) => label.tags[0]?.replace(/\+.*/, '') ?? '');
    const wanted = ['C1 C2 C3 C4', 'H1 H2 H3 H4 H5 H6', 'M1 M2 M3 M4 M5 M6 M7', 'L1 L2 L3 L4 L5 L6 L7']
      .join(' ')
      .split(' ');
    expect(wanted.filter((row) => (rows.get(row)?.length ?? 0) < 3)).toEqual([]);
    expect(new Set(judged.map(({ label }) => label.language)).size).toBeGreaterThanOrEqual(10);
    expect(judged.length).toBeGreaterThanOrEqual(120);
  });

  it('is judged as its labels say, in 95 of 100 at least', () => {
    const wrong = judged.filter(({ label, found }) => !label.acceptable.includes(found.level));
    const list = wrong.map(({ label, found }) => `${label.id}: ${label.acceptable.join('|')}, called ${found.level}`);
    expect(list.slice(Math.floor(judged.length * 0.05))).toEqual([]);
  });

  it('never skips what is due a rollout', () => {
    const skipped = judged.filter(({ label, found }) => found.skip && label.skip === 'no' && !label.skip_contested);
    expect(skipped.map(({ label }) => label.id)).toEqual([]);
  });

  it('never establishes more than is true', () => {
    const above = judged.filter(({ label, found }) => rank(found.floor) > Math.max(...label.acceptable.map(rank)));
    expect(above.map(({ label, found }) => `${label.id} ${found.floor}`)).toEqual([]);
  });

  it('never calls a critical change low or medium', () => {
    const missed = judged.filter(({ label, found }) => label.level === 'critical' && rank(found.level) < rank('high'));
    expect(missed.map(({ label }) => label.id)).toEqual([]);
  });

  it('suggests a strategy that its labels accept', () => {
    const odd = judged.filter(
      ({ label, found }) =>
        label.acceptable.includes(found.level) &&
        found.hint !== undefined &&
        !label.strategies.includes(found.hint.kind),
    );
    expect(odd.map(({ label, found }) => `${label.id} ${found.hint?.kind}`)).toEqual([]);
  });
});
