import type { Assessment } from '../../src/core/assessment/assessment.ts';
import type { Change } from '../../src/core/change/change.ts';
import { assemble } from '../../src/core/plan/assemble/assemble.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { Choices, PlanRequest } from '../../src/core/plan/request.ts';
import { DEFAULT_POLICY } from '../../src/core/policy/defaults/index.ts';
import { digestOf } from '../../src/core/values/digest.ts';
import type { Level } from '../../src/core/values/level.ts';

export const aChange = (more: Partial<Change> = {}): Change => ({
  title: 'Recalculate tax on refunds',
  description: '',
  author: undefined,
  base: 'a1b2c3d',
  head: 'e4f5a6b',
  diffSha256: '9f'.repeat(32),
  files: [
    {
      path: 'src/refunds/tax.ts',
      oldPath: undefined,
      status: 'modified',
      class: 'shipped',
      added: 41,
      removed: 12,
      binary: false,
      unread: undefined,
    },
  ],
  added: 41,
  removed: 12,
  unread: [],
  ...more,
});

export const anAssessment = (level: Level, more: Partial<Assessment> = {}): Assessment => ({
  level,
  floor: level,
  estimate: level,
  userFacing: true,
  userFacingWhy: 'the refunded amount is shown to users',
  skip: false,
  signals: [],
  mitigations: [],
  reasons: [],
  coverage: { analysed: 1, skipped: [], skippedMore: 0 },
  adviser: { kind: 'rules' },
  ...more,
});

export const aRequest = (level: Level, choices: Choices = {}, more: Partial<PlanRequest> = {}): PlanRequest => ({
  change: aChange(),
  assessment: anAssessment(level),
  policy: DEFAULT_POLICY,
  policySha256: digestOf(DEFAULT_POLICY),
  choices,
  tool: 'rampart test',
  ...more,
});

/** A plan as the built-in policy makes it. */
export const aPlan = (level: Level, choices: Choices = {}, more: Partial<PlanRequest> = {}): Plan => {
  const made = assemble(aRequest(level, choices, more));
  if (!made.ok) throw new Error(JSON.stringify(made.problems, null, 2));
  return made.value;
};
