/** What a comment is written with, the folds by falling importance: what does not fit is left out from the end. */
export const COMMENT_FOLDS = [
  'comment-stops.md',
  'comment-phases.md',
  'comment-harm.md',
  'comment-flags.md',
  'comment-coverage.md',
] as const;

export const COMMENT_TEMPLATES: readonly string[] = ['comment.md', ...COMMENT_FOLDS];
