import { toMs } from '../../values/duration.ts';
import { formatPercent, hasAtMostThreeDecimals } from '../../values/percent.ts';
import { quoted } from '../../values/quote.ts';
import type { Ladder, Step } from '../ladder.ts';
import type { Path } from '../vet.ts';
import { type Finding, laddersOf, type PolicyRule, stepsOf } from './rule.ts';

/** Whom a step reaches, with what it keeps from the steps before it. */
type Reach = {
  readonly percent: number;
  readonly ofEveryone: number;
  readonly rings: Readonly<Record<string, number>>;
};

const NOBODY: Reach = { percent: 0, ofEveryone: 0, rings: {} };

const reachOf = (step: Step, before: Reach): Reach => {
  const percent = step.percent ?? before.percent;
  const share = step.place === undefined || step.place.is === 'everywhere' ? 100 : step.place.share;
  return { percent, ofEveryone: (percent * share) / 100, rings: { ...before.rings, ...step.rings } };
};

const neverShrinks: PolicyRule = {
  code: 'P009',
  title: 'No step of a ladder reaches fewer than the one before',
  fix: 'raise it, or take the step out: users who lose the change on the way up see it flicker',
  look: (policy) => laddersOf(policy).flatMap(({ path, value }) => shrinking(value, path)),
};

const shrinking = ({ steps }: Ladder, path: Path): Finding[] => {
  let before = NOBODY;
  return steps.flatMap((step, at) => {
    const now = reachOf(step, before);
    const found = [...lessOfEveryone(now, before), ...lessOfRings(now, before)];
    before = now;
    return found.map(({ field, message }) => ({ path: [...path, 'steps', at, ...field], message }));
  });
};

type Less = { readonly field: Path; readonly message: string };

/** Shares that differ by less are equal: percents have at most three decimals. */
const HARDLY = 0.0005;

const lessOfEveryone = (now: Reach, before: Reach): Less[] => {
  if (now.ofEveryone >= before.ofEveryone - HARDLY) return [];
  const field = [now.percent < before.percent ? 'percent' : 'place'];
  return [
    { field, message: `${shareInWords(now)} of everyone is less than ${shareInWords(before)} in the step before` },
  ];
};

const shareInWords = ({ ofEveryone }: Reach): string => `${formatPercent(ofEveryone)} %`;

const lessOfRings = (now: Reach, before: Reach): Less[] =>
  Object.entries(now.rings).flatMap(([ring, percent]) => {
    const had = before.rings[ring] ?? 0;
    if (Math.max(percent, now.ofEveryone) >= had) return [];
    const message = `${formatPercent(percent)} % of ring ${quoted(ring)} is less than ${formatPercent(had)} % in the step before`;
    return [{ field: ['rings', ring], message }];
  });

const soaks: PolicyRule = {
  code: 'P010',
  title: 'Every step but the last has a soak',
  fix: 'write how long it takes at least to see whether the step is good: soak: 24h',
  look: (policy) =>
    laddersOf(policy).flatMap(({ path, value }) =>
      value.strategy === 'ab'
        ? []
        : value.steps.slice(0, -1).flatMap((step, at): Finding[] => {
            if (step.soak === undefined) return [{ path: [...path, 'steps', at], message: 'has no soak' }];
            if (toMs(step.soak) > 0) return [];
            return [{ path: [...path, 'steps', at, 'soak'], message: `${quoted(step.soak)} is no time at all` }];
          }),
    ),
};

const upTo: PolicyRule = {
  code: 'P011',
  title: 'The most time of a step is no shorter than its least',
  fix: 'lengthen upTo, or shorten the soak',
  look: (policy) =>
    stepsOf(policy).flatMap(({ path, value: { soak, upTo: most } }) =>
      soak === undefined || most === undefined || toMs(most) >= toMs(soak)
        ? []
        : [{ path: [...path, 'upTo'], message: `${quoted(most)} is over before the soak of ${quoted(soak)}` }],
    ),
};

const threeDecimals: PolicyRule = {
  code: 'P012',
  title: 'Percents have at most three decimals',
  fix: 'round it to three decimals: flag systems have no finer buckets',
  look: (policy) =>
    stepsOf(policy).flatMap(({ path, value }) =>
      sharesOf(value).flatMap(({ field, percent }) =>
        hasAtMostThreeDecimals(percent)
          ? []
          : [{ path: [...path, ...field], message: `${percent} has more than three decimals` }],
      ),
    ),
};

const sharesOf = ({ percent, rings = {}, place }: Step): { field: Path; percent: number }[] => [
  ...(percent === undefined ? [] : [{ field: ['percent'], percent }]),
  ...Object.entries(rings).map(([ring, share]) => ({ field: ['rings', ring], percent: share })),
  ...(place === undefined || place.is === 'everywhere' ? [] : [{ field: ['place', 'share'], percent: place.share }]),
];

export const ladderRules: readonly PolicyRule[] = [neverShrinks, soaks, upTo, threeDecimals];
