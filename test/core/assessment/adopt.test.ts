import { describe, expect, it } from 'vitest';
import { adopt } from '../../../src/core/assessment/adopt.ts';
import { Opinion } from '../../../src/core/assessment/opinion.ts';
import { TAKEN } from '../../../src/core/assessment/taken.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import { LEVELS } from '../../../src/core/values/level.ts';
import { StrategyKind } from '../../../src/core/values/strategy-kind.ts';
import { anAssessment, anOpinion } from '../../helpers/samples.ts';

const adopted = (more: Partial<Opinion>, level: (typeof LEVELS)[number] = 'medium') =>
  adopt({ ...anOpinion(), questions: [], dependencies: [], ...more }, anAssessment(level), DEFAULT_POLICY);

const wish = (metric: string) => ({ metric, proposed: true, why: 'it may rise' });

describe('what goes from an opinion into a plan', () => {
  it('is a way as careful as the policy asks for; a less careful one is a question', () => {
    const granted = LEVELS.map((level) =>
      StrategyKind.options.filter((strategy) => adopted({ strategy, hypothesis: 'q' }, level).strategy === strategy),
    );
    expect(granted).toEqual([
      ['immediate', 'percentage', 'canary', 'ab', 'ring'],
      ['percentage', 'canary', 'ab', 'ring'],
      ['canary', 'ring'],
      ['ring'],
    ]);
    expect(adopted({ strategy: 'immediate', strategyWhy: 'small' }, 'critical').questions).toEqual([
      'Would immediate do? small',
    ]);
  });

  it('is no way up where no rollout is due', () => {
    const skipped = anAssessment('low', { skip: true });
    const { strategy, watch, questions } = adopt(anOpinion(), skipped, DEFAULT_POLICY);
    expect({ strategy, watch }).toEqual({ strategy: undefined, watch: [] });
    expect(questions).toContain('Would canary do? a few requests show it');
  });

  it('is an experiment only as a whole', () => {
    expect(adopted({ strategy: 'ab', hypothesis: 'it sells', primaryMetric: 'revenue' })).toMatchObject({
      strategy: 'ab',
      hypothesis: 'it sells',
      primaryMetric: 'revenue',
      questions: [],
    });
    expect(adopted({ strategy: 'ab', hypothesis: null }).strategy).toBeUndefined();
    expect(adopted({ strategy: 'canary', hypothesis: 'it sells' })).toMatchObject({
      hypothesis: undefined,
      questions: ['Is this an experiment? it sells'],
    });
  });

  it('is what the policy knows; metrics and needs that it does not know are questions', () => {
    const { watch, questions, primaryMetric } = adopted({
      strategy: 'ab',
      hypothesis: 'q',
      primaryMetric: 'happiness',
      monitors: [wish('revenue'), wish('refund-errors'), wish('constructor')],
      dependencies: [{ name: 'kill-switch', why: 'it reads it' }],
    });
    expect({ watch, primaryMetric }).toEqual({ watch: ['revenue'], primaryMetric: undefined });
    expect(questions).toEqual([
      'Should it be measured by "happiness"?',
      'Should "refund-errors" be measured? it may rise',
      'Should "constructor" be measured? it may rise',
      'Does it need "kill-switch" first? it reads it',
    ]);
  });

  it('is harmless where it is shown, and marked where it is a procedure', () => {
    const { userFacingChanges, dataRollback } = adopted({
      userFacingChanges: ['\u001b[31mred\u200b'],
      dataRollback: 'restore\nthen \u202echeck',
    });
    expect(userFacingChanges).toEqual([String.raw`\u{1b}[31mred\u{200b}`]);
    expect(dataRollback).toBe(
      `Proposed, and to be tried before the first phase: restore\nthen ${String.raw`\u{202e}`}check`,
    );
  });
});

it('the table says of every field what is taken and what is not', () => {
  expect(['schemaVersion', ...Object.keys(TAKEN)]).toEqual(Object.keys(Opinion.shape));
});
