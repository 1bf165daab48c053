import { BLANK, cell, fit, flowing, type Line, type Size } from '../line.ts';
import { climbLines } from './climb-view.ts';
import { inWords } from './outline.ts';
import { draftsOf, pairOf, type Planner } from './planner.ts';

/** Every draft there was, and of any two of them what is different, with the ladder of the chosen one. */
export const draftLines = (planner: Planner, { columns, rows }: Size): readonly Line[] => {
  const { draft, row, names, compared } = planner;
  const { from, to } = pairOf(planner);
  const drafts = draftsOf(planner);
  const room = Math.max(3, Math.floor(rows / 3));
  const first = Math.max(0, Math.min(row - Math.floor(room / 2), drafts.length - room));
  const list = drafts.slice(first, first + room).map((one, at): Line => {
    const chosen = first + at === row;
    const { level, strategy, lasts } = inWords(one.plan).headline;
    return fit(
      [
        chosen ? { text: '› ', tone: 'strong' } : '  ',
        cell({ text: one === from ? '[x]' : '[ ]', tone: one === from ? 'good' : 'dim' }, 4),
        cell({ text: one === draft ? 'now' : '', tone: 'strong' }, 5),
        { text: names.get(one) ?? '', tone: chosen ? 'strong' : undefined },
        { text: `  ${[level, strategy, lasts].filter(Boolean).join(' · ')}`, tone: 'dim' },
      ],
      columns,
    );
  });
  const isFresh = compared?.from === from && compared.to === to;
  return [
    ...list,
    BLANK,
    ...climbLines(to.plan, columns).slice(0, Math.max(2, Math.floor((rows - list.length - 4) / 2))),
    BLANK,
    ...(isFresh ? differing(compared.differs, columns) : [fit([{ text: 'Comparing …', tone: 'dim' }], columns)]),
  ];
};

const differing = (differs: readonly string[], columns: number): readonly Line[] => [
  fit(
    [{ text: differs.length === 0 ? 'The same plan.' : 'What is different from the marked one', tone: 'strong' }],
    columns,
  ),
  ...differs.flatMap((line) => flowing({ text: '  · ', tone: 'dim' }, line, columns)),
];
