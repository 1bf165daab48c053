import { describe, expect, it } from 'vitest';
import { estimateOf, NOTHING_COMPARED, withCompared } from '../../../src/core/guards/compared.ts';
import { answerOf, type ArmSeen, intervalOf } from '../../../src/core/guards/question.ts';
import { sampleSize } from '../../../src/core/guards/power.ts';
import { ALPHA, BASE, type Course, counted, dice, run } from '../../helpers/trials.ts';
import { endAlpha, widthAtEnd, widthDuring } from '../../../src/core/guards/interval.ts';

const shareOf = (runs: number, course: Omit<Course, 'seed'>, is: string) =>
  Array.from({ length: runs }, (_, seed) => run({ ...course, seed: seed + 1 })).filter(({ answer }) => answer.is === is)
    .length / runs;

/** Four standard errors of such a share. */
const slack = (runs: number, share: number) => 4 * Math.sqrt((share * (1 - share)) / runs);

describe('an experiment that is looked at all the time', () => {
  it.each([
    ['two arms, a fifth converts', [0.2, 0.2], 40],
    ['two arms, three in a hundred convert', [0.03, 0.03], 60],
    ['three arms', [0.2, 0.2, 0.2], 30],
  ])('calls no arm better that is not, more often than was said: %s', (_, rates, each) => {
    const runs = 500;
    // Half of the error is on the side of harm.
    expect(shareOf(runs, { rates, looks: 168, each }, 'success')).toBeLessThanOrEqual(
      ALPHA / 2 + slack(runs, ALPHA / 2),
    );
  });

  it('finds the effect that it was planned for as often as was said, and most of the time before its end', () => {
    const users = sampleSize({
      baselinePercent: 20,
      effectPercent: 10,
      alpha: endAlpha(ALPHA),
      power: 0.8,
      shares: [50, 50],
    });
    const looks = 100;
    const course = { rates: [BASE, BASE * 1.1], looks, each: Math.ceil(users / 2 / looks) };
    const runs = 120;
    expect(shareOf(runs, course, 'success')).toBeGreaterThan(0.8 - slack(runs, 0.8));
    const big = Array.from({ length: 20 }, (_, seed) => run({ ...course, rates: [BASE, BASE * 1.3], seed }));
    expect(big.every(({ answer, look }) => answer.is === 'success' && look < looks / 2)).toBe(true);
  });

  it('finds harm, and that an effect is not worth waiting for', () => {
    const course = { looks: 100, each: 130 };
    expect(run({ ...course, rates: [BASE, BASE * 0.7], seed: 1 })).toMatchObject({
      answer: { is: 'harm', variant: '0' },
    });
    const idle = run({ ...course, each: 600, rates: [BASE, BASE], seed: 2 });
    expect(idle).toMatchObject({ answer: { is: 'futility' } });
    expect(idle.look).toBeLessThan(100);
  });
});

const seenWorse = (better: number) => ({ better, error: 0.001, known: 1, treated: 0.02 - better, control: 0.02 });

const guarded = (better: number): ArmSeen => ({
  variant: 'b',
  primary: undefined,
  guardrails: [{ metric: 'error-rate', tolerate: 50, seen: seenWorse(better) }],
  unequal: false,
});

describe('the interval of an effect', () => {
  it('is wider while it may be looked at, and narrowest about when all that was planned is there', () => {
    const widths = [0.01, 0.1, 1, 10, 100].map((known) => widthDuring(0.01, known));
    expect(Math.min(...widths)).toBe(widths[2]);
    expect(widthDuring(0.04, 1)).toBeGreaterThan(widthAtEnd(0.04));
  });

  it('does not depend on how the windows were cut', () => {
    const chance = dice(3);
    const windows = Array.from({ length: 60 }, () => ({ of: 50, bad: Math.floor(chance() * 20) }));
    const one = windows.reduce((arm, tally) => counted(arm, tally, { of: 40, bad: 8 }), NOTHING_COMPARED);
    const whole = windows.reduce((all, { of, bad }) => ({ of: all.of + of, bad: all.bad + bad }), { of: 0, bad: 0 });
    expect(counted(NOTHING_COMPARED, whole, { of: 2400, bad: 480 })).toEqual(one);
  });

  it('is not given where there is too little, and follows the values where there is nothing to count', () => {
    const planned = { good: 'down' as const, treated: 1000, control: 1000, windows: 100 };
    expect(estimateOf(counted(NOTHING_COMPARED, { of: 100, bad: 19 }, { of: 100, bad: 50 }), planned)).toBeUndefined();
    let arm = NOTHING_COMPARED;
    for (let at = 0; at < 100; at += 1)
      arm = withCompared(arm, { samples: 9, others: 9, values: { treated: 110 + (at % 3), control: 100 + (at % 2) } });
    const found = estimateOf(arm, planned);
    expect(found?.better).toBeCloseTo(-10.5, 1);
    expect(found && intervalOf(found, { during: 0.01, end: 0.04 }, false).high).toBeLessThan(-10);
  });

  it('decides nothing on arms that do not compare', () => {
    const primary = { better: 5, error: 0.1, known: 1, treated: 6, control: 1 };
    const odd: ArmSeen = { variant: 'b', primary, guardrails: [], unequal: true };
    const question = { alpha: 0.05, effect: 1, effectShare: 0.1, mayDecide: true, isEnd: false };
    expect(answerOf([odd], question)).toBeUndefined();
    expect(answerOf([odd], { ...question, isEnd: true })).toEqual({ is: 'undecided', unequal: 'b' });
    expect(answerOf([{ ...odd, unequal: false }], question)).toEqual({ is: 'success', variant: 'b' });
  });

  it('counts a guardrail as harm where it is worse by more than is tolerated, and not before', () => {
    const question = { alpha: 0.05, effect: 1, effectShare: 0.1, mayDecide: false, isEnd: false };
    expect(answerOf([guarded(-0.02)], question)).toEqual({ is: 'harm', variant: 'b', metric: 'error-rate' });
    expect(answerOf([guarded(-0.008)], question)).toBeUndefined();
  });
});
