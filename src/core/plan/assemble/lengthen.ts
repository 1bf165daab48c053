import { DAY, toIso, toMs } from '../../values/duration.ts';
import type { Phase } from '../phase.ts';
import { neededMs, sightsOf } from '../sight.ts';

/** Longer than this a phase does not become: a change that so few see is judged by people. */
const LONGEST_MS = 14 * DAY;

/** Soaks as long as their guards take to see what they are there for; deadlines move along. */
export const lengthened = (plan: Parameters<typeof sightsOf>[0]): Phase[] => {
  const needed = new Map(sightsOf(plan).map((sight) => [sight.phase.id, Math.min(LONGEST_MS, neededMs(sight))]));
  return plan.phases.map((phase) => {
    const moreMs = Math.max(0, (needed.get(phase.id) ?? 0) - toMs(phase.soak ?? ''));
    if (phase.soak === undefined || moreMs === 0) return phase;
    const { deadline } = phase;
    return {
      ...phase,
      soak: toIso(toMs(phase.soak) + moreMs),
      ...(deadline ? { deadline: { ...deadline, after: toIso(toMs(deadline.after) + moreMs) } } : {}),
    };
  });
};
