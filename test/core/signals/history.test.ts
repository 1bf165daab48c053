import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess, type Past } from '../../../src/core/assessment/assess.ts';
import type { Change } from '../../../src/core/change/change.ts';
import { type History, historySignals, type PastCommit } from '../../../src/core/signals/history.ts';
import { rank } from '../../../src/core/values/level.ts';
import { aChange } from '../../helpers/samples.ts';
import { changeOf, diffOf, findingsOf, readDiff } from './read-diff.ts';

const DAY = 86_400_000;
const atMs = 1_700_000_000_000;
const ADA = 'Ada <ada@example.org>';

const commit = (subject: string, daysBefore = 1, more: Partial<PastCommit> = {}): PastCommit => ({
  author: ADA,
  subject,
  atMs: atMs - daysBefore * DAY,
  paths: ['src/refunds/tax.ts'],
  ...more,
});

const ids = (commits: readonly PastCommit[], change: Change = aChange()): string[] =>
  historySignals({ atMs, commits }, change).map(({ id }) => id);

const times = <T>(count: number, made: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => made(at));

describe('the history of the touched files', () => {
  it('shows a revert, with its words', () =>
    expect(historySignals({ atMs, commits: [commit('Revert "Round up"')] }, aChange())).toEqual([
      {
        id: 'history.reverted',
        area: 'behaviour',
        level: 'medium',
        certainty: 'suspected',
        evidence: { path: 'src/refunds/tax.ts', line: 0, side: 'new', quote: 'Revert "Round up"' },
        why: 'This file was touched by a revert within 30 days before the change.',
      },
    ]));

  it.each([
    ['Revert "a"', 31, []],
    ['revert: a', 29, ['history.reverted']],
    ['Add reverting of orders', 1, []],
  ])('%s, %i days before: %j', (subject, days, found) => expect(ids([commit(subject, days)])).toEqual(found));

  it('says nothing of the manifest of packages: another one may have been reverted', () => {
    const diff = diffOf('package.json', '-    "postcss": "8.5.8"\n+    "postcss": "8.5.10"');
    const undone = commit('Revert next patch updates', 1, { paths: ['package.json'] });
    expect(
      ids(
        times(4, () => undone),
        changeOf('Bump postcss', readDiff(diff)),
      ),
    ).toEqual([]);
  });

  it('counts fixes, not trifles', () => {
    const fixes = ['Fix the tax', 'fix(tax): round', 'Hotfix', 'Fix typo', 'fix lint'];
    expect(ids(fixes.map((subject) => commit(subject)))).toEqual(['history.fixed-often']);
    expect(ids(fixes.slice(1).map((subject) => commit(subject)))).toEqual([]);
  });

  it('knows the busiest files of a repository that has many', () => {
    const others = times(30, (at) => commit('a', 9, { paths: [`src/${at}.ts`] }));
    expect(ids([...times(12, () => commit('b', 9)), ...others])).toEqual(['history.busy']);
    expect(ids(times(12, () => commit('b', 9)))).toEqual([]);
    const busier = times(2, (at) => times(20, () => commit('c', 9, { paths: [`src/${at}.ts`] })));
    expect(ids([...times(12, () => commit('b', 9)), ...others, ...busier.flat()])).toEqual([]);
  });

  it('knows who is new to files that others know, by address', () => {
    const old = times(5, () => commit('a', 100));
    expect(ids(old, aChange({ author: 'Bob <bob@example.org>' }))).toEqual(['history.new-author']);
    expect(ids(old, aChange({ author: 'A. Lovelace <ADA@example.org>' }))).toEqual([]);
    expect(ids(old.slice(1), aChange({ author: 'Bob <bob@example.org>' }))).toEqual([]);
    expect(ids(old, aChange())).toEqual([]);
  });

  it('says nothing of sweeps, of new files, and of what does not ship', () => {
    const wide = commit('Revert "all"', 1, {
      paths: ['src/refunds/tax.ts', ...times(100, String)],
    });
    expect(ids([wide])).toEqual([]);
    const [file] = aChange().files;
    if (!file) throw new Error('no file');
    expect(ids([commit('Revert "a"')], aChange({ files: [{ ...file, class: 'test' }] }))).toEqual([]);
    expect(ids([commit('Revert "a"')], aChange({ files: [{ ...file, status: 'added' }] }))).toEqual([]);
  });

  it('follows a file to its new name', () => {
    const [file] = aChange().files;
    const moved = file && { ...file, path: 'src/tax.ts', oldPath: file.path, status: 'renamed' as const };
    expect(ids([commit('Revert "a"')], aChange({ files: moved ? [moved] : [] }))).toEqual(['history.reverted']);
  });
});

