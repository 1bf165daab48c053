import { failed, ok, type Result } from '../../problem.ts';
import { longestClosedMs } from '../../values/week.ts';
import { shortSlug } from '../../values/text.ts';
import { shareOfEveryone } from '../exposure.ts';
import { PLAN_VERSION, type Plan } from '../plan.ts';
import type { Choices, PlanRequest } from '../request.ts';
import { strategies } from '../strategies/index.ts';
import type { Monitor } from '../watch.ts';
import { chooseLadder, type Chosen } from './choose.ts';
import { environmentOf } from './environment.ts';
import { experimentOf, tooLong } from './experiment.ts';
import { flagsOf } from './flags.ts';
import { forPeople } from './people.ts';
import { approvalsOf, cleanupOf, rollbackOf, scheduleOf } from './safety.ts';
import { lengthened } from './lengthen.ts';
import { paceOf, withHoldback } from './pace.ts';
import { missingRings, ringsOf } from './rings.ts';
import { widened } from './widen.ts';
import { actingOf, watchingOf, type Watching } from './watching.ts';

/** Turns a judged change into a plan. Pure: the same request gives the same bytes. */
export const assemble = (asked: PlanRequest): Result<Plan> => {
  const request = titled(asked);
  const environment = environmentOf(request);
  const chosen = chooseLadder(request);
  const problems = [environment, chosen].flatMap((part) => (part.ok ? [] : part.problems));
  if (!environment.ok || !chosen.ok) return failed(...problems);
  const rehearsal = environment.value.environment.soak !== undefined;
  const experiment = chosen.value.kind === 'ab' ? experimentOf(request, rehearsal) : undefined;
  const watching = watchingOf(chosen.value.ladder, request.policy, [
    ...(experiment?.metrics ?? []),
    ...(request.choices.watch ?? []),
  ]);
  const rings = missingRings(chosen.value.ladder, request.policy);
  const unfit = [...(watching.ok ? [] : watching.problems), ...rings, ...tooLong(experiment)];
  if (!watching.ok || unfit.length > 0) return failed(...unfit);
  return ok(planOf(request, { ...environment.value, chosen: chosen.value, experiment, watching: watching.value }));
};

/** A diff from somewhere may come without a word about it; in a plan everything has a name. */
const titled = (request: PlanRequest): PlanRequest => {
  const title = request.change.title.trim().slice(0, 300) || 'untitled change';
  return { ...request, change: { ...request.change, title } };
};

type Parts = Extract<ReturnType<typeof environmentOf>, { ok: true }>['value'] & {
  readonly chosen: Chosen;
  readonly experiment: Plan['experiment'];
  readonly watching: Watching;
};

const planOf = (request: PlanRequest, parts: Parts): Plan => {
  const { change, assessment, policy, choices } = request;
  const { chosen, experiment, watching } = parts;
  const schedule = scheduleOf(request);
  const climb = climbOf(request, parts, longestClosedMs(schedule) ?? 0);
  const { phases, flags } = climb;
  const staged = phases.length > 1;
  const feature = (choices.feature ?? change.title).slice(0, 300);
  return {
    schemaVersion: PLAN_VERSION,
    id: `${shortSlug(feature)}-${change.diffSha256.slice(0, 8)}`,
    feature,
    change: changeRecord(request),
    userFacingChanges: [...(choices.userFacingChanges ?? [])],
    risk: assessment,
    strategy: {
      kind: chosen.kind,
      ladder: chosen.name,
      target: targetOf(phases),
      why: chosen.why,
    },
    ...climb,
    dashboards: policy.dashboards,
    rollback: rollbackOf(request, flags, phases),
    ...(experiment ? { experiment } : {}),
    schedule,
    approvals: approvalsOf(request, phases),
    ...forPeople(request, { staged, kind: chosen.kind }),
    ...(choices.questions?.length ? { questions: [...choices.questions] } : {}),
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

type Climbed = Pick<Plan, 'flags' | 'rings' | 'phases' | 'pace' | 'traffic' | 'monitors' | 'triggers'>;

/** The way up, and who watches over it: as long as the team wants it to be, once it is known how many come by. */
const climbOf = (request: PlanRequest, parts: Parts, closedMs: number): Climbed => {
  const { policy, choices } = request;
  const { chosen, experiment, watching } = parts;
  const compiled = strategies[chosen.kind].compile({
    ladder: chosen.ladder,
    policy,
    environment: parts.environment,
    allow: choices.allow ?? [],
    monitors: { all: watching.monitors.map(({ id }) => id), critical: watching.critical },
    experiment,
    closedMs,
  });
  const traffic = trafficOf(request, experiment !== undefined);
  const pace = paceOf(request, { phases: compiled, isExperiment: experiment !== undefined });
  const phases = pace ? withHoldback(compiled, request) : compiled;
  const flags = flagsOf(request, phases, chosen.kind, experiment);
  const climb: Climbed = {
    flags,
    rings: ringsOf(phases, policy),
    phases,
    ...(pace === undefined ? {} : { pace }),
    ...(traffic === undefined ? {} : { traffic }),
    monitors: watching.monitors.map((monitor) => withUsual(monitor, choices.usual)),
    triggers: actingOf(watching, phases, flags.length > 0),
  };
  return policy.traffic?.lengthen ? { ...climb, phases: lengthened(climb), triggers: widened(climb) } : climb;
};

/** What was measured fills in what the policy does not say, and takes the place of nothing. */
const withUsual = (monitor: Monitor, usual: Choices['usual']): Monitor => {
  const found = usual && Object.hasOwn(usual, monitor.id) ? usual[monitor.id] : undefined;
  return monitor.baseline === undefined && found !== undefined ? { ...monitor, baseline: found } : monitor;
};

/** What a person says of this change comes before what the team says of all; users of an experiment are no requests. */
const trafficOf = ({ choices, policy }: PlanRequest, isExperiment: boolean): Plan['traffic'] => {
  const perDay = (isExperiment ? undefined : choices.usersPerDay) ?? policy.traffic?.perDay;
  return perDay === undefined ? undefined : { perDay };
};

const changeRecord = ({ change, choices }: PlanRequest): Plan['change'] => ({
  title: change.title,
  ...(change.base === undefined ? {} : { base: change.base }),
  ...(change.head === undefined ? {} : { head: change.head }),
  ...(choices.link === undefined ? {} : { link: choices.link }),
  diffSha256: change.diffSha256,
  files: change.files.length,
  added: change.added,
  removed: change.removed,
});

/** All users of the last place may be few of everyone. */
const targetOf = (phases: Plan['phases']): number => {
  const last = phases.at(-1);
  return last ? Math.round(shareOfEveryone(last.audience) * 1000) / 1000 : 100;
};
