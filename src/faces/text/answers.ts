import type { Difference } from '../../core/plan/diff.ts';
import { outlineOf } from '../../core/plan/report/outline.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { countInWords, percentInWords } from '../../core/plan/report/words.ts';
import type { Problem } from '../../core/problem.ts';
import type { Screen } from './helpers.ts';
import { render, type Load } from './render.ts';
import { climbOf, headOf, safetyOf } from './show.ts';
import type { Cell } from './table.ts';

type Printing = { readonly load: Load; readonly screen?: Screen };

export type PlanAnswer = Printing & {
  readonly plan: Plan;
  /** Where the plan was written; nothing when it went to stdout only. */
  readonly path: string;
  readonly warnings: readonly Problem[];
  readonly next: readonly string[];
};

/** `rampart plan`: what was found, what will be done about it, what to type next. */
export const planText = ({ plan, path, warnings, next, load, screen }: PlanAnswer): Promise<string> => {
  const outline = outlineOf(plan, TOP);
  const { fires } = safetyOf(outline);
  const values = {
    ...outline,
    ...headOf(outline),
    ...climbOf(outline),
    fires,
    needs: outline.approvals.map(({ before, who }) => `${who} before ${before}`),
    goesBack: `to ${percentInWords(plan.rollback.target.percent)} within ${outline.rollback.within}`,
    written: [
      ...(path === '' ? [] : [path]),
      `sha256:${outline.digest.slice(0, 12)}…`,
      'check ✓',
      ...(warnings.length > 0 ? [countInWords(warnings.length, 'warning')] : []),
    ],
    warned: warnings.map(({ code, path, message }): Cell[] => [
      { text: code, tone: 'warn' },
      [path, message].filter((part) => part !== '').join('  '),
    ]),
    next,
  };
  return render('plan.txt', values, load, screen);
};

const TOP = 3;

export type DiffAnswer = Printing & { readonly feature: string; readonly differences: readonly Difference[] };

/** What changed from one plan to the next, for somebody who agreed to the first. */
export const diffText = ({ feature, differences, load, screen }: DiffAnswer): Promise<string> => {
  const values = {
    feature,
    alike: differences.length === 0,
    summary: summaryOf(differences),
    rows: differences.map(({ effect, words }): Cell[] => [{ text: effect, tone: TONE[effect] }, words]),
  };
  return render('diff.txt', values, load, screen);
};

const TONE = { looser: 'bad', stricter: 'good', neutral: 'dim' } as const;

const summaryOf = (differences: readonly Difference[]): string[] => {
  const count = (effect: Difference['effect']): number => differences.filter((one) => one.effect === effect).length;
  return [
    countInWords(differences.length, 'difference'),
    ...(['looser', 'stricter'] as const).flatMap((effect) => (count(effect) > 0 ? [`${count(effect)} ${effect}`] : [])),
  ];
};
