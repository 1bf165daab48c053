import type { Change } from '../../change/change.ts';
import type { Policy } from '../../policy/policy.ts';
import { failed, ok, problem, type Problem, type Result } from '../../problem.ts';
import { digestOf, type Sha256, sha256Hex } from '../../values/digest.ts';
import { shortSlug } from '../../values/text.ts';
import { longestClosedMs } from '../../values/week.ts';
import { environmentOf } from '../assemble/environment.ts';
import { flagsOf } from '../assemble/flags.ts';
import { forPeople } from '../assemble/people.ts';
import { approvalsOf, cleanupOf, scheduleOf } from '../assemble/safety.ts';
import { shareOfEveryone } from '../exposure.ts';
import { PLAN_VERSION, Plan } from '../plan.ts';
import type { PlanRequest } from '../request.ts';
import { strategies } from '../strategies/index.ts';
import { hearExperiment } from './experiment.ts';
import { checkStanding, hearFlags, hearTargeting } from './flags.ts';
import { hearDashboards, hearWatching } from './hear-watching.ts';
import { type Hearing, hearingOf } from './hearing.ts';
import { levelName } from './names.ts';
import { hearCriterion, hearDependency, hearRisk, hearRollback } from './people.ts';
import { hearLadder } from './phases.ts';
import type { Report } from './schema.ts';
import { checkTimeline, hearPreparation } from './timeline.ts';

/**
 * Carries a report on as a plan. Limits, shares and times become typed fields; what is not understood stays as text for
 * people and is named in a warning. What a report does not speak of, the policy decides.
 */
export const fromReport = (report: Report, policy: Policy, policySha256: Sha256, tool: string): Result<Plan> => {
  const problems = outOfOrder(report);
  const request = requestOf(report, policy, policySha256, tool);
  const surroundings = environmentOf(request);
  if (!surroundings.ok) return failed(...surroundings.problems, ...problems);
  if (problems.length > 0) return failed(...problems);
  const hearing = hearingOf(report, policy);
  const made = planOf(hearing, request, surroundings.value);
  const checked = Plan.safeParse(made);
  if (checked.success) return ok(made, hearing.doubts);
  return failed(...checked.error.issues.map(({ path, message }) => notAPlan(path.join('.'), message)));
};

const outOfOrder = ({ rollout_phases }: Report): Problem[] =>
  rollout_phases.flatMap(({ phase }, at) =>
    phase === at + 1
      ? []
      : problem({
          kind: 'invalid',
          code: 'report-phases-out-of-order',
          path: `rollout_phases[${at}].phase`,
          message: `phase ${phase} stands where phase ${at + 1} belongs`,
          hint: 'number the phases 1, 2, 3, … in the order in which they happen',
        }),
  );

const notAPlan = (path: string, message: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'report-not-a-plan',
    path,
    message: `the report gives a plan that is not valid: ${message}`,
    hint: 'shorten or correct the text of the report that this comes from',
  });

/** A report comes without a diff: nothing was analysed, and the plan says so. */
const requestOf = (report: Report, policy: Policy, policySha256: Sha256, tool: string): PlanRequest => {
  const level = levelName.hear(report.impact_level);
  const [first] = report.user_facing_changes;
  const flags = report.feature_flags.map(({ name }) => name);
  const prerequisites = report.dependencies
    .map(hearDependency)
    .flatMap(({ kind, needs, name }) => (kind === 'flag' && needs === 'fully-on' ? [name] : []));
  return {
    change: nothingRead(report.feature),
    assessment: {
      level,
      floor: 'low',
      estimate: level,
      userFacing: first !== undefined,
      userFacingWhy: first ?? 'the report names no change that users see',
      skip: false,
      signals: [],
      mitigations: [],
      reasons: [`the report says ${report.impact_level}`],
      coverage: { analysed: 0, skipped: [{ path: 'report', why: 'a report was read, not the diff' }], skippedMore: 0 },
      adviser: { kind: 'provided' },
    },
    policy,
    policySha256,
    choices: { feature: report.feature, flags, prerequisites },
    tool,
  };
};

const nothingRead = (title: string): Change => ({
  title,
  description: '',
  author: undefined,
  base: undefined,
  head: undefined,
  diffSha256: sha256Hex(''),
  files: [],
  added: 0,
  removed: 0,
  unread: [],
});

/** All users of the last place may be few of everyone. */
const targetOf = (phases: Plan['phases']): number => {
  const last = phases.at(-1);
  return last ? Math.round(shareOfEveryone(last.audience) * 1000) / 1000 : 100;
};

type Surroundings = Extract<ReturnType<typeof environmentOf>, { ok: true }>['value'];

/** An experiment changes no phase here: what was reported is what is exposed, and lint says where the two do not fit. */
const planOf = (hearing: Hearing, request: PlanRequest, { name, environment, backend }: Surroundings): Plan => {
  const { report, policy } = hearing;
  const triggers = hearWatching(hearing);
  const ladder = hearLadder(hearing);
  const successCriteria = report.success_criteria.map((text, at) =>
    hearCriterion(hearing, text, `success_criteria[${at}]`),
  );
  const asked = hearExperiment(hearing);
  const monitors = [...hearing.monitors.values()];
  const ids = monitors.map(({ id }) => id);
  const { soak: _, ...withoutItsOwnSpeed } = environment;
  const schedule = { ...scheduleOf(request), preparation: hearPreparation(hearing) };
  const phases = strategies[ladder.strategy].compile({
    ladder,
    policy,
    environment: withoutItsOwnSpeed,
    allow: [],
    closedMs: longestClosedMs(schedule) ?? 0,
    monitors: { all: ids, critical: ids },
    experiment: undefined,
  });
  const standing = hearTargeting(hearing);
  const rings = [...phases.flatMap(({ audience }) => audience.rings.map(({ ring }) => ring)), ...standing.rings];
  const flags = report.feature_flags.length > 0 ? flagsOf(request, phases, ladder.strategy, asked.experiment) : [];
  const plan: Plan = {
    schemaVersion: PLAN_VERSION,
    id: `${shortSlug(report.feature)}-${digestOf(report).slice(0, 8)}`,
    feature: report.feature,
    change: { title: report.feature, diffSha256: request.change.diffSha256, files: 0, added: 0, removed: 0 },
    userFacingChanges: report.user_facing_changes,
    risk: request.assessment,
    strategy: {
      kind: ladder.strategy,
      target: targetOf(phases),
      why: 'the report asks for it',
    },
    flags: hearFlags(hearing, flags, standing.targeting),
    rings: [...new Set(rings)].flatMap((ring) => (policy.rings[ring] ? [{ name: ring, ...policy.rings[ring] }] : [])),
    phases,
    monitors,
    triggers,
    dashboards: hearDashboards(hearing),
    rollback: hearRollback(hearing),
    ...asked,
    schedule,
    approvals: approvalsOf(request, phases),
    ...forPeople(request, { staged: phases.length > 1, kind: ladder.strategy }),
    successCriteria,
    dependencies: report.dependencies.map(hearDependency),
    risks: report.risks.map(hearRisk),
    recommendations: [...report.recommendations, ...hearing.notes],
    cleanup: cleanupOf(request),
    provenance: { tool: request.tool, policySha256: request.policySha256, environment: name, backend },
  };
  checkTimeline(hearing, plan);
  checkStanding(hearing, standing.rings, plan);
  return plan;
};
