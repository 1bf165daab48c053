import type { Assessment } from '../../src/core/assessment/assessment.ts';
import type { Opinion } from '../../src/core/assessment/opinion.ts';
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

/** An opinion that says something in every field that can be null or not. */
export const anOpinion = (): Opinion => ({
  schemaVersion: 1,
  level: 'high',
  why: 'refunds are computed differently',
  userFacing: true,
  userFacingChanges: ['refunds show another tax'],
  reasons: [{ file: 'src/a.ts', line: 3, quote: 'return round(x)', why: 'the amount is computed differently' }],
  suspicions: [
    {
      signal: 'money.formula',
      file: 'src/a.ts',
      line: 3,
      answer: 'confirm',
      quoteLine: 3,
      quote: 'return round(x)',
      why: 'it is the amount that is paid',
    },
  ],
  strategy: 'canary',
  strategyWhy: 'a few requests show it',
  monitors: [{ metric: 'revenue', proposed: false, why: 'a wrong tax shows there' }],
  hypothesis: null,
  primaryMetric: null,
  dataRollback: null,
  dependencies: [{ name: 'the tax service', why: 'rates come from it' }],
  risks: [{ risk: 'wrong tax', likelihood: 'low', impact: 'high', mitigation: 'compare both', contingency: null }],
  questions: ['is the old rate kept?'],
});

/** A plan as the built-in policy makes it. */
export const aPlan = (level: Level, choices: Choices = {}, more: Partial<PlanRequest> = {}): Plan => {
  const made = assemble(aRequest(level, choices, more));
  if (!made.ok) throw new Error(JSON.stringify(made.problems, null, 2));
  return made.value;
};
