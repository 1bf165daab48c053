import { failed, ok, type Problem, type Result } from '../../core/problem.ts';
import type { DiffRequest } from '../../ports/repository.ts';
import { DIFF } from './git-diff.ts';
import type { Git } from './git-run.ts';
import { repositoryProblems as problems } from './problems.ts';

/** What is compared with what. */
export type Comparison = {
  /** For git diff, behind the options. */
  readonly revs: readonly string[];
  readonly base: string | undefined;
  readonly head: string | undefined;
  /** The tip of what the change goes into; undefined where nothing was there before. */
  readonly into: string | undefined;
  /** The commits that the comparison covers, for git log; undefined where it covers what is no commit. */
  readonly commits: readonly string[] | undefined;
  readonly compared: string;
  readonly chosenFor: 'asked' | 'committed' | 'uncommitted';
};

/** Finds out what is to be compared, and that there is a difference. */
export const compare = async (git: Git, request: DiffRequest): Promise<Result<Comparison>> => {
  const { base, head, staged, workingTree } = request;
  const loose = staged === true || workingTree === true;
  if (head !== undefined && loose) return failed(problems.twoHeads());
  const isOpen = base === undefined && head === undefined && !loose;
  const [tip, into] = await Promise.all([commitOf(git, head ?? 'HEAD'), isOpen ? defaultBase(git) : undefined]);
  if (head === undefined && !tip.ok)
    return loose && base === undefined ? onNothing(git, request) : failed(problems.noCommits());
  if (!tip.ok) return tip;
  if (loose) return existing(git, await uncommitted(git, request, tip.value));
  if (base !== undefined || head !== undefined) return existing(git, await asked(git, base, tip.value));
  const committed = await byDefault(git, tip.value, into);
  if (!committed.ok || (await differs(git, committed.value))) return committed;
  return existing(git, ok(await loosely(git, tip.value)), committed.value.compared);
};

/** The tip of what the change goes into, also where the change itself is not here; undefined before the first commit. */
export const goesInto = async (git: Git, request: DiffRequest): Promise<Result<string | undefined>> => {
  if (request.base !== undefined) {
    const found = await commitOf(git, request.base);
    return found.ok ? ok(found.value.sha) : found;
  }
  const found = await compare(git, request);
  return found.ok ? ok(found.value.into) : found;
};

/** A commit and the words it was named with. */
type Named = { readonly sha: string; readonly name: string };

const SHORT = 10;
const short = (sha: string): string => sha.slice(0, SHORT);

/** Not a dash: git would take it for an option. Not a range, and nothing that a name cannot hold. */
// oxlint-disable-next-line no-control-regex -- they are what is refused
const REFUSED = /^-|^$|\.\.|[\0-\u001f\u007f]/;
const MOST_REF = 250;

const lookUp = async (git: Git, ref: string): Promise<string | undefined> => {
  const { code, out } = await git.ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  return code === 0 ? out.trim() : undefined;
};

/** In a fresh checkout a branch may be known by its remote name only. */
const commitOf = async (git: Git, ref: string): Promise<Result<Named>> => {
  if (REFUSED.test(ref) || ref.length > MOST_REF) return failed(problems.badRef(ref.slice(0, MOST_REF)));
  for (const name of [ref, `origin/${ref}`]) {
    const sha = await lookUp(git, name);
    if (sha !== undefined) return ok({ sha, name: calledShort(name) });
  }
  return failed(problems.missingRef(ref, await refNames(git)));
};

