import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gate } from '../../../../src/core/plan/phase.ts';
import {
  amountInWords,
  approvalInWords,
  criterionInWords,
  daysInWords,
  freezeInWords,
  gateInWords,
  holdsInWords,
  hoursInWords,
  momentInWords,
  monitorOf,
  numberInWords,
  oneOfInWords,
  percentInWords,
  ruleInWords,
  shareInWords,
  silenceInWords,
  triggerInWords,
} from '../../../../src/core/plan/report/words.ts';
import type { Monitor, Trigger } from '../../../../src/core/plan/watch.ts';
import { DAY } from '../../../../src/core/values/duration.ts';
import { aPlan } from '../../../helpers/samples.ts';

const monitor = (id: string, name: string, unit: string, good: Monitor['good'] = 'down'): Monitor => ({
  id,
  name,
  unit,
  good,
  kind: 'ratio',
  category: 'error',
});
const monitors = [
  monitor('errors', 'Error rate', '%'),
  monitor('p99', 'P99 latency', 'ms'),
  monitor('reports', 'User reports', '/h'),
  monitor('sign-ins', 'Sign-ins', '%', 'up'),
];
const trigger = (more: Partial<Trigger>): Trigger => ({
  id: 'one',
  monitor: 'errors',
  kind: 'limit',
  rule: { is: 'above', value: 5 },
  window: 'PT5M',
  minSamples: 200,
  action: 'rollback',
  severity: 'critical',
  noData: { after: 'PT15M', action: 'hold' },
  ...more,
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.1, '0.1'],
    [33.33333, '33.333'],
    [1200, '1,200'],
    [1234567.5, '1,234,567.5'],
    [-1200, '-1,200'],
    [0.00004, '0.00004'],
    [100, '100'],
  ])('%d is written %s', (value, written) => expect(numberInWords(value)).toBe(written));

  it('come with their unit', () => {
    expect(percentInWords(0.1)).toBe('0.1 %');
    expect(amountInWords(10, '/h')).toBe('10 /h');
    expect(amountInWords(4, 'of 5')).toBe('4 of 5');
  });

  it('are read back as they were, to three decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (thousandths) => {
        expect(Number(numberInWords(thousandths / 1000).replaceAll(',', ''))).toBe(thousandths / 1000);
      }),
    );
  });
});

describe('triggers', () => {
  it.each<[Partial<Trigger>, string]>([
    [{}, 'Error rate above 5 % over 5 min → roll back'],
    [{ attributable: true as const }, 'Error rate above 5 %, while control keeps it → roll back'],
    [
      { rule: { is: 'below', value: 70 }, monitor: 'sign-ins', action: 'hold' },
      'Sign-ins below 70 % over 5 min → hold',
    ],
    [
      { rule: { is: 'times-control', value: 2 }, monitor: 'p99', action: 'pause' },
      'P99 latency above 2 × control over 5 min → pause',
    ],
    [
      { rule: { is: 'times-control', value: 0.9 }, monitor: 'sign-ins', action: 'notify' },
      'Sign-ins below 0.9 × control over 5 min → tell people',
    ],
    [
      { rule: { is: 'times-baseline', value: 1.5 }, monitor: 'p99' },
      'P99 latency above 1.5 × its usual value over 5 min → roll back',
    ],
    [
      { rule: { is: 'above', value: 10 }, monitor: 'reports', window: 'PT1H' },
      'User reports above 10 /h over 1 h → roll back',
    ],
    [{ rule: { is: 'regression', tolerate: 0 } }, 'Error rate worse than control, by sequential test → roll back'],
    [
      { rule: { is: 'regression', tolerate: 5 } },
      'Error rate worse than control by more than 5 %, by sequential test → roll back',
    ],
    [{ monitor: 'nobody-knows' }, 'nobody-knows above 5 over 5 min → roll back'],
  ])('%j are said in words', (more, words) => expect(triggerInWords(trigger(more), monitors)).toBe(words));

  it('say what silence does', () => expect(silenceInWords(trigger({}))).toBe('nothing heard for 15 min → hold'));
});

