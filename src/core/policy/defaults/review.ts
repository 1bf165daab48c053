import type { ReviewRules } from '../review-rules.ts';

const row = <P extends string>(permission: P, authors = true) => ({ permission, of: [], authors });

/** Whoever may push may speak for engineering; for the other roles nobody does until a team names them. */
export const review: ReviewRules = {
  quietBelow: 'medium',
  failOn: 'never',
  roles: {
    engineering: { permission: 'write', members: [] },
    product: { permission: 'nobody', members: [] },
  },
  guarded: [
    '**/rampart.yaml',
    '**/rampart.yml',
    '**/.rampart.yaml',
    '**/.rampartignore',
    '**/.rampart/**',
    '.github/workflows/**',
    '.github/actions/**',
    '**/.gitlab-ci.yml',
    '**/CODEOWNERS',
  ],
  commands: {
    help: row('read'),
    plan: row('triage'),
    strategy: row('write'),
    override: row('maintain', false),
    approve: row('write'),
    apply: row('maintain'),
    pause: row('write'),
    resume: row('maintain'),
    rollback: row('write'),
  },
};
