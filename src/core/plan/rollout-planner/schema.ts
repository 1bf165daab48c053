import { z } from 'zod';
import { Percent } from '../../values/percent.ts';
import { Line, Paragraph, text } from '../../values/text.ts';

/** The report's own words for levels and severities. */
export const ReportLevel = z.enum(['Low', 'Medium', 'High', 'Critical']);
export type ReportLevel = z.infer<typeof ReportLevel>;

export const ReportStrategy = z.enum(['Immediate', 'Percentage-Based', 'Canary', 'A/B Test', 'Ring Deployment']);
export type ReportStrategy = z.infer<typeof ReportStrategy>;

const lines = z.array(Line).max(100);

export const ReportPhase = z.strictObject({
  phase: z.int().min(1).max(1000),
  name: Line,
  percentage: Percent.meta({ description: 'of all traffic' }),
  target_group: Line,
  duration_hours: z.number().min(0).max(20_000_000).nullable(),
  go_live_criteria: z.array(Line).max(101),
});
export type ReportPhase = z.infer<typeof ReportPhase>;

/** Beside the percentage any group may stand here as `NAME_users: true`; what is no group is a rule or a user by name. */
const ReportTargeting = z
  .object({
    internal_users: z.boolean().optional(),
    beta_users: z.boolean().optional(),
    percentage: Percent,
    targeting_rules: z
      .array(z.strictObject({ condition: Paragraph, value: z.boolean() }))
      .max(100)
      .optional(),
    allowed_users: z.array(text(200)).max(10_000).optional(),
  })
  .catchall(z.boolean());

export const ReportFlag = z.strictObject({
  name: text(128),
  type: z.enum(['boolean', 'percentage', 'multivariate']),
  default_value: z.boolean(),
  targeting: ReportTargeting,
  implementation: Paragraph,
});
export type ReportFlag = z.infer<typeof ReportFlag>;

const AbTesting = z.strictObject({
  enabled: z.boolean(),
  variant_a: text(500),
  variant_b: text(500),
  other_variants: z.array(text(500)).max(18).optional().meta({ description: 'where there are more than two' }),
  split_percentage: z.array(Percent).min(2).max(20),
  hypothesis: z.string().max(2000),
  metrics: z.array(text(80)).max(50),
  sample_size_needed: z.int().min(0),
  duration_days: z.int().min(0).max(3650),
  statistical_significance: z.number().min(0).max(1),
});
export type AbTesting = z.infer<typeof AbTesting>;

export const ReportMetric = z.strictObject({
  name: Line,
  baseline: Line,
  threshold: Line,
  alert_if_exceeds: z.boolean().optional(),
  alert_if_below: z.boolean().optional(),
});
export type ReportMetric = z.infer<typeof ReportMetric>;

export const ReportAlert = z.strictObject({ trigger: Line, action: Line, severity: ReportLevel });
export type ReportAlert = z.infer<typeof ReportAlert>;

const Monitoring = z.strictObject({
  metrics: z.array(ReportMetric).max(200),
  dashboards: z.array(text(2400)).max(50),
  alerts: z.array(ReportAlert).max(500),
});

const RollbackPlan = z.strictObject({
  automatic_triggers: z.array(Line).max(500),
  manual_rollback_steps: z.array(text(310)).min(1).max(50),
  rollback_duration: Line,
  data_rollback: z.strictObject({ required: z.boolean(), procedure: Paragraph }),
  communication: z.strictObject({ internal: Line, external: Line }),
});

const TIMELINE_KEY = /^(?:preparation|total_duration|phase_[1-9]\d{0,2})$/;

/** `phase_1`, `phase_2`, …: as many as there are phases. The published schema says the names in words of its own. */
const Timeline = z
  .object({ preparation: text(700), total_duration: text(700) })
  .catchall(text(700))
  .refine((timeline) => Object.keys(timeline).every((key) => TIMELINE_KEY.test(key)), {
    message: 'beside preparation and total_duration only phase_1, phase_2, … stand here',
  })
  .meta({ propertyNames: { type: 'string', pattern: TIMELINE_KEY.source } });

export const ReportRisk = z.strictObject({ risk: Line, mitigation: text(700), severity: ReportLevel });
export type ReportRisk = z.infer<typeof ReportRisk>;

/** The report of the rollout-planner agent, field by field as its consumers know it. */
export const Report = z.strictObject({
  feature: Line,
  impact_level: ReportLevel,
  user_facing_changes: lines,
  rollout_strategy: ReportStrategy,
  rollout_phases: z.array(ReportPhase).min(1).max(100),
  feature_flags: z.array(ReportFlag).max(50),
  ab_testing: AbTesting,
  monitoring: Monitoring,
  rollback_plan: RollbackPlan,
  success_criteria: lines,
  timeline: Timeline,
  dependencies: z.array(text(700)).max(100),
  risks: z.array(ReportRisk).max(100),
  recommendations: lines,
});
export type Report = z.infer<typeof Report>;
