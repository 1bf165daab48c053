import type { DiffWords } from '../../ports/repository.ts';
import type { Comparison } from './git-compare.ts';
import type { Git } from './git-run.ts';

const MOST_COMMITS = 200;
const FIELDS = 3;

type Commit = { readonly author: string; readonly subject: string; readonly body: string };

/** What the commits say: one commit speaks for itself; of several the first gives the title, and all are told in order. */
export const wordsOf = async (git: Git, { base, head, commits }: Comparison): Promise<DiffWords> => {
  const told = commits ? await log(git, commits) : [];
  const [first] = told;
  const description = told.length > 1 ? told.map(paragraph).join('\n\n') : first?.body;
  const authors = told.length < MOST_COMMITS ? [...new Set(told.map(({ author }) => author))] : undefined;
  return { title: first?.subject, description, author: told.at(-1)?.author, authors, base, head };
};

/** Parted by NUL, the one sign that a message cannot hold: no message can pass for a second commit. */
const log = async (git: Git, commits: readonly string[]): Promise<Commit[]> => {
  const quiet = ['--no-show-signature', '--no-mailmap', '--no-notes', '--no-color', '--no-patch', '--encoding=UTF-8'];
  const format = ['-z', '--format=%an <%ae>%x00%s%x00%b', `--max-count=${MOST_COMMITS}`];
  const { out } = await git.ask(['log', ...format, ...quiet, ...commits, '--']);
  const fields = out.split('\0');
  return Array.from({ length: Math.floor(fields.length / FIELDS) }, (_, at) =>
    read(fields.slice(at * FIELDS)),
  ).toReversed();
};

const read = ([author = '', subject = '', body = '']: readonly string[]): Commit => ({
  author,
  subject,
  body: body.trim(),
});

const paragraph = ({ subject, body }: Commit): string => (body ? `${subject}\n\n${body}` : subject);
