import type { ChangedFile } from '../change/change.ts';
import { globOf } from '../signals/glob.ts';

/** One line of a CODEOWNERS file. A pattern without owners takes the owners away that an earlier one gave. */
type OwnerRule = { readonly fits: (path: string) => boolean; readonly owners: readonly string[] };

const MOST_RULES = 10_000;
const LONGEST = 1000;
const MOST_OWNERS = 20;
/** Files times rules: well under a second. A change of more files than that is spoken for by its first. */
const MOST_LOOKS = 200_000;

/** Comments, blank lines and the section headings of GitLab say nothing; what is too long to be a rule is left out. */
export const parseOwners = (text: string): readonly OwnerRule[] => {
  const rules: OwnerRule[] = [];
  for (const raw of text.split('\n')) {
    if (rules.length >= MOST_RULES) break;
    const line = raw.split(' #')[0]?.trim() ?? '';
    if (line === '' || line.startsWith('#') || line.startsWith('[') || line.startsWith('^[') || line.length > LONGEST)
      continue;
    const [pattern = '', ...owners] = line
      .replaceAll('\\ ', '\0')
      .split(/\s+/)
      .map((word) => word.replaceAll('\0', ' '));
    const globs = globsOf(pattern).map(globOf);
    rules.push({ fits: (path) => globs.some((glob) => glob(path)), owners: owners.filter(isOwner) });
  }
  return rules;
};

/** A team, a user or an address; nothing that a terminal or a document could take for more than a name. */
const isOwner = (word: string): boolean => word.includes('@') && word.length <= 300 && !UNSEEN.test(word);
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The last rule that fits a path names its owners, as the hosts have it. */
export const ownersOf = (rules: readonly OwnerRule[], path: string): readonly string[] =>
  rules.findLast(({ fits }) => fits(path))?.owners ?? [];

/** Everybody who owns some of the files that ship, in the order in which they are met. */
export const approvers = (
  rules: readonly OwnerRule[],
  files: readonly Pick<ChangedFile, 'path' | 'class'>[],
): readonly string[] => {
  const owners = new Set<string>();
  const most = Math.ceil(MOST_LOOKS / Math.max(1, rules.length));
  for (const { path } of files.filter((file) => file.class === 'shipped').slice(0, most)) {
    for (const owner of ownersOf(rules, path)) owners.add(owner);
    if (owners.size >= MOST_OWNERS) break;
  }
  return [...owners].slice(0, MOST_OWNERS);
};

/** A pattern with a slash inside counts from the top; any other fits at any depth; a folder stands for all that is in it. */
const globsOf = (pattern: string): readonly string[] => {
  const fromTop = pattern.slice(0, -1).includes('/');
  const base = pattern.replace(/^\//, '');
  const rooted = fromTop ? base : `**/${base}`;
  if (rooted.endsWith('/')) return [`${rooted}**`];
  return rooted.endsWith('*') ? [rooted] : [rooted, `${rooted}/**`];
};
