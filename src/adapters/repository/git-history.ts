import { failed, ok, type Result } from '../../core/problem.ts';
import type { History, PastCommit } from '../../core/signals/history.ts';
import type { HistoryRequest } from '../../ports/repository.ts';
import { firstLine, type Git } from './git-run.ts';
import { repositoryProblems as problems } from './problems.ts';

const MOST_BYTES = 8 * 1024 * 1024;
const DAY_SECONDS = 86_400;

/** The whole of what was asked for, or why there is none: half a history would say something else. */
export const historyBefore = async (
  git: Git,
  { before, commits, days, timeMs }: HistoryRequest,
): Promise<Result<History>> => {
  if (!/^[0-9a-f]{40,64}$/.test(before)) return failed(problems.badRef(before.slice(0, 80)));
  const [cut, begin] = await Promise.all([
    git.ask(['rev-parse', '--is-shallow-repository']),
    git.ask(['log', '--max-count=1', '--format=%ct', ...QUIET, '--no-patch', before, '--']),
  ]);
  if (cut.out.trim() !== 'false') return failed(problems.historyCut());
  const at = Number(begin.out.trim());
  if (begin.code !== 0 || !Number.isSafeInteger(at)) return failed(problems.failed('log', firstLine(begin.err)));
  const bounds = [`--max-count=${commits}`, `--max-age=${Math.max(0, at - days * DAY_SECONDS)}`];
  const asked = await git.ask(['log', ...bounds, ...FILES, ...QUIET, before, '--'], { timeMs, bytes: MOST_BYTES });
  if (asked.late) return failed(problems.historySlow(timeMs));
  if (asked.code !== 0) return failed(problems.failed('log', firstLine(asked.err)));
  if (Buffer.byteLength(asked.out) >= MOST_BYTES) return failed(problems.historyLarge());
  return ok({ atMs: at * 1000, commits: commitsIn(asked.out) });
};

/** As for the diff: what a setting could bend is said outright. */
const QUIET = ['--no-show-signature', '--no-mailmap', '--no-notes', '--no-color', '--no-decorate', '--encoding=UTF-8'];
const FILES = [
  '-z',
  '--format=%x00%ct%x00%an <%ae>%x00%s',
  '--name-only',
  '--no-merges',
  '--no-renames',
  '--no-relative',
  '--no-ext-diff',
  '--no-textconv',
  '-O/dev/null',
];

/**
 * Every commit begins with an empty field, then its time, author and subject, whatever is in them; then its paths up to the
 * next empty field, which no path can be.
 */
const commitsIn = (out: string): PastCommit[] => {
  const fields = out.split('\0');
  const commits: PastCommit[] = [];
  for (let at = 0; at + 3 < fields.length;) {
    if (fields[at] !== '') break;
    const [time = '', author = '', subject = ''] = fields.slice(at + 1, at + 4);
    const from = at + 4;
    const end = fields.indexOf('', from);
    at = end < 0 ? fields.length : end;
    const paths = fields.slice(from, at).map((path, nth) => (nth === 0 ? path.replace(/^\n/, '') : path));
    commits.push({ author: author.slice(0, 300), subject: subject.slice(0, 300), atMs: Number(time) * 1000, paths });
  }
  return commits;
};
