import { beside } from '../../app/folders.ts';
import type { ProgramShown } from '../../app/program.ts';
import type { Programs } from '../../app/programs.ts';
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

/** `rampart programs`: each as it stands, from the log alone. */
export const programsText = async ({ programs }: Programs, load: Load, screen: Screen): Promise<string> => {
  if (programs.length === 0) return 'No rollout of this log was started as a part of a program.\n';
  const texts = programs.map(({ environment: _, notBegun, ...standing }) => {
    const unknown = notBegun.map((plan): ProgramShown['plans'][number] => ({ ...UNKNOWN, plan }));
    const plans = [...standing.plans.map((place) => ({ file: place.plan, ...place })), ...unknown];
    return programText({ schemaVersion: 1, ...standing, plans }, '', load, screen);
  });
  return (await Promise.all(texts)).join('\n');
};

const UNKNOWN: Omit<ProgramShown['plans'][number], 'plan'> = {
  file: '',
  stand: 'not-begun',
  where: 'not begun',
  percent: 0,
  free: false,
  waitsFor: [],
  needs: [],
  after: [],
  before: [],
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
