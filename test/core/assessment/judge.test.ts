import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_OF_A_KIND, MOST_SIGNALS } from '../../../src/core/assessment/answers.ts';
import { Assessment } from '../../../src/core/assessment/assessment.ts';
import { type Heard, judge } from '../../../src/core/assessment/judge.ts';
import type { Answer, Opinion } from '../../../src/core/assessment/opinion.ts';
import type { Signal } from '../../../src/core/signals/signal.ts';
import { AREAS, LASTING } from '../../../src/core/values/area.ts';
import { atLeast, highest, LEVELS, rank } from '../../../src/core/values/level.ts';
import { anAssessment, anOpinion } from '../../helpers/samples.ts';

const aSignal = (more: Partial<Signal> = {}): Signal => ({
  id: 'behaviour.logic',
  area: 'behaviour',
  level: 'high',
  certainty: 'suspected',
  evidence: { path: 'src/a.ts', line: 3, side: 'new', quote: 'if (a || b)' },
  why: 'a condition is another one',
  ...more,
});

/** What the rules make of these signals. */
const found = (...signals: readonly Signal[]): Assessment => {
  const floor = highest(signals.filter(({ certainty }) => certainty === 'established').map(({ level }) => level));
  const estimate = atLeast(highest(signals.map(({ level }) => level)), floor);
  return anAssessment(estimate, { floor, estimate, signals: [...signals] });
};

const answerTo = ({ id, evidence }: Signal, answer: Answer['answer'] = 'clear'): Answer => ({
  signal: id,
  file: evidence.path,
  line: evidence.line,
  answer,
  quoteLine: 3,
  quote: 'if (a || b)',
  why: 'it is only formatted',
});

const saying = (more: Partial<Opinion>): Opinion => ({ ...anOpinion(), reasons: [], suspicions: [], ...more });

const heard = (opinion: Opinion, more: Partial<Heard> = {}): Heard => ({
  opinion,
  adviser: { kind: 'provided' },
  verified: { reasons: opinion.reasons, suspicions: opinion.suspicions },
  trust: { yes: true },
  ...more,
});

const cleared = (signal: Signal, more: Partial<Heard> = {}, others: readonly Signal[] = []): Assessment =>
  judge(found(signal, ...others), heard(saying({ level: 'low', suspicions: [answerTo(signal)] }), more));

describe('clearing a suspicion', () => {
  it('takes it out of the level, and leaves it in the plan with its reason', () => {
    const judged = cleared(aSignal());
    expect(judged).toMatchObject({ level: 'low', floor: 'low', estimate: 'high' });
    expect(judged.cleared).toEqual([
      {
        signal: 'behaviour.logic',
        area: 'behaviour',
        level: 'high',
        path: 'src/a.ts',
        line: 3,
        quote: 'if (a || b)',
        why: 'it is only formatted',
      },
    ]);
    expect(judged.signals).toHaveLength(1);
    expect(judged.disagreement).toBeUndefined();
  });

  it('leaves what else is suspected, and what is established', () => {
    const other = aSignal({ evidence: { path: 'src/b.ts', line: 9, side: 'new', quote: 'x' }, level: 'medium' });
    expect(cleared(aSignal(), {}, [other])).toMatchObject({ level: 'medium', disagreement: { level: 'low' } });
    const shown = aSignal({ certainty: 'established' });
    expect(cleared(shown)).toMatchObject({ level: 'high', floor: 'high', advice: { refused: [/establishes/] } });
  });

  it.each(LASTING)('never brings %s below medium', (area) => {
    expect(cleared(aSignal({ area, level: 'critical' })).level).toBe('medium');
    expect(cleared(aSignal({ area, level: 'low' })).level).toBe('low');
  });

  it('is refused where the author is not trusted, and says why', () => {
    const judged = cleared(aSignal(), { trust: { yes: false, why: 'the change comes from a fork' } });
    expect(judged).toMatchObject({ level: 'high', advice: { refused: ['the change comes from a fork'] } });
    expect(judged.cleared).toBeUndefined();
  });

  it('is dropped and counted where its quote is not in the diff', () => {
    const judged = cleared(aSignal(), { verified: { reasons: [], suspicions: [] } });
    expect(judged).toMatchObject({ level: 'high', advice: { dropped: 1 } });
  });

  it('is refused where the adviser did not see the line, or confirms it in the same breath', () => {
    expect(cleared(aSignal(), { saw: () => false }).level).toBe('high');
    const both = saying({ suspicions: [answerTo(aSignal()), answerTo(aSignal(), 'confirm')], level: 'low' });
    expect(judge(found(aSignal()), heard(both))).toMatchObject({ level: 'high', advice: { confirmed: 1 } });
  });

  it('is refused where more may be there than was listed', () => {
    const alike = Array.from({ length: MOST_OF_A_KIND }, (_, at) =>
      aSignal({ evidence: { path: 'src/a.ts', line: at + 1, side: 'new', quote: 'x' } }),
    );
    const all = saying({ level: 'low', suspicions: alike.map((signal) => answerTo(signal)) });
    expect(judge(found(...alike), heard(all)).level).toBe('high');
    const many = Array.from({ length: MOST_SIGNALS }, (_, at) =>
      aSignal({ evidence: { path: `src/${at}.ts`, line: 1, side: 'new', quote: 'x' } }),
    );
    const most = { ...saying({ level: 'low' }), suspicions: many.map((signal) => answerTo(signal)) };
    expect(judge(found(...many), heard(most)).level).toBe('high');
  });

  it('of what was not listed is dropped', () => {
    const other = { ...answerTo(aSignal()), line: 4 };
    expect(judge(found(aSignal()), heard(saying({ level: 'low', suspicions: [other] })))).toMatchObject({
      level: 'high',
      advice: { dropped: 1 },
    });
  });
});

