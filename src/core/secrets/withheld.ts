import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { globOf } from '../signals/glob.ts';
import { quoted } from '../values/quote.ts';

export const IGNORE_FILE = '.rampartignore';

/** One line of the file: a pattern, and whether it takes back what an earlier one withheld. */
type IgnoreRule = { readonly fits: (path: string) => boolean; readonly back: boolean };

/** Whether what stands in a file is kept from every model. The rules look at it all the same. */
export type Withheld = (path: string) => boolean;

const MOST_RULES = 2000;
const LONGEST = 500;

/**
 * Reads a `.rampartignore`: the patterns of a gitignore, without its brackets. A line that is not understood is a problem,
 * never a file that is sent after all.
 */
export const readIgnore = (text: string, source: string): Result<readonly IgnoreRule[]> => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const read = lines.flatMap((line, at) => (isBlank(line) ? [] : [ruleOf(line, `${source}:${at + 1}`)]));
  const problems = read.flatMap((one) => ('problem' in one ? [one.problem] : []));
  if (read.length > MOST_RULES) problems.unshift(tooMany(source, read.length));
  return problems.length > 0 ? failed(...problems) : ok(read.flatMap((one) => ('rule' in one ? [one.rule] : [])));
};

/** What the policy withholds stays withheld: a file in the repository can add to that, and take back only its own. */
export const withheldBy = (patterns: readonly string[], rules: readonly IgnoreRule[] = []): Withheld => {
  const always = patterns.flatMap(globsOf).map(globOf);
  return (path) => always.some((fits) => fits(path)) || rules.findLast(({ fits }) => fits(path))?.back === false;
};

const isBlank = (line: string): boolean => line.trim() === '' || line.startsWith('#');

const ruleOf = (line: string, place: string): { readonly rule: IgnoreRule } | { readonly problem: Problem } => {
  const back = line.startsWith('!');
  const pattern = unescaped(back ? line.slice(1) : line);
  if (pattern === undefined || pattern.length > LONGEST || pattern.replaceAll('/', '') === '')
    return { problem: notUnderstood(line, place) };
  const globs = globsOf(pattern).map(globOf);
  return { rule: { fits: (path) => globs.some((fits) => fits(path)), back } };
};

/** Blanks at the end do not count unless escaped, as git has it; brackets and other escapes are not spoken here. */
const unescaped = (line: string): string | undefined => {
  const kept = line.replace(/(?<!\\)[ \t]+$/, '').replaceAll(/\\([#! ])/g, '$1');
  return /[[\]\\]/.test(kept) ? undefined : kept;
};

/** With a slash inside it counts from the top, else at any depth; a folder stands for all that is in it. */
const globsOf = (pattern: string): readonly string[] => {
  const fromTop = pattern.slice(0, -1).includes('/');
  const base = pattern.replace(/^\/+/, '');
  const rooted = fromTop ? base : `**/${base}`;
  return rooted.endsWith('/') ? [`${rooted}**`] : [rooted, `${rooted}/**`];
};

const notUnderstood = (line: string, place: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'ignore-pattern',
    path: place,
    message: `${quoted(line)} is no pattern that is understood here`,
    hint: 'use names with *, ** and ?; write one line for each instead of brackets',
  });

const tooMany = (source: string, count: number): Problem =>
  problem({
    kind: 'invalid',
    code: 'ignore-too-many',
    path: source,
    message: `has ${count} patterns`,
    hint: `${MOST_RULES} are read at most: name folders in place of files`,
  });
