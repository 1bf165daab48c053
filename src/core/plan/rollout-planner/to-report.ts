import type { Plan } from '../plan.ts';
import { sayExperiment } from './experiment.ts';
import { sayFlags } from './flags.ts';
import { levelName, strategyName } from './names.ts';
import { sayDependency, sayRisk, sayRollback } from './people.ts';
import { sayPhases } from './phases.ts';
import { sayDashboards, sayWatching } from './say-watching.ts';
import type { Report } from './schema.ts';
import { sayTimeline } from './timeline.ts';

/** The plan in the words and the shape of the rollout-planner agent, for whoever already reads that. */
export const toReport = (plan: Plan): Report => {
  const { metrics, alerts, automatic } = sayWatching(plan);
  return {
    feature: plan.feature,
    impact_level: levelName.say(plan.risk.level),
    user_facing_changes: plan.userFacingChanges,
    rollout_strategy: strategyName.say(plan.strategy.kind),
    rollout_phases: sayPhases(plan),
    feature_flags: sayFlags(plan),
    ab_testing: sayExperiment(plan),
    monitoring: { metrics, dashboards: sayDashboards(plan), alerts },
    rollback_plan: { automatic_triggers: automatic, ...sayRollback(plan) },
    success_criteria: plan.successCriteria.map(({ text }) => text),
    timeline: sayTimeline(plan),
    dependencies: plan.dependencies.map(sayDependency),
    risks: plan.risks.map(sayRisk),
    recommendations: plan.recommendations,
  };
};
