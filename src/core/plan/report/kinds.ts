/** What a plan can be shown as, beside the page for a terminal. The last is JSON for machines that know that agent. */
export const DOCUMENT_KINDS = [
  'markdown',
  'runbook',
  'announcement-before',
  'announcement-progress',
  'announcement-complete',
  'announcement-rollback',
  'banner',
  'rollout-planner',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];
