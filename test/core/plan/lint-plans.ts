import type { Capabilities } from '../../../src/core/flags/capabilities.ts';
import type { Context } from '../../../src/core/plan/lint/rule.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { DEFAULT_POLICY } from '../../../src/core/policy/defaults/index.ts';
import type { Signal } from '../../../src/core/signals/signal.ts';
import { aPlan, anAssessment } from '../../helpers/samples.ts';

/** By the code of a rule: ways to break that rule and no other. */
export type Ways = Readonly<Record<string, readonly Way[]>>;
type Way = readonly [breaks: string, from: Plan, change: (plan: Plan) => void, context?: Context];

export const owner = 'team-refunds';
export const HIGH = aPlan('high', { owner });
export const RINGS = aPlan('critical', { owner });
export const AT_ONCE = aPlan('low', { owner });
export const SKIPPED = aPlan('low', { owner }, { assessment: anAssessment('low', { skip: true }) });
export const TEST = aPlan('medium', { owner, strategy: 'ab', usersPerDay: 2000 });
export const BY_PLACE = aPlan('high', { owner, ladder: 'canary-by-place' });
export const GATED = aPlan('medium', { owner, ladder: 'internal-then-percentage' });
export const NAMED = aPlan('high', { owner, allow: ['ada', 'grace'] });
const STAGING = aPlan('critical', { owner, environment: 'staging' });

export const FULL: Context = { policy: DEFAULT_POLICY };

const ALL: Capabilities = {
  stepPercent: 0.001,
  segments: true,
  conditions: true,
  allowList: true,
  places: true,
  variants: true,
  prerequisites: true,
  sticky: true,
  monotone: true,
  revisioned: true,
};

export const without = (less: Partial<Capabilities>): Context => ({
  policy: DEFAULT_POLICY,
  capabilities: { ...ALL, ...less },
});

/** The ways that go by another ladder than the one of the level take another time. */
export const PATIENT: Context = {
  policy: {
    ...DEFAULT_POLICY,
    levels: {
      ...DEFAULT_POLICY.levels,
      medium: { ...DEFAULT_POLICY.levels.medium, days: { from: 0, to: 99 } },
      high: { ...DEFAULT_POLICY.levels.high, days: { from: 0, to: 99 } },
    },
  },
};

/** The entry, or a failing test: a row must not break nothing in silence. */
export const at = <T>(list: readonly T[], index: number): T => {
  const entry = list.at(index);
  if (entry === undefined) throw new Error(`there is no entry ${index}`);
  return entry;
};

export const audience = (plan: Plan, phase: number) => at(plan.phases, phase).audience;
export const named = <T extends { id: string }>(list: readonly T[], id: string): T =>
  at(
    list.filter((one) => one.id === id),
    0,
  );

export const experiment = (plan: Plan) => {
  if (!plan.experiment) throw new Error('there is no experiment');
  return plan.experiment;
};

export const signal = (more: Partial<Signal>): Signal => ({
  id: 'sql.drop-column',
  area: 'migration',
  level: 'high',
  certainty: 'established',
  evidence: { path: 'db/7.sql', line: 3, side: 'new', quote: 'alter table refunds drop column tax' },
  why: 'a column is gone',
  ...more,
});

export const person = { id: 'seen', text: 'Somebody has seen it', confirm: 'person', by: 'engineering' } as const;

/** Plans that break nothing, with all that there is to hold them against. */
export const unbroken: readonly [string, Plan][] = [
  ['high', HIGH],
  ['critical', RINGS],
  ['low', AT_ONCE],
  ['skipped', SKIPPED],
  ['experiment', TEST],
  ['with named users', NAMED],
  ['critical in staging', STAGING],
];
