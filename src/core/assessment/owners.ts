import type { ChangedFile } from '../change/change.ts';
import { globOf } from '../signals/glob.ts';

/** One line of a CODEOWNERS file. A pattern without owners takes the owners away that an earlier one of its section gave. */
type OwnerRule = {
  readonly fits: (path: string) => boolean;
  readonly owners: readonly string[];
  readonly section: string;
  /** A file that fits belongs to nobody in this section, whatever else does. */
  readonly excludes: boolean;
};

const MOST_RULES = 10_000;
const LONGEST = 1000;
const MOST_OWNERS = 20;
/** Files times rules: well under a second. A change of more files than that is spoken for by its first. */
const MOST_LOOKS = 200_000;

/**
 * Comments and blank lines say nothing; what is too long to be a rule is left out. Headings are GitLab's: `[Database][2] @dba`
 * names who owns what has no owners of its own below it, optional or not. One name stands for one section, however often.
 */
export const parseOwners = (text: string): readonly OwnerRule[] => {
  const rules: OwnerRule[] = [];
  let [section, usual]: [string, readonly string[]] = ['', []];
  for (const raw of text.split('\n')) {
    if (rules.length >= MOST_RULES) break;
    const line = raw.split(' #')[0]?.trim() ?? '';
    if (line === '' || line.startsWith('#') || line.length > LONGEST) continue;
    const [, name, owning = ''] = HEADING.exec(line) ?? [];
    if (name !== undefined) [section, usual] = [name.trim().toLowerCase(), wordsIn(owning).filter(isOwner)];
    else if (!/^\^?\[/.test(line)) rules.push(ruleIn(section, usual, wordsIn(line)));
  }
  return rules;
};

/** Whether all of them, some or nobody has to agree is not asked here. */
const HEADING = /^\^?\[([^\]]+)\](?:\[\d+\])?((?:\s.*)?)$/;

const wordsIn = (line: string): readonly string[] =>
  line
    .replaceAll('\\ ', '\0')
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replaceAll('\0', ' '));

const ruleIn = (section: string, usual: readonly string[], [first = '', ...words]: readonly string[]): OwnerRule => {
  const excludes = first.startsWith('!');
  const globs = globsOf(excludes ? first.slice(1) : first).map(globOf);
  const owners = words.filter(isOwner);
  return {
    fits: (path) => globs.some((glob) => glob(path)),
    owners: owners.length > 0 ? owners : usual,
    section,
    excludes,
  };
};

/** A team, a user or an address; nothing that a terminal or a document could take for more than a name. */
const isOwner = (word: string): boolean => word.includes('@') && word.length <= 300 && !UNSEEN.test(word);
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The last rule of each section that fits a path names its owners, as the hosts have it: where there are no sections, the last one. */
export const ownersOf = (rules: readonly OwnerRule[], path: string): readonly string[] => {
  const fitting = rules.filter(({ fits }) => fits(path));
  const found = new Map(fitting.map(({ section, owners }) => [section, owners]));
  for (const { section, excludes } of fitting) if (excludes) found.delete(section);
  return [...new Set([...found.values()].flat())];
};

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
