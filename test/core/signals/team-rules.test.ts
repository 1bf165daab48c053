import { describe, expect, it } from 'vitest';
import { approvers, ownersOf, parseOwners } from '../../../src/core/assessment/owners.ts';
import { explainSignal } from '../../../src/core/signals/explain.ts';
import { globOf } from '../../../src/core/signals/glob.ts';
import { DETECTORS, SIGNALS } from '../../../src/core/signals/index.ts';
import { namedRules } from '../../../src/core/policy/team-rule.ts';
import { assessDiff, diffOf } from './read-diff.ts';

describe('globs', () => {
  it.each([
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/b/a.ts', false],
    ['src/**', 'src/b/a.ts', true],
    ['**/a.ts', 'a.ts', true],
    ['**/a.ts', 'x/y/a.ts', true],
    ['src/**/test/*', 'src/test/a', true],
    ['src/**/test/*', 'src/x/y/test/a', true],
    ['src/?.ts', 'src/a.ts', true],
    ['src/?.ts', 'src//.ts', false],
    ['a*b*c', 'a1b2b3c', true],
    ['', 'a', false],
  ])('%s and %s: %s', (pattern, path, expected) => expect(globOf(pattern)(path)).toBe(expected));

  it('take their time from the lengths only', () => {
    const started = performance.now();
    globOf('a*'.repeat(400))('a'.repeat(4000) + 'b');
    globOf('**/a'.repeat(200))('a/'.repeat(2000) + 'b');
    expect(performance.now() - started).toBeLessThan(500);
  });
});

const asked = (more: object) =>
  assessDiff(
    diffOf('docs/a.md', '+a word'),
    '',
    namedRules({ legal: { paths: ['docs/**'], why: 'it binds us', ...more } }),
  );

describe('rules of the team', () => {
  const rules = namedRules({
    ledger: {
      paths: ['src/ledger/**'],
      floor: 'critical',
      area: 'money',
      approvals: ['@finance'],
      strategy: 'ring',
      why: 'The ledger is the books.',
    },
    beacon: { paths: ['**'], contains: ['sendBeacon('], floor: 'high', why: 'Beacons leave the house.' },
  });

  it('set a floor, and a way to go', () => {
    const found = assessDiff(diffOf('src/ledger/a.md', '+a word'), 'docs', rules);
    expect(found).toMatchObject({ level: 'critical', floor: 'critical', skip: false, hint: { kind: 'ring' } });
    expect(found.signals[0]).toMatchObject({ id: 'team.ledger', certainty: 'established', area: 'money' });
  });

  it('are what the team says, and no sweep, claim or flag makes less of them', () => {
    const sweep = Array.from({ length: 30 }, (_, at) =>
      diffOf(`src/ledger/${at}.ts`, '-  a(x, y)\n-  b()\n-  c()\n+  z(x, y)'),
    );
    const found = assessDiff(sweep.join(''), 'refactor: move', rules);
    expect(found.signals.filter(({ id }) => id.startsWith('team.'))).toMatchObject([
      { id: 'team.ledger', level: 'critical', certainty: 'established' },
    ]);
    expect(found).toMatchObject({ floor: 'critical', rules: ['ledger'] });
  });

  it('keep a change from being skipped where they ask for something, and only there', () => {
    expect(asked({ approvals: ['counsel'] })).toMatchObject({
      level: 'low',
      skip: false,
      signals: [],
      rules: ['legal'],
    });
    expect(asked({ strategy: 'canary' })).toMatchObject({ level: 'low', skip: false, hint: { kind: 'canary' } });
    expect(asked({ owner: 'writers' })).toMatchObject({ level: 'low', skip: true, rules: ['legal'] });
  });

  it('come in the order of the policy, not in that of the files', () => {
    const both = namedRules({
      b: { paths: ['b/*'], strategy: 'canary', floor: 'high', why: 'b' },
      a: { paths: ['a/*'], strategy: 'ring', floor: 'high', why: 'a' },
    });
    const found = assessDiff(diffOf('a/x.ts', '+a()') + diffOf('b/x.ts', '+b()'), '', both);
    expect(found).toMatchObject({ rules: ['b', 'a'], hint: { kind: 'canary' } });
  });

  it('know a file by the path that it had', () => {
    const moved =
      'diff --git a/src/ledger/a.ts b/src/other/a.ts\nsimilarity index 100%\nrename from src/ledger/a.ts\nrename to src/other/a.ts\n';
    expect(assessDiff(moved, '', rules).floor).toBe('critical');
  });

  it('look at changed lines only', () => {
    expect(assessDiff(diffOf('src/a.ts', '+  sendBeacon(url)'), '', rules).floor).toBe('high');
    expect(assessDiff(diffOf('src/a.ts', '   sendBeacon(url)\n+  // a word'), '', rules).floor).toBe('low');
  });
});

