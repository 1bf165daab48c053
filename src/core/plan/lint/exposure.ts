import { rank } from '../../values/level.ts';
import { formatPercent } from '../../values/percent.ts';
import { quoted } from '../../values/quote.ts';
import type { StrategyKind } from '../../values/strategy-kind.ts';
import { HARDLY, reachesAnybody, reachesEverybody, shareOfEveryone } from '../exposure.ts';
import type { Audience, Phase } from '../phase.ts';
import type { Plan } from '../plan.ts';
import type { Context, Finding, Rule } from './rule.ts';

/** What is found between each phase and the one before it. */
const stepwise = (phases: readonly Phase[], look: (before: Phase, phase: Phase, at: number) => Finding[]): Finding[] =>
  phases.flatMap((phase, at) => {
    const before = phases[at - 1];
    return before ? look(before, phase, at) : [];
  });

const BREADTH: Readonly<Record<Audience['place']['is'], number>> = { servers: 0, regions: 1, everywhere: 2 };

const neverShrinks: Rule = {
  code: 'R014',
  title: 'Exposure never shrinks on the way up',
  why: 'users who lose the change between two phases see it flicker, and what they wrote with it may not be readable without it',
  fix: 'raise it, or remove the phase',
  severity: 'error',
  look: ({ phases }) =>
    stepwise(phases, (before, phase, at) => {
      const found = shrunk(before.audience, phase.audience);
      if (!found) return [];
      const message = `${found.now} is less than ${found.was} in phase ${quoted(before.id)}: exposure never shrinks on the way up`;
      return [{ path: `phases[${at}].audience.${found.field}`, message }];
    }),
};

/** Users on the allow-list have it wherever they are: where a phase is served is about the others. */
const shrunk = (before: Audience, now: Audience): { field: string; was: string; now: string } | undefined => {
  if (shareOfEveryone(now) < shareOfEveryone(before) - HARDLY) {
    const field = now.percent < before.percent ? 'percent' : 'place';
    return { field, was: shareInWords(before), now: shareInWords(now) };
  }
  if (!reachesAnybody({ ...before, allow: [] })) return undefined;
  const [place, was] = [now.place, before.place];
  if (BREADTH[place.is] < BREADTH[was.is]) return { field: 'place', was: placeInWords(was), now: placeInWords(place) };
  if (place.is === 'everywhere' || was.is !== place.is || place.count >= was.count) return undefined;
  return { field: 'place.count', was: placeInWords(was), now: placeInWords(place) };
};

const shareInWords = (audience: Audience): string =>
  audience.place.is === 'everywhere'
    ? `${formatPercent(audience.percent)} %`
    : `${formatPercent(shareOfEveryone(audience))} % of everyone (${formatPercent(audience.percent)} % on ${placeInWords(audience.place)})`;

const placeInWords = (place: Audience['place']): string =>
  place.is === 'everywhere' ? 'everywhere' : `${place.count} ${place.count === 1 ? place.is.slice(0, -1) : place.is}`;

const ringsStay: Rule = {
  code: 'R015',
  title: 'A ring that is in stays in',
  why: 'the first rings are the ones who look closest; losing the change without a rollback tells them that something broke',
  fix: 'keep the ring in the later phases, with no smaller share',
  severity: 'error',
  look: ({ phases }) =>
    stepwise(phases, (before, phase, at) =>
      before.audience.rings.flatMap(({ ring, percent }) => {
        const kept = phase.audience.rings.find((one) => one.ring === ring)?.percent;
        if (Math.max(kept ?? 0, phase.audience.percent) >= percent) return [];
        const what = kept === undefined ? 'is left out' : `has ${formatPercent(kept)} %`;
        return [
          {
            path: `phases[${at}].audience.rings`,
            message: `ring ${quoted(ring)} ${what}, and had ${formatPercent(percent)} % in phase ${quoted(before.id)}`,
          },
        ];
      }),
    ),
};

