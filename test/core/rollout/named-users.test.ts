import { describe, expect, it } from 'vitest';
import type { Question } from '../../../src/core/rollout/look.ts';
import type { Arm, Measurement } from '../../../src/core/guards/measurement.ts';
import { toMs } from '../../../src/core/values/duration.ts';
import { aClimb, aPhase, aTrigger, HOUR, inPhase, measured, MIN, pass } from '../../helpers/rollout.ts';

const FEW = { rings: [], allow: ['ada', 'grace'], place: { is: 'everywhere' } as const };
const guard = aTrigger('worse', { kind: 'guard', rule: { is: 'regression', tolerate: 5 }, minSamples: 200 });
const limit = aTrigger('errors', { minSamples: 200 });
const attributable = aTrigger('often', { minSamples: 200, attributable: true });

const plan = aClimb({
  phases: [
    aPhase('named', 0, { audience: { ...FEW, percent: 0, who: '2 named users' } }),
    aPhase('some', 5, { audience: { ...FEW, percent: 5, who: '5 % of users' } }),
    aPhase('all', 100, { soak: undefined }),
  ],
  triggers: [guard, limit, attributable],
});

const few =
  (treatment: Partial<Arm>) =>
  ({ window, toMs: endMs }: Question, nowMs: number): Measurement =>
    measured(endMs ?? nowMs, toMs(window), treatment, { samples: 9000, count: 9000, bad: 90 });

const after = (treatment: Partial<Arm>, phase = 'named') => {
  const world = inPhase('named', plan);
  if (phase !== 'named') {
    world.trouble.answer = few({ samples: 3, count: 3, bad: 0 });
    pass(world, 70 * MIN);
  }
  world.trouble.answer = few(treatment);
  return pass(world, 3 * HOUR);
};

describe('a phase of named users', () => {
  it('goes on after its time, however few requests they make', () =>
    expect(after({ samples: 3, count: 3, bad: 0 })).toContain('phase-entered'));

  it('does not where the few it has speak against it, or where nothing is heard of them', () => {
    expect(after({ samples: 3, count: 3, bad: 1 })).not.toContain('phase-entered');
    expect(after({ samples: 0, count: 0, bad: 0 })).not.toContain('phase-entered');
  });

  it('is the only one: where others have it, samples are asked for', () =>
    expect(after({ samples: 3, count: 3, bad: 0 }, 'some')).not.toContain('phase-entered'));
});