const shipped = (...paths: string[]) => paths.map((path) => ({ path, class: 'shipped' }) as const);

describe('code owners', () => {
  const rules = parseOwners(
    '# all\n*  @org/all\n*.js @js # frontend\n/build/ @ops\ndocs/*  docs@example.com\n/apps/ @apps\n/apps/github\n[Section]\nsrc/my\\ file @me\n',
  );

  it.each([
    ['README', ['@org/all']],
    ['a/b.js', ['@js']],
    ['build/x/y', ['@ops']],
    ['docs/a', ['docs@example.com']],
    ['docs/a/b', ['@org/all']],
    ['apps/x', ['@apps']],
    ['apps/github', []],
    ['src/my file', ['@org/all', '@me']],
  ])('own %s', (path, owners) => expect(ownersOf(rules, path)).toEqual(owners));

  it.each([
    ['a section has owners of its own for what names none', '[Web] @web\n*.ts\n*.js @js\n', 'a.ts', ['@web']],
    ['and none for what does', '[Web] @web\n*.ts\n*.js @js\n', 'a.js', ['@js']],
    [
      'each section has its own last rule',
      '* @all\n^[Web][2] @web\n*.ts\n[Data]\n/db/ @dba\n',
      'db/a.ts',
      ['@all', '@web', '@dba'],
    ],
    ['one name is one section', '[Web] @web\n*.ts\n[ web ] @other\n*.ts\n', 'a.ts', ['@other']],
    [
      'what is left out of a section is left out of it alone',
      '* @all\n[Web] @web\n*.ts\n!gen.ts\n',
      'gen.ts',
      ['@all'],
    ],
    ['without owners of its own a section gives none', '[Web]\n*.ts\n', 'a.ts', []],
    ['a heading that is none is no rule either', '[Web\n*.ts @ts\n', 'a.ts', ['@ts']],
  ])('%s', (_, text, path, owners) => expect(ownersOf(parseOwners(text), path)).toEqual(owners));

  it('are asked once each', () =>
    expect(approvers(rules, shipped('a.js', 'b.js', 'build/x'))).toEqual(['@js', '@ops']));

  it('are asked for what ships only, and twenty at most', () => {
    expect(approvers(rules, [{ path: 'a.js', class: 'test' }])).toEqual([]);
    const many = parseOwners(Array.from({ length: 30 }, (_, at) => `/f${at} @o${at}`).join('\n'));
    expect(approvers(many, shipped(...Array.from({ length: 30 }, (_, at) => `f${at}`)))).toHaveLength(20);
  });

  it('are names and nothing that acts on a terminal', () =>
    expect(ownersOf(parseOwners('* @a\u001b[31m @b\u202e owner @c'), 'x')).toEqual(['@c']));

  it('cost a bounded time, however many there are', () => {
    const started = performance.now();
    const rows = parseOwners('**/a*b*c*d @x\n'.repeat(20_000));
    approvers(rows, shipped(...Array.from({ length: 5000 }, (_, at) => `src/abcabcabc/${at}/abcabc`)));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('every signal', () => {
  it('can be explained', () => {
    for (const [id, entry] of SIGNALS) {
      expect(id).toMatch(/^[a-z0-9-]{1,40}\.[a-z0-9-]{1,60}$/);
      expect(explainSignal(id)).toEqual({ id, ...entry });
      expect(entry.why.length).toBeGreaterThan(10);
      expect(entry.why.length).toBeLessThanOrEqual(300);
      expect(entry.answer.length).toBeGreaterThan(10);
    }
    expect(explainSignal('no.such')).toBeUndefined();
  });

  it('has a family of its own', () => expect(new Set(DETECTORS.map((one) => one.family)).size).toBe(DETECTORS.length));
});
