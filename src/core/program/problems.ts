import { problem, type Problem } from '../problem.ts';
import { didYouMean } from '../values/nearest.ts';
import { formatPercent } from '../values/percent.ts';
import { quoted } from '../values/quote.ts';
import { targetOf } from './member.ts';
import { afterIn, circleIn, joined, needsIn, type Programme } from './order.ts';

/** Everything that keeps a program from being carried out, at once. */
export const programProblems = (programme: Programme): readonly Problem[] => [
  ...twice(programme),
  ...unknown(programme),
  ...selfish(programme),
  ...otherPlans(programme),
  ...sharedFlags(programme),
  ...places(programme),
  ...circle(programme),
  ...tooSmall(programme),
];

type Said = readonly [code: string, path: string, message: string, hint: string];

const wrong = ([code, path, message, hint]: Said): Problem =>
  problem({ kind: 'invalid', code: `program-${code}`, path, message, hint });

const idsOf = ({ program: { plans } }: Programme): readonly string[] => plans.map(({ plan }) => plan);

const twice = (programme: Programme): readonly Problem[] => {
  const { plans, sequence = [] } = programme.program;
  const grouped = sequence.flatMap((group, nth) => group.map((id, at) => ({ id, path: `sequence[${nth}][${at}]` })));
  return [
    ...again(
      plans.map(({ plan }) => plan),
      (at) => `plans[${at}].plan`,
    ),
    ...again(
      grouped.map(({ id }) => id),
      (at) => grouped[at]?.path ?? '',
    ),
  ];
};

const again = (ids: readonly string[], path: (at: number) => string): readonly Problem[] =>
  ids.flatMap((id, at) =>
    ids.indexOf(id) < at ? [wrong(['twice', path(at), `${quoted(id)} is here already`, 'name it once'])] : [],
  );

const unknown = (programme: Programme): readonly Problem[] => {
  const ids = idsOf(programme);
  const look = (id: string, path: string): readonly Problem[] =>
    ids.includes(id)
      ? []
      : [
          wrong([
            'unknown-plan',
            path,
            `${quoted(id)} is no plan of this program${didYouMean(id, ids)}`,
            'add it to plans, or take it out; what stands outside the program belongs into the plan as a dependency',
          ]),
        ];
  const { plans, sequence = [] } = programme.program;
  return [
    ...plans.flatMap(({ needs = [] }, at) => needs.flatMap((id, nth) => look(id, `plans[${at}].needs[${nth}]`))),
    ...sequence.flatMap((group, nth) => group.flatMap((id, at) => look(id, `sequence[${nth}][${at}]`))),
  ];
};

const selfish = (programme: Programme): readonly Problem[] => {
  const needs = needsIn(programme);
  return idsOf(programme).flatMap((id, at) =>
    needs.get(id)?.includes(id)
      ? [wrong(['needs-itself', `plans[${at}]`, `${quoted(id)} needs itself, and would never begin`, 'take that out'])]
      : [],
  );
};

const otherPlans = ({ program, plans }: Programme): readonly Problem[] =>
  program.plans.flatMap(({ plan: id, file }, at) => {
    const found = plans.get(id);
    if (!found || found.id === id) return [];
    const message = `${file} holds the plan ${quoted(found.id)}, and not ${quoted(id)}`;
    return [wrong(['other-plan', `plans[${at}].plan`, message, 'name the plan as its file does'])];
  });

const sharedFlags = ({ plans }: Programme): readonly Problem[] => {
  const holders = new Map<string, string>();
  return [...plans].flatMap(([id, { flags }]) =>
    flags.flatMap(({ key }) => {
      const holder = holders.get(key);
      holders.set(key, holder ?? id);
      if (holder === undefined) return [];
      const message = `${id} and ${holder} hold the same flag, and would undo each other`;
      return [wrong(['same-flag', key, message, 'give each a flag of its own, or make one plan of the two'])];
    }),
  );
};

/** One program is one environment: what is completed in staging is not there for production. */
const places = ({ plans }: Programme): readonly Problem[] => {
  const [first, ...others] = [...plans];
  return others.flatMap(([id, { provenance }]) => {
    const wanted = first?.[1].provenance.environment;
    if (provenance.environment === wanted) return [];
    const message = `it is for ${provenance.environment}, and ${first?.[0]} is for ${wanted}`;
    return [wrong(['other-environment', id, message, 'write a program for each environment'])];
  });
};

const circle = (programme: Programme): readonly Problem[] => {
  const withoutSelves = new Map(
    [...joined(needsIn(programme), afterIn(programme.program))].map(([id, before]) => [
      id,
      before.filter((one) => one !== id),
    ]),
  );
  const way = circleIn(withoutSelves);
  if (!way) return [];
  const message = `each waits for the next, and the last for the first: ${way.join(' → ')}`;
  return [wrong(['circle', 'plans', message, 'take one of these needs out, or put its plan into another group'])];
};

const tooSmall = ({ program: { budget }, plans }: Programme): readonly Problem[] => {
  const most = budget?.exposurePercent;
  if (most === undefined) return [];
  return [...plans].flatMap(([id, plan]) => {
    const target = targetOf(plan);
    if (target <= most) return [];
    const message = `${id} reaches ${formatPercent(target)} %, and the budget is ${formatPercent(most)} %: it would never end`;
    return [
      wrong(['budget-too-small', 'budget.exposurePercent', message, `raise it to ${formatPercent(target)} at least`]),
    ];
  });
};
