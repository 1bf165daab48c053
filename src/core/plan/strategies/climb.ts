import type { Step, WrittenGate } from '../../policy/ladder.ts';
import { DAY, toIso, toMs } from '../../values/duration.ts';
import { needsControl } from '../../values/metric.ts';
import { slug, unused } from '../../values/text.ts';
import { hasControl } from '../exposure.ts';
import type { Audience, Gate, Phase } from '../phase.ts';
import type { Climb } from './strategy.ts';

/** What one strategy says differently from the next. */
export type Voice = {
  readonly name: (audience: Audience) => string;
  readonly who: (audience: Audience) => string;
};

/** One phase for each step of the ladder. What a step leaves out, it keeps from the step before. */
export const climbSteps = (climb: Climb, voice: Voice): Phase[] => {
  const phases: Phase[] = [];
  const last = climb.ladder.steps.length - 1;
  for (const [at, step] of climb.ladder.steps.entries()) {
    const audience = audienceOf(step, phases.at(-1)?.audience, climb, voice);
    const name = step.name ?? voice.name(audience);
    const taken = phases.map((phase) => phase.id);
    const watching = watched(step, climb, audience);
    phases.push({
      ...timed(step, at === last, climb, watching.gates),
      ...said(step, name, taken),
      audience,
      ...watching,
    });
  }
  return phases;
};

const FIRST = (allow: readonly string[]): Audience => ({
  percent: 0,
  rings: [],
  allow: [...allow],
  place: { is: 'everywhere' },
  who: 'nobody',
});

const audienceOf = (step: Step, before: Audience | undefined, climb: Climb, voice: Voice): Audience => {
  const from = before ?? FIRST(climb.allow);
  const rings = new Map(from.rings.map(({ ring, percent }) => [ring, percent]));
  for (const [ring, percent] of Object.entries(step.rings ?? {})) rings.set(ring, percent);
  const audience: Audience = {
    percent: step.percent ?? from.percent,
    rings: [...rings].map(([ring, percent]) => ({ ring, percent })),
    allow: [...new Set([...from.allow, ...(step.allow ?? [])])],
    place: step.place ?? { is: 'everywhere' },
    who: from.who,
  };
  return { ...audience, who: step.who ?? voice.who(audience) };
};

const said = (step: Step, name: string, taken: readonly string[]): Pick<Phase, 'id' | 'name' | 'purpose'> => ({
  id: unused(slug(name.replaceAll('%', ' percent ').replaceAll('.', '-')), taken),
  name,
  ...(step.purpose === undefined ? {} : { purpose: step.purpose }),
});

/**
 * An environment's own speed beats the ladder's; the last phase has no soak unless the ladder asks for one. Whatever
 * waits has a deadline, and it leaves room for a soak that ends when the windows close.
 */
const timed = (
  step: Step,
  last: boolean,
  { policy, environment, closedMs }: Climb,
  gates: readonly Gate[],
): Pick<Phase, 'soak' | 'deadline' | 'rollbackWithin'> => {
  const { timesSoak, atLeast, action } = policy.schedule.phaseDeadline;
  const written = last ? step.soak : (environment.soak ?? step.soak ?? '1d');
  const rollbackWithin = toIso(toMs(step.rollbackWithin ?? policy.rollback.phaseWithin));
  if (written === undefined && gates.length === 0) return { rollbackWithin };
  const soakMs = toMs(written ?? '');
  const waitMs = gates.some(({ is }) => is === 'window') ? closedMs : 0;
  const mostMs = step.upTo ? Math.max(toMs(step.upTo), soakMs) + DAY : Math.max(soakMs * timesSoak, toMs(atLeast));
  const after = toIso(Math.max(mostMs, soakMs + Math.max(waitMs, MINUTE)));
  return {
    ...(written === undefined ? {} : { soak: toIso(soakMs) }),
    deadline: { after, action },
    rollbackWithin,
  };
};

const MINUTE = 60_000;

const watched = (
  step: Step,
  { ladder, monitors, environment }: Climb,
  audience: Audience,
): Pick<Phase, 'watch' | 'gates'> => {
  const watch = step.watch === 'critical' ? monitors.critical : Array.isArray(step.watch) ? step.watch : monitors.all;
  const gates = [...(step.gates ?? []), ...ladder.gates]
    .filter((gate) => gate.is !== 'window' || environment.windows)
    .filter((gate) => gate.is !== 'metric' || !needsControl(gate.rule) || hasControl(audience));
  const asked = gates.flatMap((gate) => (gate.is === 'metric' && gate.rule.is === 'regression' ? [gate.metric] : []));
  return { watch: [...new Set([...watch, ...asked])], gates: gates.map(inPlanWords) };
};

const inPlanWords = (gate: WrittenGate): Gate =>
  gate.is === 'metric' ? { ...gate, window: toIso(toMs(gate.window)) } : gate;
