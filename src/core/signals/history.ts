import type { Change, ChangedFile } from '../change/change.ts';
import type { Entry } from './detector.ts';
import { placeOf } from './places.ts';
import type { Evidence, Signal } from './signal.ts';

/** A commit before the change, as far as anything here asks. The subject is a claim, like every message. */
export type PastCommit = {
  readonly author: string;
  readonly subject: string;
  readonly atMs: number;
  readonly paths: readonly string[];
};

/** What happened before a change, newest first, counted back from the commit it begins at: never from now. */
export type History = { readonly atMs: number; readonly commits: readonly PastCommit[] };

const answer = 'Nothing has to be answered: it is evidence, and it raises a low estimate to medium at most.';

const entries = {
  reverted: {
    area: 'behaviour',
    level: 'medium',
    why: 'This file was touched by a revert within 30 days before the change.',
    answer:
      'Say what is different this time; where nothing was wrong with the file itself, --no-history leaves it out.',
  },
  'fixed-often': {
    area: 'behaviour',
    level: 'low',
    why: 'This file was fixed three times or more within 30 days before the change.',
    answer,
  },
  busy: {
    area: 'behaviour',
    level: 'low',
    why: 'This file is among those that change most often in this repository.',
    answer,
  },
  'new-author': {
    area: 'process',
    level: 'low',
    why: 'The author has not touched any of these files before, and others have often.',
    answer,
  },
} as const satisfies Record<string, Entry>;

export const historyEntries = { family: 'history', entries } as const;

/** It is about every package there is: what was undone in it was mostly another one. */
const isManifest = ({ path }: ChangedFile): boolean => placeOf(path).layer === 'manifest';

const RECENT_MS = 30 * 24 * 3_600_000;
const OFTEN_FIXED = 3;
const ESTABLISHED = 5;
/** What touches more files than this is about none of them. */
const SWEEP = 100;

/** What happened to the files of a change before it: suspicions all, one of a kind, of the file that shows it most. */
export const historySignals = ({ atMs, commits }: History, change: Change): Signal[] => {
  const files = change.files.filter((file) => file.class === 'shipped' && file.status !== 'added' && !isManifest(file));
  const told = commits.filter(({ paths }) => paths.length <= SWEEP);
  const touching = pathsIn(told);
  const past = files.flatMap((file) => pastOf(file, touching.get(file.oldPath ?? file.path), atMs - RECENT_MS));
  return [reverted(past), fixedOften(past), busy(past, touching), newAuthor(past, change.author)].filter(
    (found) => found !== undefined,
  );
};

type Past = {
  readonly file: ChangedFile;
  readonly all: readonly PastCommit[];
  readonly fixes: readonly PastCommit[];
  readonly reverts: readonly PastCommit[];
};

const pathsIn = (commits: readonly PastCommit[]): ReadonlyMap<string, readonly PastCommit[]> => {
  const touching = new Map<string, PastCommit[]>();
  for (const commit of commits)
    for (const path of commit.paths) {
      const there = touching.get(path);
      if (there === undefined) touching.set(path, [commit]);
      else there.push(commit);
    }
  return touching;
};

const REVERT = /^revert(?:s|ed)?\b/i;
const FIX = /\b(?:hot|bug)?fix(?:es|ed)?\b|\bregression\b/i;
const TRIFLE = /\b(?:typos?|lint|linter|format|formatting|tests?|docs?|spelling|comments?|ci|build)\b/i;

const pastOf = (file: ChangedFile, all: readonly PastCommit[] | undefined, sinceMs: number): Past[] => {
  if (all === undefined) return [];
  const recent = all.filter((commit) => commit.atMs >= sinceMs);
  const reverts = recent.filter(({ subject }) => REVERT.test(subject));
  const fixes = recent.filter(({ subject }) => FIX.test(subject) && !TRIFLE.test(subject) && !REVERT.test(subject));
  return [{ file, all, fixes, reverts }];
};

const most = (past: readonly Past[], count: (one: Past) => number): Past | undefined =>
  past.reduce<Past | undefined>((top, one) => (top && count(top) >= count(one) ? top : one), undefined);

const reverted = (past: readonly Past[]): Signal | undefined => {
  const worst = most(past, ({ reverts }) => reverts.length);
  const [last] = worst?.reverts ?? [];
  return worst && last && signalOf('reverted', worst.file, last);
};

const fixedOften = (past: readonly Past[]): Signal | undefined => {
  const worst = most(past, ({ fixes }) => fixes.length);
  const [last] = worst?.fixes ?? [];
  return worst && last && worst.fixes.length >= OFTEN_FIXED ? signalOf('fixed-often', worst.file, last) : undefined;
};

const TOP = 0.05;
const LEAST_FILES = 20;
const LEAST_COMMITS = 10;

const busy = (past: readonly Past[], touching: ReadonlyMap<string, readonly PastCommit[]>): Signal | undefined => {
  const worst = most(past, ({ all }) => all.length);
  if (worst === undefined || touching.size < LEAST_FILES || worst.all.length < LEAST_COMMITS) return undefined;
  const busier = [...touching.values()].filter(({ length }) => length > worst.all.length).length;
  return busier < touching.size * TOP ? signalOf('busy', worst.file) : undefined;
};

const newAuthor = (past: readonly Past[], author: string | undefined): Signal | undefined => {
  const oldest = most(past, ({ all }) => all.length);
  if (author === undefined || oldest === undefined) return undefined;
  const commits = new Set(past.flatMap(({ all }) => all));
  const known = [...commits].some((commit) => who(commit.author) === who(author));
  return known || commits.size < ESTABLISHED ? undefined : signalOf('new-author', oldest.file);
};

/** People change their names more often than their addresses. */
const who = (author: string): string => (/<([^<>]{1,300})>\s*$/.exec(author)?.[1] ?? author).trim().toLowerCase();

const signalOf = (name: keyof typeof entries, { path }: ChangedFile, commit?: PastCommit): Signal => ({
  id: `history.${name}`,
  area: entries[name].area,
  level: entries[name].level,
  certainty: 'suspected',
  evidence: { ...WHOLE_FILE, path: path.slice(0, 4096) || '?', quote: commit?.subject.slice(0, 500) ?? '' },
  why: entries[name].why,
});

const WHOLE_FILE = { line: 0, side: 'new' } as const satisfies Partial<Evidence>;
