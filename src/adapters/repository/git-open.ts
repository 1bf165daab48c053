import { stat } from 'node:fs/promises';
import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import { createGit, firstLine, type Git, type GitPlace } from './git-run.ts';
import { repositoryProblems as problems } from './problems.ts';

/** A git that reads the repository of this folder, or why there is none. */
export const openGit = async (place: GitPlace): Promise<Result<Git>> => {
  const { folder } = place;
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return failed(problems.noFolder(folder));
  const bare = createGit(place);
  // Asked at once: each answer takes longer to come than to give.
  const [unusable, opened] = await Promise.all([whyUnusable(bare, folder), withoutFilters(place, bare)]);
  return unusable ? failed(unusable) : opened;
};

const whyUnusable = async (git: Git, folder: string): Promise<Problem | undefined> => {
  const [version, found] = await Promise.all([git.ask(['version']), git.ask(['rev-parse', '--git-dir'])]);
  if (version.code !== 0) return problems.gitMissing();
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version.out) ?? [];
  if (Number(major) * 1000 + Number(minor) < OLDEST) return problems.gitTooOld(`${major}.${minor}`);
  const { code, err } = found;
  if (code === 0) return undefined;
  const [, complaint] = COMPLAINTS.find(([words]) => err.includes(words)) ?? [];
  return complaint?.(folder) ?? problems.failed('rev-parse', firstLine(err));
};

/** From here on the environment can hold settings: what makes filters harmless. */
const OLDEST = 2031;

const COMPLAINTS: readonly (readonly [string, (folder: string) => Problem])[] = [
  ['dubious ownership', problems.notYours],
  ['unsafe repository', problems.notYours],
  ['cannot use bare repository', problems.bare],
  ['not a git repository', problems.notARepository],
];

const MOST_FILTERS = 60_000;

/** To compare with the files that lie there, git would send them through the programs that a repository names. */
const withoutFilters = async (place: GitPlace, git: Git): Promise<Result<Git>> => {
  const { code, out, err } = await git.ask(['config', '--null', '--name-only', '--get-regexp', '^filter\\.']);
  if (code > 1 || code < 0 || out.length > MOST_FILTERS)
    return failed(problems.failed('config', firstLine(err) || 'too many filters'));
  const names = new Set(out.split('\0').flatMap((name) => /^(filter\..+)\.[^.]+$/s.exec(name)?.[1] ?? []));
  const silenced = ['clean', 'smudge', 'process'].flatMap((key) =>
    [...names].map((name) => [`${name}.${key}`, ''] as const),
  );
  const waived = [...names].map((name) => [`${name}.required`, 'false'] as const);
  return ok(createGit(place, [...silenced, ...waived]));
};
