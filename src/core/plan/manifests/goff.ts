import type { Condition } from '../../values/audience.ts';
import { toMs } from '../../values/duration.ts';
import type { Flag } from '../flag.ts';
import type { Audience } from '../phase.ts';
import type { Plan } from '../plan.ts';
import { leftOutGates, leftOutOfAll, leftOutTriggers } from './left-out.ts';
import type { Renderer, Surroundings } from './manifest.ts';

/** Flags for GO Feature Flag. With a start, every later phase is a scheduled step: by the clock, whatever the metrics say. */
export const goff: Renderer = (plan, around) => {
  const flags = Object.fromEntries(plan.flags.map((flag) => [flag.key, flagOf(plan, flag, around)]));
  return { documents: [flags], notCarried: leftOut(plan, around.startsMs) };
};

const flagOf = (plan: Plan, flag: Flag, { startsMs, dateOf }: Surroundings): object => {
  const [first] = plan.phases;
  return {
    variations: { on: true, off: false },
    ...(first ? rulesOf(plan, flag, first.audience) : {}),
    ...(startsMs === undefined ? {} : { scheduledRollout: stepsOf(plan, flag, (ms) => dateOf(startsMs + ms)) }),
    metadata: { plan: plan.id, owner: flag.owner },
  };
};

/** Each phase when the soaks before it are over, at the earliest: gates are not waited for. */
const stepsOf = (plan: Plan, flag: Flag, dateAfter: (ms: number) => string): readonly object[] =>
  plan.phases.slice(1).map(({ audience }, at) => {
    const soaks = plan.phases.slice(0, at + 1).flatMap(({ soak }) => soak ?? []);
    const afterMs = soaks.map(toMs).reduce((sum, ms) => sum + ms, 0);
    return { date: dateAfter(afterMs), ...rulesOf(plan, flag, audience) };
  });

const rulesOf = ({ rings }: Plan, { targeting }: Flag, audience: Audience): object => {
  const rules = [
    ...(audience.allow.length > 0
      ? [{ name: 'allow-list', query: `targetingKey in ${listOf(audience.allow)}`, variation: 'on' }]
      : []),
    ...targeting.map(({ when, serve }, at) => ({
      name: `standing-${at + 1}`,
      query: queryOf([when]),
      variation: serve ? 'on' : 'off',
    })),
    ...audience.rings.flatMap(({ ring, percent }) => {
      const match = rings.find(({ name }) => name === ring)?.match ?? [];
      return match.length > 0 ? [{ name: `ring-${ring}`, query: queryOf(match), percentage: shares(percent) }] : [];
    }),
  ];
  return { ...(rules.length > 0 ? { targeting: rules } : {}), defaultRule: { percentage: shares(audience.percent) } };
};

const shares = (percent: number): object => ({ on: percent, off: Math.round((100 - percent) * 1000) / 1000 });

/** Any one of the conditions, and in each any one of its values. */
const queryOf = (conditions: readonly Condition[]): string =>
  conditions
    .map(({ attribute, is, values }) =>
      is === 'one-of'
        ? `(${attribute} in ${listOf(values)})`
        : `(${values.map((value) => `${attribute} ${SIGNS[is]} ${JSON.stringify(value)}`).join(' or ')})`,
    )
    .join(' or ');

const SIGNS = { 'equal-to': 'eq', contains: 'co', 'starts-with': 'sw', 'ends-with': 'ew' } as const;

const listOf = (values: readonly string[]): string => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;

const leftOut = (plan: Plan, startsMs: number | undefined): readonly string[] => {
  const otherwise = plan.flags.filter(({ bucketBy }) => bucketBy !== 'user.id').map(({ key }) => key);
  const arms = plan.flags.filter(({ variants }) => variants.length > 0).map(({ key }) => key);
  const places = plan.phases.filter(({ audience }) => audience.place.is !== 'everywhere').map(({ id }) => id);
  return [
    ...leftOutOfAll(plan),
    ...leftOutGates(plan),
    startsMs === undefined
      ? 'phases after the first: say when it begins with --starts, and they become scheduled steps'
      : 'gates: a scheduled step is taken at its date, whatever the metrics or anybody says',
    ...leftOutTriggers(plan.triggers, 'nothing is watched, and nothing goes back by itself'),
    ...(otherwise.length > 0 ? [`bucketing of ${otherwise.join(', ')}: users are sorted by their targetingKey`] : []),
    ...(arms.length > 0 ? [`variants of ${arms.join(', ')}: they are served as on or off`] : []),
    ...(places.length > 0
      ? [`places in ${places.join(', ')}: they count as everywhere, so more users may have it`]
      : []),
  ];
};
