import { failed, ok, type Result } from '../../problem.ts';
import { slug } from '../../values/text.ts';
import { PLAN_VERSION, type Plan } from '../plan.ts';
import type { PlanRequest } from '../request.ts';
import { strategies } from '../strategies/index.ts';
import { chooseLadder, type Chosen } from './choose.ts';
import { environmentOf } from './environment.ts';
import { experimentOf } from './experiment.ts';
import { flagsOf } from './flags.ts';
import { forPeople } from './people.ts';
import { approvalsOf, cleanupOf, rollbackOf, scheduleOf } from './safety.ts';
import { watchingOf, type Watching } from './watching.ts';

/** Turns a judged change into a plan. Pure: the same request gives the same bytes. */
export const assemble = (request: PlanRequest): Result<Plan> => {
  const environment = environmentOf(request);
  const chosen = chooseLadder(request);
  const problems = [environment, chosen].flatMap((part) => (part.ok ? [] : part.problems));
  if (!environment.ok || !chosen.ok) return failed(...problems);
  const experiment = chosen.value.kind === 'ab' ? experimentOf(request) : undefined;
  const watching = watchingOf(chosen.value.ladder, request.policy, experiment?.metrics ?? []);
  if (!watching.ok) return watching;
  return ok(planOf(request, { ...environment.value, chosen: chosen.value, experiment, watching: watching.value }));
};

type Parts = Extract<ReturnType<typeof environmentOf>, { ok: true }>['value'] & {
  readonly chosen: Chosen;
  readonly experiment: Plan['experiment'];
  readonly watching: Watching;
};

const planOf = (request: PlanRequest, parts: Parts): Plan => {
  const { change, assessment, policy, choices } = request;
  const { chosen, experiment, watching } = parts;
  const phases = strategies[chosen.kind].compile({
    ladder: chosen.ladder,
    policy,
    environment: parts.environment,
    allow: choices.allow ?? [],
    monitors: { all: watching.monitors.map(({ id }) => id), critical: watching.critical },
    experiment,
  });
  const staged = phases.length > 1;
  const flags = flagsOf(request, staged, chosen.kind, experiment);
  const feature = (choices.feature ?? change.title).slice(0, 300) || 'untitled change';
  return {
    schemaVersion: PLAN_VERSION,
    id: `${slug(feature)}-${change.diffSha256.slice(0, 8)}`,
    feature,
    change: changeRecord(request),
    userFacingChanges: [...(choices.userFacingChanges ?? [])],
    risk: assessment,
    strategy: {
      kind: chosen.kind,
      ladder: chosen.name,
      target: phases.at(-1)?.audience.percent ?? 100,
      why: chosen.why,
    },
    flags,
    rings: ringsOf(phases, policy),
    phases,
    monitors: [...watching.monitors],
    triggers: flags.length > 0 ? [...watching.triggers] : tellOnly(watching.triggers),
    dashboards: policy.dashboards,
    rollback: rollbackOf(request, flags),
    ...(experiment ? { experiment } : {}),
    schedule: scheduleOf(request),
    approvals: approvalsOf(request, phases),
    ...forPeople(request, staged),
    successCriteria: staged ? [...watching.criteria] : [],
    cleanup: cleanupOf(request),
    provenance: {
      tool: request.tool,
      policySha256: request.policySha256,
      environment: parts.name,
      backend: parts.backend,
    },
  };
};

const changeRecord = ({ change }: PlanRequest): Plan['change'] => ({
  title: change.title.slice(0, 300) || 'untitled change',
  ...(change.base === undefined ? {} : { base: change.base }),
  ...(change.head === undefined ? {} : { head: change.head }),
  diffSha256: change.diffSha256,
  files: change.files.length,
  added: change.added,
  removed: change.removed,
});

const ringsOf = (phases: Plan['phases'], policy: PlanRequest['policy']): Plan['rings'] => {
  const used = new Set(phases.flatMap((phase) => phase.audience.rings.map(({ ring }) => ring)));
  return [...used].flatMap((name) => (policy.rings[name] ? [{ name, ...policy.rings[name] }] : []));
};

/** Where no flag holds the change nothing can be switched off: the triggers that can tell without a control group tell people. */
const tellOnly = (triggers: Watching['triggers']): Plan['triggers'] =>
  triggers
    .filter(({ rule }) => rule.is === 'above' || rule.is === 'below')
    .map((trigger) => ({ ...trigger, kind: 'warn', action: 'notify' }));
