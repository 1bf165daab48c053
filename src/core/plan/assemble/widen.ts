import { DAY, MINUTE, toIso, toMs } from '../../values/duration.ts';
import { hasControl } from '../exposure.ts';
import type { Phase } from '../phase.ts';
import type { Plan } from '../plan.ts';
import { shareWithRings } from '../rings.ts';
import type { Trigger } from '../watch.ts';

/** With just as many as are needed every other window has too few. */
const AMPLY = 1.5;
/** Longer than this a window says what was, and not what is. */
const LONGEST_MS = DAY;

type Seen = Pick<Plan, 'phases' | 'rings' | 'traffic' | 'triggers'>;

/**
 * Windows as long as it takes until the least samples come together in the smallest phase: with shorter ones a trigger is
 * never quiet there, and the phase waits for nothing. What is told by all of a phase has no window to widen.
 */
export const widened = ({ phases, rings, traffic, triggers }: Seen): Trigger[] =>
  triggers.map((trigger) => {
    const { window, minSamples, rule, attributable, monitor } = trigger;
    if (!traffic || minSamples === 0 || rule.is === 'regression' || attributable) return trigger;
    const perDay = traffic.perDay * smallestShare(phases, rings, monitor);
    const neededMs = Math.min(LONGEST_MS, (AMPLY * minSamples * DAY) / perDay);
    return neededMs <= toMs(window)
      ? trigger
      : { ...trigger, window: toIso(Math.ceil(neededMs / (5 * MINUTE)) * 5 * MINUTE) };
  });

/** Of the phases that watch it; of those whose share nobody knows nothing can be said. */
const smallestShare = (phases: readonly Phase[], rings: Seen['rings'], monitor: string): number =>
  phases
    .filter(({ audience, watch }) => hasControl(audience) && watch.includes(monitor))
    .map(({ audience }) => shareWithRings(audience, rings).share)
    .filter((share) => share > 0)
    .reduce((a, b) => Math.min(a, b), 1);