const calledShort = (ref: string): string => ref.replace(/^refs\/(?:remotes|heads)\//, '');

const refNames = async (git: Git): Promise<string[]> => {
  const places = ['refs/heads', 'refs/remotes', 'refs/tags'];
  const { out } = await git.ask(['for-each-ref', '--count=5000', '--format=%(refname:short)', ...places]);
  return out.split('\n').filter(Boolean);
};

const mergeBase = async (git: Git, base: Named, tip: Named): Promise<Result<string>> => {
  const { code, out } = await git.ask(['merge-base', base.sha, tip.sha]);
  if (code === 0) return ok(out.trim());
  const { out: cut } = await git.ask(['rev-parse', '--is-shallow-repository']);
  return failed(
    cut.trim() === 'true' ? problems.shallow(base.name, tip.name) : problems.noMergeBase(base.name, tip.name),
  );
};

/** Asked once: where HEAD stands does not change while one question is answered. */
const branches = new WeakMap<Git, Promise<string | undefined>>();

const branch = (git: Git): Promise<string | undefined> => {
  const found = branches.get(git) ?? askBranch(git);
  branches.set(git, found);
  return found;
};

const askBranch = async (git: Git): Promise<string | undefined> => {
  const { code, out } = await git.ask(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  return code === 0 ? out.trim() : undefined;
};

const called = async (git: Git, tip: Named): Promise<string> =>
  tip.name === 'HEAD' ? ((await branch(git)) ?? short(tip.sha)) : tip.name;

const between = async (git: Git, base: Named, tip: Named): Promise<Result<Comparison>> => {
  const [start, name] = await Promise.all([mergeBase(git, base, tip), called(git, tip)]);
  if (!start.ok) return start;
  return ok({
    revs: [start.value, tip.sha],
    base: start.value,
    head: tip.sha,
    into: base.sha,
    commits: [`${base.sha}..${tip.sha}`],
    compared: `${name} → ${base.name}, from ${short(start.value)}, where they parted`,
    chosenFor: 'asked',
  });
};

const asked = async (git: Git, base: string | undefined, tip: Named): Promise<Result<Comparison>> => {
  if (base === undefined) {
    const chosen = await byDefault(git, tip, await defaultBase(git));
    return chosen.ok ? ok({ ...chosen.value, chosenFor: 'asked' }) : chosen;
  }
  const found = await commitOf(git, base);
  return found.ok ? between(git, found.value, tip) : found;
};

const ORIGIN_HEAD = 'refs/remotes/origin/HEAD';
const DEFAULTS = ['refs/remotes/origin/main', 'refs/remotes/origin/master', 'refs/heads/main', 'refs/heads/master'];

/** The branch that this one will go into, as far as the repository knows; never the branch itself. */
const defaultBase = async (git: Git): Promise<Named | undefined> => {
  const [{ out }, branchHere] = await Promise.all([
    git.ask(['for-each-ref', '--format=%(objectname) %(refname) %(symref)', ORIGIN_HEAD, ...DEFAULTS]),
    branch(git),
  ]);
  const rows = out.split('\n').map((line) => line.split(' '));
  // What the remote calls its main branch stands before the names that are usual.
  const remote = rows.find(([, ref]) => ref === ORIGIN_HEAD)?.[2];
  for (const ref of [remote, ...DEFAULTS].filter((one) => one !== `refs/heads/${branchHere ?? ''}`)) {
    const sha = rows.find(([, name, symref]) => name === ref || symref === ref)?.[0];
    if (ref && sha) return { sha, name: calledShort(ref) };
  }
  return undefined;
};

const byDefault = async (git: Git, tip: Named, base: Named | undefined): Promise<Result<Comparison>> => {
  const found = base ? await between(git, base, tip) : await lastCommit(git, tip);
  return found.ok ? ok({ ...found.value, chosenFor: 'committed' }) : found;
};

/** Where a shallow history is cut off, a commit looks like the first one. */
const lastCommit = async (git: Git, tip: Named): Promise<Result<Comparison>> => {
  const parent = await lookUp(git, `${tip.sha}^`);
  const name = await called(git, tip);
  if (parent === undefined && (await isShallow(git))) return failed(problems.shallow('its parent', name));
  return ok({
    revs: [parent ?? (await emptyTree(git)), tip.sha],
    base: parent,
    head: tip.sha,
    into: parent,
    commits: ['--max-count=1', tip.sha],
    compared: parent
      ? `the last commit of ${name}, for want of a branch to compare with`
      : `the first commit of ${name}`,
    chosenFor: 'committed',
  });
};

const isShallow = async (git: Git): Promise<boolean> =>
  (await git.ask(['rev-parse', '--is-shallow-repository'])).out.trim() === 'true';

/** Its name depends on how the repository hashes. */
const emptyTree = async (git: Git): Promise<string> =>
  (await git.ask(['hash-object', '-t', 'tree', '--stdin'])).out.trim();

const uncommitted = async (git: Git, request: DiffRequest, tip: Named): Promise<Result<Comparison>> => {
  const found = request.base === undefined ? ok(tip) : await commitOf(git, request.base);
  if (!found.ok) return found;
  const start = request.base === undefined ? ok(tip.sha) : await mergeBase(git, found.value, tip);
  return start.ok ? ok(await loosely(git, { sha: start.value, name: found.value.name }, request)) : start;
};

const loosely = async (git: Git, start: Named, request: DiffRequest = {}): Promise<Comparison> => {
  const onlyStaged = request.staged === true && request.workingTree !== true;
  const what = onlyStaged ? 'what is staged' : 'what is not committed, staged or not';
  return {
    revs: onlyStaged ? ['--cached', start.sha] : [start.sha],
    base: start.sha,
    head: undefined,
    into: start.sha,
    commits: undefined,
    compared: `${what}, on ${await called(git, start)}`,
    chosenFor: 'uncommitted',
  };
};

/** Before the first commit, everything is new. */
const onNothing = async (git: Git, request: DiffRequest): Promise<Result<Comparison>> => {
  const start = { sha: await emptyTree(git), name: 'a branch without commits' };
  return existing(git, ok({ ...(await loosely(git, start, request)), base: undefined, into: undefined }));
};

/** Git answers 1 where there is a difference; any other trouble shows when the diff is read. */
const differs = async (git: Git, { revs }: Comparison): Promise<boolean> =>
  (await git.ask([...DIFF, '--quiet', ...revs, '--'])).code !== 0;

const existing = async (git: Git, found: Result<Comparison>, before?: string): Promise<Result<Comparison>> => {
  if (!found.ok || (await differs(git, found.value))) return found;
  return failed(problems.nothing([before, found.value.compared].filter(Boolean).join('; ')));
};

/** What is left out of the comparison and might have been meant. */
export const leftOut = async (git: Git, { chosenFor, head, revs }: Comparison): Promise<readonly Problem[]> => {
  const found: Problem[] = [];
  if (chosenFor === 'committed') {
    const [on, loose] = await Promise.all([branch(git), git.ask([...DIFF, '--quiet', 'HEAD', '--'])]);
    if (head !== undefined && on === undefined) found.push(problems.detached(short(head)));
    if (loose.code === 1) found.push(problems.uncommitted());
  }
  if (chosenFor !== 'uncommitted' || revs.includes('--cached')) return found;
  const { out } = await git.ask(['ls-files', '--others', '--exclude-standard', '--directory', '-z']);
  const count = out.split('\0').filter(Boolean).length;
  return count > 0 ? [...found, problems.untracked(count)] : found;
};