describe('what has to hold', () => {
  it('is the good side of a rule', () => {
    const [down, up] = [monitorOf('p99', monitors), monitorOf('sign-ins', monitors)];
    expect(holdsInWords({ is: 'times-control', value: 1.1 }, down)).toBe('at most 1.1 × control');
    expect(holdsInWords({ is: 'times-control', value: 0.9 }, up)).toBe('at least 0.9 × control');
    expect(holdsInWords({ is: 'times-baseline', value: 2 }, down)).toBe('at most 2 × its usual value');
    expect(holdsInWords({ is: 'regression', tolerate: 5 }, down)).toBe('not worse than control by more than 5 %');
    expect(holdsInWords({ is: 'at-least', value: 4 }, up)).toMatch(/^at least 4\b/);
    expect(holdsInWords({ is: 'below', value: 1 }, down)).toBe(ruleInWords({ is: 'below', value: 1 }, down));
  });

  it.each<[Gate, string]>([
    [{ is: 'triggers-quiet' }, 'no trigger has fired'],
    [{ is: 'window' }, 'a window is open'],
    [{ is: 'dependencies' }, 'dependencies are there'],
    [
      { is: 'metric', metric: 'errors', rule: { is: 'below', value: 1 }, window: 'PT1H', minSamples: 0 },
      'Error rate below 1 % over 1 h',
    ],
    [
      { is: 'confirmed', item: { id: 'a', text: 'Team approval', confirm: 'person', by: 'team' } },
      'Team approval (team)',
    ],
  ])('gate %j', (gate, words) => expect(gateInWords(gate, monitors)).toBe(words));

  it('is added to a criterion only where its text leaves it open', () => {
    const below = { id: 'errors', rule: { is: 'below', value: 1 } } as const;
    expect(criterionInWords({ text: 'Error rate stays below 1 %', metric: below }, monitors)).toBe(
      'Error rate stays below 1 %',
    );
    expect(criterionInWords({ text: 'Error rate is fine', metric: below }, monitors)).toBe(
      'Error rate is fine (below 1 %)',
    );
    expect(criterionInWords({ text: 'All is well', metric: below }, monitors)).toBe(
      'All is well (Error rate below 1 %)',
    );
    expect(criterionInWords({ text: 'All is well' }, monitors)).toBe('All is well');
  });
});

describe('people and hours', () => {
  it('are said as people say them', () => {
    expect(oneOfInWords(['a'])).toBe('a');
    expect(oneOfInWords(['a', 'b', 'c'])).toBe('a, b or c');
    expect(approvalInWords({ from: ['product', 'engineering'], count: 1 })).toBe('1 of product or engineering');
    expect(daysInWords(['fri', 'mon', 'tue', 'wed', 'thu'])).toBe('Mon–Fri');
    expect(daysInWords(['mon', 'wed', 'fri'])).toBe('Mon, Wed, Fri');
    expect(daysInWords(['sat', 'sun'])).toBe('Sat, Sun');
    expect(daysInWords(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).toBe('every day');
    expect(hoursInWords({ days: ['mon'], from: '09:00', to: '16:00' })).toBe('Mon 09:00–16:00');
    expect(freezeInWords({ from: '2026-12-24T00:00:00Z', to: '2026-12-27T12:30:00Z', why: 'holidays' })).toBe(
      '2026-12-24 00:00 to 2026-12-27 12:30 UTC: holidays',
    );
    expect(momentInWords(9 * DAY + 9 * 3_600_000 + 5 * 60_000)).toBe('Day 10 09:05');
  });

  it('a share says who is in', () => {
    const [internal] = aPlan('critical').phases;
    const [server] = aPlan('medium', { ladder: 'canary-by-place' }).phases;
    const [first] = aPlan('high', { allow: ['ann', 'bob'] }).phases;
    expect([internal, server, first].map((phase) => phase && shareInWords(phase.audience))).toEqual([
      '1 ring',
      'up to 5 %',
      '1 %',
    ]);
  });
});
