import { BLANK, fit, flowing, type Line, type Size } from '../line.ts';
import { climbLines } from './climb-view.ts';
import { inWords } from './outline.ts';
import type { Planner } from './planner.ts';

/** The ways there are, each as the plan it would be; of the chosen one its ladder, and what would be different. */
export const strategyLines = ({ others, row, draft: { plan } }: Planner, { columns, rows }: Size): readonly Line[] => {
  if (others.length === 0) return [fit([{ text: 'Planning the other ways …', tone: 'dim' }], columns)];
  const chosen = others[row];
  const list = others.map(({ strategy, plan: other, differs }, at) =>
    fit(
      [
        at === row ? { text: '› ', tone: 'strong' } : '  ',
        {
          text: strategy === plan.strategy.kind ? `${strategy} (now)` : strategy,
          tone: at === row ? 'strong' : undefined,
        },
        {
          text: other ? `  ${inWords(other).headline.lasts || 'at once'}` : `  ${differs[0] ?? 'does not fit'}`,
          tone: other ? 'dim' : 'warn',
        },
      ],
      columns,
    ),
  );
  if (!chosen?.plan) return list;
  const room = Math.max(2, Math.floor((rows - list.length - 3) / 2));
  return [
    ...list,
    BLANK,
    ...climbLines(chosen.plan, columns).slice(0, room),
    BLANK,
    fit(
      [{ text: chosen.differs.length === 0 ? 'The same plan.' : 'What would be different', tone: 'strong' }],
      columns,
    ),
    ...chosen.differs.flatMap((line) => flowing({ text: '  · ', tone: 'dim' }, line, columns)),
  ];
};
