import { DAY, toIso, toMs } from '../../values/duration.ts';
import { hasControl, shareOfEveryone } from '../exposure.ts';
import type { Phase } from '../phase.ts';
import type { Plan } from '../plan.ts';
import { msToSee } from '../sight.ts';
import type { Monitor } from '../watch.ts';

type Wanted = { readonly traffic: Plan['traffic']; readonly lengthen: boolean };

/** Longer than this a phase does not become: a change that so few see is judged by people. */
const LONGEST_MS = 14 * DAY;
const ASSUMED_PERCENT = 1;

/** Soaks as long as it takes to see twice as many errors, where the team asks for that; deadlines move along. */
export const lengthened = (phases: Phase[], monitors: readonly Monitor[], { traffic, lengthen }: Wanted): Phase[] => {
  const errors = monitors.find(
    ({ kind, good, category }) => kind === 'ratio' && good === 'down' && category === 'error',
  );
  if (!lengthen || !traffic || !errors) return phases;
  const bad = Math.min(99, errors.baseline || ASSUMED_PERCENT) / 100;
  return phases.map((phase) => {
    const treated = shareOfEveryone(phase.audience) / 100;
    if (phase.soak === undefined || !hasControl(phase.audience) || treated <= 0) return phase;
    const neededMs = Math.min(LONGEST_MS, msToSee(2, traffic.perDay, { bad, treated }));
    const moreMs = Math.max(0, neededMs - toMs(phase.soak));
    if (moreMs === 0) return phase;
    const { deadline } = phase;
    return {
      ...phase,
      soak: toIso(toMs(phase.soak) + moreMs),
      ...(deadline ? { deadline: { ...deadline, after: toIso(toMs(deadline.after) + moreMs) } } : {}),
    };
  });
};
