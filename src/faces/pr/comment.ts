import { timelineOf } from '../../core/plan/timeline.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Comment } from '../../core/review/comment.ts';
import { COMMENT_FOLDS } from '../../core/review/templates.ts';
import { type Load, render } from '../text/render.ts';
import { ganttOf } from './gantt.ts';
import { markerOf } from './marker.ts';

export type Hosted = {
  /** Where a line of a file can be looked at; empty where nobody knows. */
  readonly linkTo: (path: string, line: number) => string;
  /** The longest body the host takes, in characters. */
  readonly maxLength: number;
};

type Shown = { readonly comment: Comment; readonly plan: Plan; readonly assumed: readonly string[] };

/** The one comment, whole: verdict and next command, evidence, folds, and the line it is found by. */
export const commentText = async (shown: Shown, { linkTo, maxLength }: Hosted, load: Load): Promise<string> => {
  const values = valuesOf(shown, linkTo);
  const head = await render('comment.md', values, load);
  const folds = await Promise.all(
    COMMENT_FOLDS.filter((name) => isDue(name, shown.comment, shown.plan)).map((name) => render(name, values, load)),
  );
  const marker = `${markerOf(shown.comment.remembered)}\n`;
  const kept: string[] = [];
  let left = maxLength - head.length - marker.length - LEFT_OUT.length - 2;
  for (const fold of folds) {
    if (fold.length + 1 > left) break;
    left -= fold.length + 1;
    kept.push(fold);
  }
  const missing = kept.length < folds.length ? [LEFT_OUT] : [];
  return [calm(head), ...kept.map(calm), ...missing, marker].join('\n');
};

const LEFT_OUT = '*More than fits here: the whole plan stands in the summary or the artefacts of the run.*\n';

const isDue = (name: string, { harm, outline }: Comment, { flags }: Plan): boolean => {
  if (name === 'comment-harm.md') return harm !== '';
  if (name === 'comment-coverage.md') return true;
  if (name === 'comment-flags.md' && flags.length + outline.approvals.length === 0) return false;
  return outline.skip === '';
};

const valuesOf = ({ comment, plan, assumed }: Shown, linkTo: Hosted['linkTo']): object => ({
  ...comment,
  evidence: comment.evidence.map((row) => ({ ...row, url: linkTo(row.path, row.line) })),
  stops: comment.outline.triggers.some(({ action }) => action !== 'notify')
    ? 'What stops it, and the way back'
    : 'What is watched, and the way back',
  told: [comment.changed].filter(Boolean),
  covered: `Coverage: ${comment.coverage}`,
  gantt: ganttOf(timelineOf(plan)),
  flags: plan.flags.map(({ key }) => key),
  assumed,
  again: 'rampart simulate rollout.plan.json --scenario errors-at-10',
});

const calm = (text: string): string => `${text.replaceAll(/\n{3,}/g, '\n\n').trim()}\n`;
