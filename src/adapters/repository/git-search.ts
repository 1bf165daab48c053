import { failed, ok, type Result } from '../../core/problem.ts';
import type { SearchFound, SearchHit, SearchRequest } from '../../ports/repository.ts';
import { firstLine, type Git } from './git-run.ts';
import { repositoryProblems as problems } from './problems.ts';

const MOST_BYTES = 8 * 1024 * 1024;
/** What a command line may hold on every system, with room to spare. */
const MOST_WORDS = 2000;
const LONGEST_LINE = 500;

/** One look through the files that git keeps, for all words at once. Other words than these stand in no line that it gives. */
export const searchIn = async (git: Git, { words, timeMs }: SearchRequest): Promise<Result<SearchFound>> => {
  const some = [...new Set(words)].filter((word) => word !== '' && !/[\n\0]/.test(word)).slice(0, MOST_WORDS);
  if (some.length === 0) return ok({ hits: [], whole: words.length === 0 });
  const asked = await git.ask(['grep', ...HOW, ...some.flatMap((word) => ['-e', word]), '--', ':/'], {
    timeMs,
    bytes: MOST_BYTES,
  });
  if (asked.late) return failed(problems.searchSlow(timeMs));
  // Nothing found is 1, as with any grep.
  if (asked.code !== 0 && asked.code !== 1) return failed(problems.failed('grep', firstLine(asked.err)));
  const cut = Buffer.byteLength(asked.out) >= MOST_BYTES;
  const lines = asked.out.split('\n');
  const hits = (cut ? lines.slice(0, -1) : lines).flatMap(hitIn);
  return ok({ hits, whole: !cut && some.length === new Set(words).size });
};

/** As for the diff: what a setting could bend is said outright. Binary files hold no code. */
const HOW = [
  '--fixed-strings',
  '--line-number',
  '--null',
  '--full-name',
  '--no-color',
  '--no-column',
  '--no-textconv',
  '--no-recurse-submodules',
  '--no-heading',
  '--no-break',
  '--no-ignore-case',
  '--no-word-regexp',
  '-I',
];

const hitIn = (found: string): SearchHit[] => {
  const [path, line, ...text] = found.split('\0');
  const number = Number(line);
  return path === undefined || path === '' || !Number.isSafeInteger(number) || number < 1
    ? []
    : [{ path, line: number, text: text.join('\0').replace(/\r$/, '').slice(0, LONGEST_LINE) }];
};
