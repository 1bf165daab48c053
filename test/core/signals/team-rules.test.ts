import { describe, expect, it } from 'vitest';
import { approvers, ownersOf, parseOwners } from '../../../src/core/assessment/owners.ts';
import { explainSignal } from '../../../src/core/signals/explain.ts';
import { fits } from '../../../src/core/signals/glob.ts';
import { DETECTORS, SIGNALS } from '../../../src/core/signals/index.ts';
import { TeamRules } from '../../../src/core/signals/team-rules.ts';
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
  ])('%s and %s: %s', (pattern, path, expected) => expect(fits(pattern, path)).toBe(expected));

  it('take their time from the lengths only', () => {
    const started = performance.now();
    fits('a*'.repeat(400), 'a'.repeat(4000) + 'b');
    fits('**/a'.repeat(200), 'a/'.repeat(2000) + 'b');
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('rules of the team', () => {
  const rules = TeamRules.parse([
    {
      name: 'ledger',
      paths: ['src/ledger/**'],
      floor: 'critical',
      area: 'money',
      approvals: ['@finance'],
      strategy: 'ring',
      why: 'The ledger is the books.',
    },
    { name: 'beacon', paths: ['**'], contains: ['sendBeacon('], floor: 'high', why: 'Beacons leave the house.' },
  ]);

  it('set a floor, and a way to go', () => {
    const found = assessDiff(diffOf('src/ledger/a.md', '+a word'), 'docs', rules);
    expect(found).toMatchObject({ level: 'critical', floor: 'critical', skip: false, hint: { kind: 'ring' } });
    expect(found.signals[0]).toMatchObject({ id: 'team.ledger', certainty: 'established', area: 'money' });
  });

  it('look at changed lines only', () => {
    expect(assessDiff(diffOf('src/a.ts', '+  sendBeacon(url)'), '', rules).floor).toBe('high');
    expect(assessDiff(diffOf('src/a.ts', '   sendBeacon(url)\n+  // a word'), '', rules).floor).toBe('low');
  });
});

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
    ['src/my file', ['@me']],
  ])('own %s', (path, owners) => expect(ownersOf(rules, path)).toEqual(owners));

  it('are asked once each', () => expect(approvers(rules, ['a.js', 'b.js', 'build/x'])).toEqual(['@js', '@ops']));
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
