import type { Ladder, Step, WrittenGate } from '../../policy/ladder.ts';
import { DAY, toIso, toMs } from '../../values/duration.ts';
import { slug } from '../../values/text.ts';
import type { Audience, Gate, Phase } from '../phase.ts';
import type { Climb } from './strategy.ts';

/** What one strategy says differently from the next. */
export type Voice = {
  readonly name: (audience: Audience) => string;
  readonly who: (audience: Audience) => string;
  /** The least time in a phase where the ladder leaves it open. */
  readonly soak?: string;
};

/** One phase for each step of the ladder. What a step leaves out, it keeps from the step before. */
export const climbSteps = (climb: Climb, voice: Voice): Phase[] => {
  const phases: Phase[] = [];
  const last = climb.ladder.steps.length - 1;
  for (const [at, step] of climb.ladder.steps.entries()) {
    const audience = audienceOf(step, phases.at(-1)?.audience, climb, voice);
    const name = step.name ?? voice.name(audience);
    const taken = phases.map((phase) => phase.id);
    phases.push({
      ...timed(step, at === last, climb, voice),
      ...said(step, name, taken),
      audience,
      ...watched(step, climb),
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

const unused = (id: string, taken: readonly string[], count = 2): string => {
  if (!taken.includes(id)) return id;
  return taken.includes(`${id}-${count}`) ? unused(id, taken, count + 1) : `${id}-${count}`;
};

/** An environment's own speed beats the ladder's; the last phase has no soak unless the ladder asks for one. */
const timed = (
  step: Step,
  last: boolean,
  climb: Climb,
  voice: Voice,
): Pick<Phase, 'soak' | 'deadline' | 'rollbackWithin'> => {
  const { phaseDeadline } = climb.policy.schedule;
  const written = last ? step.soak : (climb.environment.soak ?? step.soak ?? voice.soak ?? '1d');
  const rollbackWithin = toIso(toMs(step.rollbackWithin ?? climb.policy.rollback.phaseWithin));
  if (written === undefined) return { rollbackWithin };
  const soakMs = toMs(written);
  const mostMs = step.upTo
    ? Math.max(toMs(step.upTo), soakMs) + DAY
    : Math.max(soakMs * phaseDeadline.timesSoak, toMs(phaseDeadline.atLeast));
  return { soak: toIso(soakMs), deadline: { after: toIso(mostMs), action: phaseDeadline.action }, rollbackWithin };
};

const watched = (step: Step, { ladder, monitors, environment }: Climb): Pick<Phase, 'watch' | 'gates'> => {
  const watch = step.watch === 'critical' ? monitors.critical : Array.isArray(step.watch) ? step.watch : monitors.all;
  return {
    watch: [...watch],
    gates: gatesOf(ladder, step).filter((gate) => gate.is !== 'window' || environment.windows),
  };
};

const gatesOf = (ladder: Ladder, step: Step): Gate[] => [...(step.gates ?? []), ...ladder.gates].map(inPlanWords);

const inPlanWords = (gate: WrittenGate): Gate =>
  gate.is === 'metric' ? { ...gate, window: toIso(toMs(gate.window)) } : gate;
