import type { Monitor } from '../plan/watch.ts';
import { MINUTE, toMs } from '../values/duration.ts';
import type { Effect, Moment, Scenario, Spell } from './scenario.ts';

/** What a scenario needs to know to say when its parts begin. Times are minutes since the start. */
export type Course = {
  /** Every time exposure was higher than ever before: the minute, and the share, 0 to 1. */
  readonly peaks: readonly { readonly minute: number; readonly share: number }[];
  /** When the soak of each phase is over at the earliest, in the order of the phases. */
  readonly soakEnds: readonly number[];
  readonly rollbackMinute: number | undefined;
};

/** The minute from which something is so; undefined while nobody can say yet. */
export const beginOf = (moment: Moment, { peaks, soakEnds, rollbackMinute }: Course): number | undefined => {
  switch (moment.is) {
    case 'after':
      return Math.ceil(toMs(moment.time) / MINUTE);
    case 'exposure':
      return peaks.find(({ share }) => share > 0 && share * 100 >= moment.percent - 0.05)?.minute;
    case 'soak-end':
      return earlier(soakEnds[moment.phase - 1], moment.before);
    case 'rollback':
      return rollbackMinute;
  }
};

const earlier = (minute: number | undefined, before: string): number | undefined =>
  minute === undefined ? undefined : Math.ceil(minute - toMs(before) / MINUTE);

const endOf = ({ lasts }: Pick<Spell, 'lasts'>, begin: number): number =>
  lasts === undefined ? Infinity : begin + toMs(lasts) / MINUTE;

export const isOn = (spell: Spell, minute: number, course: Course): boolean => {
  const begin = beginOf(spell.from, course);
  return begin !== undefined && minute >= begin && minute < endOf(spell, begin);
};

/** How much of an effect is there at a minute, 0 to 1. */
export const strengthOf = (effect: Effect, minute: number, course: Course): number => {
  const begin = beginOf(effect.from, course);
  if (begin === undefined || minute < begin || minute >= endOf(effect, begin)) return 0;
  return effect.grows === undefined ? 1 : Math.min(1, ((minute - begin + 1) * MINUTE) / toMs(effect.grows));
};

/** The metrics that an effect is about. Crashes are errors of their own: they are touched only when they are named. */
export const touches = ({ on }: Effect, { id, kind, category }: Monitor): boolean => {
  if (Array.isArray(on)) return on.includes(id);
  if (on === 'latency') return kind === 'latency';
  if (on === 'resources') return category === 'resource';
  return kind === 'ratio' && category === 'error' && !id.includes('crash');
};

type Part = { readonly from: Moment; readonly lasts?: string | undefined; readonly grows?: string | undefined };

/** Everything that a scenario does. What meddling leaves in the flags is for people to mend: it has no end of its own. */
const partsOf = ({ effects, silences, outages, meddling }: Scenario): readonly Part[] => [
  ...effects,
  ...silences,
  ...outages,
  ...meddling.map(({ from }) => ({ from })),
];

/** Whether this minute is one to look closely at: something began or ended within the last hour, or is growing. */
export const isTroubled = (scenario: Scenario, minute: number, course: Course): boolean =>
  partsOf(scenario).some((part) => {
    const begin = beginOf(part.from, course);
    if (begin === undefined || minute < begin) return false;
    const end = endOf(part, begin);
    return minute < begin + toMs(part.grows ?? '') / MINUTE + HOUR || (minute >= end && minute < end + HOUR);
  });

/** The next minute after this one at which something begins or ends. What exposure sets off cannot be known before. */
export const nextChange = (scenario: Scenario, minute: number, course: Course): number =>
  Math.min(
    Infinity,
    ...partsOf(scenario).flatMap((part) => {
      const begin = beginOf(part.from, course);
      return begin === undefined ? [] : [begin, endOf(part, begin)].filter((at) => at > minute);
    }),
  );

const HOUR = 60;
