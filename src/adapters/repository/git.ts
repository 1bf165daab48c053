import { failed, ok } from '../../core/problem.ts';
import type { Repository, Snapshot } from '../../ports/repository.ts';
import { compare, goesInto, leftOut } from './git-compare.ts';
import { DIFF } from './git-diff.ts';
import { historyBefore } from './git-history.ts';
import { openGit } from './git-open.ts';
import { createGit, firstLine, type GitPlace } from './git-run.ts';
import { searchIn } from './git-search.ts';
import { snapshotOf } from './git-snapshot.ts';
import { wordsOf } from './git-words.ts';
import { fileProblems } from '../files/problems.ts';

/** The git repository around a folder of this machine, read with the git that is installed there. */
export const gitRepository = (place: GitPlace): Repository => ({
  read: async (request) => {
    const git = await openGit(place);
    if (!git.ok) return git;
    const found = await compare(git.value, request);
    if (!found.ok) return found;
    const [words, warnings] = await Promise.all([wordsOf(git.value, found.value), leftOut(git.value, found.value)]);
    const bytes = git.value.stream([...DIFF, ...found.value.revs, '--']);
    return ok({ bytes, words, compared: found.value.compared }, warnings);
  },
  history: async (request) => {
    const git = await openGit(place);
    return git.ok ? historyBefore(git.value, request) : git;
  },
  search: async (request) => {
    const git = await openGit(place);
    return git.ok ? searchIn(git.value, request) : git;
  },
  before: async (request) => {
    const git = await openGit(place);
    if (!git.ok) return git;
    const into = await goesInto(git.value, request);
    if (!into.ok) return into;
    return into.value === undefined ? ok(NOTHING) : snapshotOf(git.value, into.value);
  },
});

const NOTHING: Snapshot = {
  commit: undefined,
  folder: '/',
  files: { exists: async (path) => path === '/.git', read: async (path) => failed(fileProblems.missing(path)) },
  list: async () => [],
};

/** Whom git would name as the author of a commit here; undefined where it knows nobody, or is not there. */
export const gitUser = async (place: GitPlace): Promise<string | undefined> => {
  const { code, out } = await createGit(place).ask(['config', '--get', 'user.name']);
  return code === 0 ? firstLine(out) || undefined : undefined;
};
