import type { Ladder, Step } from '../../policy/ladder.ts';
import { toIso, toMs } from '../../values/duration.ts';
import { shareOfEveryone } from '../exposure.ts';
import type { Audience } from '../phase.ts';
import type { Plan } from '../plan.ts';
import { hearAudience } from './audience-words.ts';
import { hearGates, sayGates, STANDING_GATES } from './gates.ts';
import { doubt, type Hearing } from './hearing.ts';
import { strategyName } from './names.ts';
import { tidy } from './quantity.ts';
import type { Report, ReportPhase } from './schema.ts';
import { hearPurpose } from './timeline.ts';

const HOUR = 3_600_000;

export const sayPhases = (plan: Plan): ReportPhase[] =>
  plan.phases.map((phase, at) => ({
    phase: at + 1,
    name: phase.name,
    percentage: exposed(phase.audience, plan),
    target_group: phase.audience.who,
    duration_hours: phase.soak === undefined ? null : tidy(toMs(phase.soak) / HOUR),
    go_live_criteria: sayGates(phase.gates, plan, at === plan.phases.length - 1),
  }));

/** Of all traffic: everyone on a server that gets 5 % of it is 5 %; half of a ring that everyone is in is 50 %. */
export const exposed = (audience: Audience, plan: Plan): number => {
  const open = new Set(plan.rings.filter(({ match }) => match.length === 0).map(({ name }) => name));
  const shares = audience.rings.filter(({ ring }) => open.has(ring)).map((share) => share.percent);
  const most = shareOfEveryone({ ...audience, percent: Math.max(audience.percent, ...shares) });
  return Math.round(most * 1000) / 1000;
};

/** The report's phases as a ladder, so that they are compiled like any other. */
export const hearLadder = (hearing: Hearing): Ladder => ({
  strategy: strategyName.hear(hearing.report.rollout_strategy),
  about: 'as the report has it',
  triggers: 'report',
  gates: [...STANDING_GATES],
  steps: hearing.report.rollout_phases.map((phase, at) => hearStep(hearing, phase, at)),
});

const hearStep = (hearing: Hearing, phase: ReportPhase, at: number): Step => {
  const path = `rollout_phases[${at}]`;
  const { rings, place } = hearAudience(phase.target_group, hearing.policy);
  const percent =
    place && place.is !== 'everywhere' ? Math.min(100, (phase.percentage * 100) / place.share) : phase.percentage;
  const purpose = hearPurpose(hearing, at);
  const gates = hearGates(hearing, phase.go_live_criteria, `${path}.go_live_criteria`);
  if (percent === 0 && rings.length === 0) nobody(hearing, phase, path);
  if (phase.duration_hours === null && at < hearing.report.rollout_phases.length - 1) noSoak(hearing, phase, path);
  return {
    name: phase.name,
    ...(purpose === undefined ? {} : { purpose }),
    percent: Math.round(percent * 1000) / 1000,
    ...(rings.length > 0 ? { rings: Object.fromEntries(rings.map(({ ring, percent }) => [ring, percent])) } : {}),
    ...(place ? { place } : {}),
    who: phase.target_group,
    ...(phase.duration_hours === null ? {} : { soak: toIso(phase.duration_hours * HOUR) }),
    gates,
    ...(at === 0 ? { allow: allowed(hearing.report) } : {}),
  };
};

const allowed = ({ feature_flags }: Report): string[] => [
  ...new Set(feature_flags.flatMap(({ targeting }) => targeting.allowed_users ?? [])),
];

const nobody = (hearing: Hearing, { name, target_group }: ReportPhase, path: string): void =>
  doubt(hearing, {
    code: 'reaches-nobody',
    path: `${path}.target_group`,
    message: `"${name}" is at 0 % and "${target_group}" is no ring of this policy: nobody has the change in it`,
    hint: 'add the ring under rings in rampart.yaml, or give the phase a percentage',
  });

const noSoak = (hearing: Hearing, { name }: ReportPhase, path: string): void =>
  doubt(hearing, {
    code: 'no-duration',
    path: `${path}.duration_hours`,
    message: `"${name}" has no duration and is not the last phase: a day is taken`,
    hint: 'give it duration_hours',
  });