describe('the level that is wished for', () => {
  const reason = { file: 'src/a.ts', line: 3, quote: 'if (a || b)', why: 'everybody pays more' };

  it('is taken where it is higher and one of its reasons is found, and said where it is not', () => {
    const wish = saying({ level: 'critical', reasons: [reason] });
    expect(judge(found(aSignal()), heard(wish)).level).toBe('critical');
    const unproven = judge(found(aSignal()), heard(wish, { verified: { reasons: [], suspicions: [] } }));
    expect(unproven).toMatchObject({ level: 'high', advice: { dropped: 1, refused: [/no reason/] } });
  });

  it('is a disagreement where it is lower, with the words of the adviser made harmless', () => {
    const judged = judge(found(aSignal()), heard(saying({ level: 'low', why: 'all\u001b[2Jgood\u202e' })));
    expect(judged).toMatchObject({ level: 'high', disagreement: { level: 'low', by: 'provided' } });
    expect(judged.disagreement?.reason).toBe(String.raw`all\u{1b}[2Jgood\u{202e}`);
  });

  it('raises what was skipped to a rollout', () => {
    const skipped = { ...found(), skip: true, skipWhy: 'nothing ships' };
    expect(judge(skipped, heard(saying({ level: 'high', reasons: [reason] })))).toMatchObject({ skip: false });
    expect(judge(skipped, heard(saying({ level: 'low' })))).toMatchObject({ skip: true });
  });
});

const anySignal = fc
  .record({
    id: fc.constantFrom('a.b', 'c.d', 'e.f'),
    area: fc.constantFrom(...AREAS),
    level: fc.constantFrom(...LEVELS),
    certainty: fc.constantFrom('established' as const, 'suspected' as const),
    path: fc.constantFrom('x', 'y'),
    line: fc.nat(4),
  })
  .map(({ path, line, ...rest }) => aSignal({ ...rest, evidence: { path, line, side: 'new', quote: 'q' } }));

describe('whatever is said', () => {
  it('never goes below the floor, nor below the estimate without trust, and leaves a valid assessment', () => {
    const anyAnswer = fc
      .tuple(anySignal, fc.constantFrom('clear' as const, 'confirm' as const))
      .map(([signal, answer]) => answerTo(signal, answer));
    fc.assert(
      fc.property(
        fc.array(anySignal, { maxLength: 6 }),
        fc.array(anyAnswer, { maxLength: 8 }),
        fc.constantFrom(...LEVELS),
        fc.boolean(),
        (signals, suspicions, level, trusted) => {
          const before = found(...signals);
          const trust = trusted ? ({ yes: true } as const) : ({ yes: false, why: 'a stranger' } as const);
          const judged = judge(before, heard(saying({ level, suspicions }), { trust }));
          const lasting = signals.filter(({ area }) => LASTING.includes(area)).map((one) => rank(one.level));
          const least = Math.max(
            rank(trusted ? before.floor : before.estimate),
            Math.min(rank('medium'), Math.max(0, ...lasting)),
          );
          expect(rank(judged.level)).toBeGreaterThanOrEqual(least);
          expect(Assessment.safeParse(judged).success).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