const namedUsersStay: Rule = {
  code: 'R016',
  title: 'Users on the allow-list stay on it',
  why: 'somebody who was named for the first phase would lose the change in a later one',
  fix: 'keep them on the list until everybody has it',
  severity: 'error',
  look: ({ phases }) =>
    stepwise(phases, (before, { audience }, at) => {
      const allowed = new Set(audience.allow);
      const lost = reachesEverybody(audience) ? [] : before.audience.allow.filter((user) => !allowed.has(user));
      if (lost.length === 0) return [];
      const others = lost.length === 1 ? '' : ` and ${lost.length - 1} more`;
      return [
        {
          path: `phases[${at}].audience.allow`,
          message: `${quoted(lost[0])}${others} had it in phase ${quoted(before.id)} and would lose it`,
        },
      ];
    }),
};

const arrives: Rule = {
  code: 'R017',
  title: 'The last phase reaches the target',
  why: 'the rollout counts as complete after its last phase, wherever that ends',
  fix: 'let the last phase reach strategy.target, or change the target',
  severity: 'error',
  look: ({ phases, strategy }) => {
    const last = phases.at(-1);
    if (!last) return [];
    const path = `phases[${phases.length - 1}].audience`;
    const reached = shareOfEveryone(last.audience);
    if (Math.abs(reached - strategy.target) > 2 * HARDLY)
      return [
        {
          path,
          message: `ends at ${shareInWords(last.audience)}, and the target is ${formatPercent(strategy.target)} %`,
        },
      ];
    return reachesAnybody(last.audience) ? [] : [{ path, message: 'the plan ends without having reached anybody' }];
  },
};

const everyPhaseAdds: Rule = {
  code: 'R018',
  title: 'Every phase reaches somebody new',
  why: 'a phase like the one before it costs days and shows nothing new; most often a number was forgotten',
  fix: 'raise the phase, or lengthen the soak of the one before and remove it',
  severity: 'warning',
  look: ({ phases }) =>
    stepwise(phases, (before, phase, at) =>
      audienceKey(before.audience) === audienceKey(phase.audience)
        ? [
            {
              path: `phases[${at}].audience`,
              message: `phase ${quoted(phase.id)} reaches nobody whom ${quoted(before.id)} did not reach`,
            },
          ]
        : [],
    ),
};

const audienceKey = ({ percent, rings, allow, place }: Audience): string =>
  JSON.stringify([percent, rings, allow, place]);

const LARGE_FIRST_STEP = 10;

const smallFirstStep: Rule = {
  code: 'R019',
  title: 'Where the risk is high the first step is small',
  why: 'the first users are the ones who find what everybody missed: one in ten of all is many to find it with',
  fix: `begin with a ring, an allow-list, or ${LARGE_FIRST_STEP} % at most`,
  severity: 'warning',
  look: (plan, context) => {
    const { phases, risk } = plan;
    const at = phases.findIndex(({ audience }) => reachesAnybody(audience));
    const first = phases[at];
    if (!first || phases.length < 2 || rank(risk.level) < rank('high') || isWeaker(plan, context)) return [];
    if (shareOfEveryone(first.audience) <= LARGE_FIRST_STEP) return [];
    return [
      { path: `phases[${at}].audience`, message: `begins with ${shareInWords(first.audience)} at ${risk.level} risk` },
    ];
  },
};

/** How much a strategy lets people see before it is too late. An experiment climbs no slower than a percentage. */
const STRENGTH: Readonly<Record<StrategyKind, number>> = { immediate: 0, percentage: 1, ab: 1, canary: 2, ring: 3 };

const strongEnough: Rule = {
  code: 'R020',
  title: 'The strategy is at least the one that the level asks for',
  why: "the policy ties a way up to each level of risk; going an easier way is somebody's decision, and that somebody should have a name",
  fix: 'take the strategy of the level, or override the level with a name and a reason',
  severity: 'warning',
  look: (plan, context) => {
    const { risk, strategy } = plan;
    if (!isWeaker(plan, context)) return [];
    const due = context.policy?.levels[risk.level].strategy;
    return [
      {
        path: 'strategy.kind',
        message: `${strategy.kind} is weaker than ${due}, which the policy asks for at ${risk.level} risk`,
      },
    ];
  },
};

const isWeaker = ({ risk, strategy }: Plan, { policy }: Context): boolean => {
  const due = policy?.levels[risk.level].strategy;
  return due !== undefined && !risk.override && STRENGTH[strategy.kind] < STRENGTH[due];
};

export const exposureRules: readonly Rule[] = [
  neverShrinks,
  ringsStay,
  namedUsersStay,
  arrives,
  everyPhaseAdds,
  smallFirstStep,
  strongEnough,
];
