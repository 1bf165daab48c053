import { describe, expect, it } from 'vitest';
import { firstReach, NOT_STARTED, reachInWords, standingOf } from '../../../../src/core/plan/report/moments.ts';
import { aPlan } from '../../../helpers/samples.ts';

const plan = aPlan('high');
const saidOf = (monitor: string, treated: number, control?: number) =>
  standingOf(plan, { phaseId: plan.phases[1]?.id, measured: [{ monitor, treated, control }] }).metrics[0];

describe('a moment in words', () => {
  it('says of a plan alone that nothing has started', () => {
    expect(standingOf(plan, NOT_STARTED)).toEqual({
      started: false,
      current: 'nobody',
      phase: 'not started',
      status: 'not started',
      metrics: [],
      next: '1 % of users, Day 1 09:00 at the earliest',
      issues: [],
    });
  });

  it('says where it stands and what comes next', () => {
    const standing = standingOf(plan, { phaseId: plan.phases[2]?.id, health: 'green', nextAt: 'Thu 09:00 UTC' });
    expect(standing).toMatchObject({
      current: '10 % of users',
      phase: 'phase 3 of 6: Canary 10 %',
      status: 'green',
      next: '25 % of users, Thu 09:00 UTC',
    });
    expect(standingOf(plan, { phaseId: plan.phases.at(-1)?.id }).next).toBe('nothing: this is the last phase');
  });

  it.each([
    ['error-rate', 0.4, undefined, 'Error rate 0.4 %, within its limits'],
    ['error-rate', 6, 0.4, 'Error rate 6 % (control 0.4 %), beyond its limit: above 1 %, above 5 %'],
    ['latency-p99', 500, 200, 'P99 latency 500 ms (control 200 ms), beyond its limit: above 2 × control'],
    ['latency-p99', 500, undefined, 'P99 latency 500 ms, not judged by number alone'],
    ['nobody-knows', 3, undefined, 'nobody-knows 3, not watched by this plan'],
  ])('judges %s at %d against %s', (monitor, treated, control, words) => {
    expect(saidOf(monitor, treated, control)).toBe(words);
  });

  it('says whom a phase reaches', () => {
    const audiences = aPlan('high', { ladder: 'canary-by-place' }).phases.map(({ audience }) => reachInWords(audience));
    expect(audiences).toEqual([
      'up to 5 % of users',
      'up to 20 % of users',
      '25 % of users',
      '50 % of users',
      '75 % of users',
      'everyone',
    ]);
    expect(firstReach(aPlan('critical'))).toBe('company employees and QA');
    expect(firstReach(aPlan('high', { ladder: 'hold-at-half' }))).toBe('1 % of users');
  });
});
