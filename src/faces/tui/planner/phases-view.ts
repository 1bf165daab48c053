import { EDITABLE, type Editable, writtenAs } from '../../../core/plan/edit.ts';
import { isError, type Problem } from '../../../core/problem.ts';
import { fieldSaid } from '../field/view.ts';
import { cell, fit, flowing, type Line, type Said, type Size } from '../line.ts';
import { fieldNow, type Planner } from './planner.ts';

/** A row for each phase and a field for each thing that can be changed; what the rules say of a phase stands below it. */
export const phaseLines = (planner: Planner, { columns, rows }: Size): readonly Line[] => {
  const { phases } = planner.draft.plan;
  const all = phases.map((_, at) => rowLines(planner, at, columns));
  const head = fit(
    [
      '  ',
      cell({ text: 'phase', tone: 'dim' }, nameWidth(columns)),
      ...EDITABLE.flatMap((field): Said[] => ['  ', cell({ text: field, tone: 'dim' }, widthFor(field, columns))]),
    ],
    columns,
  );
  // The chosen row is always seen, with what is said of it.
  let from = 0;
  while (from < planner.row && height(all.slice(from, planner.row + 1)) > rows - 1) from += 1;
  return [head, ...all.slice(from).flat()];
};

const height = (some: readonly (readonly Line[])[]): number => some.reduce((sum, lines) => sum + lines.length, 0);

const nameWidth = (columns: number): number => Math.max(6, Math.min(24, Math.floor(columns * 0.22)));

const SHARES: Readonly<Record<Editable, number>> = { percent: 8, soak: 9, rings: 16, approval: 22 };

/** Narrow terminals show fewer fields at their full width; the one that is being written has a line of its own. */
const widthFor = (field: Editable, columns: number): number =>
  columns >= 80 ? SHARES[field] : Math.max(4, Math.floor((SHARES[field] * columns) / 100));

const rowLines = (planner: Planner, at: number, columns: number): readonly Line[] => {
  const { draft, row, editing } = planner;
  const phase = draft.plan.phases[at];
  const chosen = at === row;
  const fields = EDITABLE.flatMap((field): Said[] => {
    const here = chosen && field === fieldNow(planner);
    const text = writtenAs(draft.plan, at, field) || '–';
    return [
      '  ',
      cell({ text: here ? `[${text}]` : text, tone: here ? 'strong' : undefined }, widthFor(field, columns)),
    ];
  });
  const open = chosen && editing ? editing : undefined;
  const problems = open?.tried?.problems ?? draft.problems;
  return [
    fit(
      [
        chosen ? { text: '› ', tone: 'strong' } : '  ',
        cell({ text: phase?.name ?? '', tone: chosen ? 'strong' : undefined }, nameWidth(columns)),
        ...fields,
      ],
      columns,
    ),
    ...(open
      ? [
          fit(
            [
              { text: `    ${fieldNow(planner)}: `, tone: 'strong' },
              ...fieldSaid(open.field, Math.max(4, columns - 16)),
            ],
            columns,
          ),
        ]
      : []),
    ...(open && open.fault !== '' ? flowing({ text: '    ✗ ', tone: 'bad' }, open.fault, columns) : []),
    ...problems.filter(({ path }) => isAbout(path, at, phase?.id)).flatMap((one) => problemLines(one, columns)),
  ];
};

const isAbout = (path: string, at: number, id: string | undefined): boolean =>
  path.startsWith(`phases[${at}]`) || (id !== undefined && path.startsWith(`phases.${id}`));

const problemLines = (one: Problem, columns: number): readonly Line[] =>
  flowing(
    { text: isError(one) ? '    ✗ ' : '    ! ', tone: isError(one) ? 'bad' : 'warn' },
    `${one.code} ${one.message}`,
    columns,
  ).slice(0, 2);
