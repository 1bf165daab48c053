import { beside } from '../../app/folders.ts';
import type { ProgramShown } from '../../app/program.ts';
import { formatPercent } from '../../core/values/percent.ts';
import type { Screen } from './helpers.ts';
import { type Load, render } from './render.ts';
import type { Cell } from './table.ts';

/** `rampart program`: every plan in its order, what it waits for, what goes off before it, and what is spent of the budget. */
export const programText = (shown: ProgramShown, file: string, load: Load, screen: Screen): Promise<string> => {
  const { program, plans, budget, spent } = shown;
  const free = plans.filter((one) => one.free && one.rollout === undefined);
  const values = {
    program,
    about: [`${plans.length} ${plans.length === 1 ? 'plan' : 'plans'}`, ...budgetWords(budget, spent)],
    rows: plans.flatMap(rowsOf),
    next: [
      ...free.map((one) => `rampart apply ${beside(file, one.file)} --program ${file}`),
      ...plans.flatMap(({ rollout, stand }) =>
        rollout !== undefined && stand === 'climbing' ? [`rampart why ${rollout}`] : [],
      ),
    ].slice(0, 3),
  };
  return render('program.txt', values, load, screen);
};

type Place = ProgramShown['plans'][number];

const rowsOf = (place: Place, nth: number): Cell[][] => {
  const { plan, where, needs, before } = place;
  const rests = needs.length > 0 ? `rests on ${needs.join(', ')}` : '';
  const back = before.length > 0 ? `before it goes off: ${before.join(', ')}` : '';
  const notes = [rests, back, ...place.waitsFor.map((why) => `waits: ${why}`)].filter(Boolean);
  return [
    [
      String(nth + 1),
      { text: plan, tone: 'strong' },
      { text: place.free && place.stand === 'not-begun' ? 'may begin' : where, tone: toneOf(place) },
      notes[0] ?? '',
    ],
    ...notes.slice(1).map((note): Cell[] => ['', '', '', note]),
  ];
};

const toneOf = ({ stand, free }: Place): 'good' | 'warn' | 'bad' | 'dim' => {
  if (stand === 'going-back' || stand === 'back') return 'bad';
  if (stand === 'done' || stand === 'climbing' || free) return 'good';
  return stand === 'waiting' ? 'warn' : 'dim';
};

const budgetWords = (
  { ramps, exposurePercent }: ProgramShown['budget'],
  spent: ProgramShown['spent'],
): readonly string[] => [
  ...(ramps === undefined ? [] : [`${spent.ramps.length} of ${ramps} on the way`]),
  ...(exposurePercent === undefined
    ? []
    : [`${formatPercent(spent.exposurePercent)} % of ${formatPercent(exposurePercent)} % exposed`]),
];
