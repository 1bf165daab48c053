import { fits } from '../signals/glob.ts';

/** One line of a CODEOWNERS file. A pattern without owners takes the owners away that an earlier one gave. */
type OwnerRule = { readonly pattern: string; readonly owners: readonly string[]; readonly line: number };

const MOST_RULES = 10_000;
const LONGEST = 1000;

/** Comments, blank lines and the section headings of GitLab say nothing; what is too long to be a rule is left out. */
export const parseOwners = (text: string): readonly OwnerRule[] => {
  const rules: OwnerRule[] = [];
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.split(' #')[0]?.trim() ?? '';
    if (line === '' || line.startsWith('#') || line.startsWith('[') || line.startsWith('^[') || line.length > LONGEST)
      continue;
    const [pattern = '', ...owners] = line
      .replaceAll('\\ ', '\0')
      .split(/\s+/)
      .map((word) => word.replaceAll('\0', ' '));
    if (rules.length < MOST_RULES)
      rules.push({ pattern, owners: owners.filter((owner) => owner.includes('@')), line: at + 1 });
  }
  return rules;
};

/** The last rule that fits a path names its owners, as the hosts have it. */
export const ownersOf = (rules: readonly OwnerRule[], path: string): readonly string[] =>
  rules.findLast((rule) => globsOf(rule.pattern).some((glob) => fits(glob, path)))?.owners ?? [];

/** Everybody who owns some of these files, in the order in which they are met. */
export const approvers = (rules: readonly OwnerRule[], paths: readonly string[]): readonly string[] => [
  ...new Set(paths.flatMap((path) => ownersOf(rules, path))),
];

/** A pattern with a slash inside counts from the top; any other fits at any depth; a folder stands for all that is in it. */
const globsOf = (pattern: string): readonly string[] => {
  const fromTop = pattern.slice(0, -1).includes('/');
  const base = pattern.replace(/^\//, '');
  const rooted = fromTop ? base : `**/${base}`;
  if (rooted.endsWith('/')) return [`${rooted}**`];
  return rooted.endsWith('*') ? [rooted] : [rooted, `${rooted}/**`];
};