const LIST = 'src/widgets/list.ts';

const judged = (lines: string, past?: Past, path = LIST) => {
  const diff = diffOf(path, lines);
  return assess(changeOf('a change', readDiff(diff)), findingsOf(diff), past);
};
const revert: Past = { history: { atMs, commits: [commit('Revert "a"', 1, { paths: [LIST] })] } };
const fixes: Past = { history: { atMs, commits: times(3, () => commit('Fix it', 1, { paths: [LIST] })) } };

describe('an assessment with history', () => {
  const LOG = '-  log.info("a")\n+  log.info("b")';

  it('raises a low estimate to medium for a revert, and never the floor', () => {
    expect(judged(LOG)).toMatchObject({ estimate: 'low', floor: 'low' });
    expect(judged(LOG, revert)).toMatchObject({ estimate: 'medium', floor: 'low', skip: false });
  });

  it('leaves everything else alone for the rest', () => {
    const { signals: _, reasons: __, ...plain } = judged(LOG);
    const { signals, reasons: ___, ...known } = judged(LOG, fixes);
    expect(known).toEqual(plain);
    expect(signals.map(({ id }) => id)).toContain('history.fixed-often');
  });

  it.each([
    ['comments', '-  // a\n+  // b', LIST],
    ['words', '-a\n+b', 'docs/tax.md'],
    ['tests', '-  expect(a)\n+  expect(b)', 'test/tax.test.ts'],
  ])('takes no skip from %s', (_, lines, path) => {
    const past: Past = { history: { atMs, commits: [commit('Revert "a"', 1, { paths: [path] })] } };
    expect(judged(lines, past, path)).toEqual(judged(lines, undefined, path));
  });

  it('makes nothing visible that is not', () => {
    const [path, lines] = ['deploy/values.yaml', '-  replicas: 2\n+  replicas: 3'];
    const past: Past = { history: { atMs, commits: [commit('Revert "a"', 1, { paths: [path] })] } };
    expect(judged(lines, undefined, path)).toMatchObject({ userFacing: false });
    expect(judged(lines, past, path)).toMatchObject({ userFacing: false });
    expect(judged(lines, past, path).signals.map(({ id }) => id)).toContain('history.reverted');
  });

  it('says why nobody looked', () =>
    expect(judged(LOG, { why: 'a shallow clone' }).coverage.history).toBe('a shallow clone'));

  it('lowers nothing, whatever happened before', () => {
    const past = fc.array(
      fc.record({
        author: fc.constantFrom(ADA, 'Bob <b@example.org>', ''),
        subject: fc.oneof(fc.string(), fc.constantFrom('Revert "a"', 'Fix it', 'fix typo')),
        atMs: fc.integer({ min: atMs - 200 * DAY, max: atMs }),
        paths: fc.array(fc.constantFrom(LIST, 'a', '__proto__', 'constructor'), { maxLength: 4 }),
      }),
      { maxLength: 40 },
    );
    const lines = fc.constantFrom(
      LOG,
      '-  // a\n+  // b',
      '-  if (user.isAdmin) return\n+  return',
      '-  a = tax * 2\n+  a = tax * 3',
    );
    fc.assert(
      fc.property(past, lines, (commits: History['commits'], text) => {
        const [plain, known] = [judged(text), judged(text, { history: { atMs, commits } })];
        expect(known.floor).toBe(plain.floor);
        expect([known.userFacing, known.userFacingWhy]).toEqual([plain.userFacing, plain.userFacingWhy]);
        expect(rank(known.estimate)).toBeGreaterThanOrEqual(rank(plain.estimate));
        const raised = known.estimate !== plain.estimate;
        const reverted = known.signals.some(({ id }) => id === 'history.reverted');
        expect(!raised || (plain.estimate === 'low' && known.estimate === 'medium' && reverted)).toBe(true);
      }),
    );
  });
});
