import type { Assessment } from '../../core/assessment/assessment.ts';
import { changeInWords, coverageInWords } from '../../core/plan/report/headline.ts';
import { riskReport } from '../../core/plan/report/risk.ts';
import type { Screen } from './helpers.ts';
import { type Load, render } from './render.ts';
import { becauseOf } from './show.ts';

export type Judged = {
  readonly change: {
    readonly title: string;
    readonly compared: string;
    readonly files: number;
    readonly added: number;
    readonly removed: number;
  };
  readonly risk: Assessment;
};

const TOP = 12;

/** `rampart risk`: the level, and the lines that make it so. */
export const judgedText = ({ change, risk }: Judged, load: Load, screen: Screen): Promise<string> => {
  const report = riskReport({ risk }, TOP);
  const values = {
    title: change.title || 'untitled change',
    level: risk.level,
    facing: risk.userFacing ? 'user-facing' : 'not user-facing',
    changed: changeInWords(change),
    coverage: coverageInWords(risk.coverage),
    compared: change.compared,
    risk: report,
    ...becauseOf(report),
    quiet: risk.skip ? `No staged rollout is due: ${risk.skipWhy ?? 'nothing in it reaches anybody'}` : '',
    next: ['rampart plan', ...risk.signals.slice(0, 1).map(({ id }) => `rampart explain ${id}`)],
  };
  return render('risk.txt', values, load, screen);
};
