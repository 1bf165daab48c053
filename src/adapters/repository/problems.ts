import { problem, type Problem, type ProblemKind } from '../../core/problem.ts';
import { didYouMean } from '../../core/values/nearest.ts';

const about = (kind: ProblemKind, code: string, message: string, hint: string): Problem =>
  problem({ kind, code, message, hint });

const remark = (code: string, message: string, hint: string): Problem => ({
  ...about('usage', code, message, hint),
  severity: 'warning',
});

/** The ways in which a repository can disappoint. */
export const repositoryProblems = {
  gitMissing: () =>
    about('usage', 'git-missing', 'git is not installed, or not on the PATH', 'install git, or give a diff on a file'),
  gitTooOld: (version: string) =>
    about(
      'usage',
      'git-too-old',
      `git ${version} cannot be kept from running what a repository sets up`,
      'git 2.31 or newer',
    ),
  noFolder: (folder: string) =>
    about('usage', 'no-such-folder', `there is no folder ${folder}`, 'check the spelling and where you are'),
  notARepository: (folder: string) =>
    about(
      'usage',
      'not-a-repository',
      `${folder} is not in a git repository`,
      'change into one, or give a diff on a file',
    ),
  notYours: (folder: string) =>
    about(
      'refused',
      'repository-not-yours',
      'the repository belongs to somebody else, and git does not open it',
      `if you trust it: git config --global --add safe.directory '${folder}'`,
    ),
  bare: () =>
    about(
      'usage',
      'bare-repository',
      'this is a bare repository, found by its place only',
      'name it: GIT_DIR=. and run again',
    ),
  noCommits: () =>
    about('usage', 'no-commits', 'this branch has no commit yet', 'commit first, or read what is staged with --staged'),
  badRef: (ref: string) =>
    about(
      'usage',
      'not-a-ref',
      `"${ref}" is not a name of one commit`,
      'name a branch, a tag or a commit; not a range',
    ),
  missingRef: (ref: string, names: readonly string[]) =>
    about(
      'usage',
      'no-such-commit',
      `"${ref}" is not known here${didYouMean(ref, names)}`,
      'in a fresh checkout the branch may not be there yet: git fetch origin, then run again',
    ),
  noMergeBase: (base: string, head: string) =>
    about(
      'usage',
      'no-common-commit',
      `${base} and ${head} have no commit in common`,
      'name a base that this branch grew from',
    ),
  shallow: (base: string, head: string) =>
    about(
      'usage',
      'shallow-clone',
      `the history is cut off before ${base} and ${head} meet`,
      'git fetch --unshallow (in a workflow: fetch-depth: 0)',
    ),
  historyCut: () =>
    about('usage', 'history-cut', 'this is a shallow clone', 'git fetch --unshallow (in a workflow: fetch-depth: 0)'),
  historySlow: (timeMs: number) =>
    about('unreachable', 'history-slow', `git log took longer than ${timeMs / 1000} s`, 'leave it out: --no-history'),
  searchSlow: (timeMs: number) =>
    about('unreachable', 'search-slow', `git grep took longer than ${timeMs / 1000} s`, 'leave it out: --no-code'),
  historyLarge: () =>
    about('unreachable', 'history-large', 'git log printed more than 8 MiB', 'leave it out: --no-history'),
  twoHeads: () =>
    about(
      'usage',
      'two-ends',
      'a head is a commit; what is staged or lies there is none',
      'leave out --head, or the other',
    ),
  nothing: (compared: string) =>
    about(
      'usage',
      'nothing-to-read',
      `nothing changed: ${compared}`,
      'for the last commit add --base HEAD~1, as in: rampart plan --base HEAD~1',
    ),
  broken: (why: string) =>
    about(
      'unreachable',
      'diff-broken',
      `git stopped before the diff was whole: ${why}`,
      'run git fsck, or give a diff on a file',
    ),
  failed: (what: string, why: string) =>
    about('unreachable', 'git-failed', `git ${what} failed: ${why}`, 'run the same git command by hand to see more'),
  detached: (commit: string) =>
    remark(
      'detached-head',
      `no branch is checked out, the commit ${commit} is`,
      'nothing to do if that is the one you mean',
    ),
  untracked: (count: number) =>
    remark(
      'untracked-left-out',
      `${count} new files are not known to git and not part of this`,
      'git add --intent-to-add <files>',
    ),
  uncommitted: () =>
    remark(
      'uncommitted-left-out',
      'what is not committed is not part of this',
      'to have it read: commit it, or --staged',
    ),
};
