import type { Change, ChangedFile, FileDiff, Hunk } from '../change/change.ts';
import { secretsIn } from './find.ts';
import { entropyOf } from './likely.ts';
import { maskOf, masksIn, type Secret } from './secret.ts';

/** How many different credentials of each kind were masked. */
export type SecretCounts = Readonly<Record<string, number>>;

/**
 * Takes credentials out of whatever is about to be shown or sent. Within one run the same credential has the same mask,
 * in whatever text it stands; once it was recognised, it is masked also where nothing around it tells what it is. The
 * number of lines stays as it was, and masking twice is masking once.
 */
export type Masker = {
  readonly text: (text: string) => string;
  readonly change: (change: Change) => Change;
  readonly file: (file: FileDiff) => FileDiff;
  readonly counts: () => SecretCounts;
};

export const createMasker = (): Masker => {
  const masks = new Map<string, string>();
  const counts = new Map<string, number>();
  const known: string[] = [];

  const maskFor = (value: string, kind: string): string => {
    const given = masks.get(value);
    if (given !== undefined) return given;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const mask = maskOf(kind, masks.size + 1, value.length);
    masks.set(value, mask);
    if (isTelling(value) && known.length < MOST_KNOWN) known.push(value);
    return mask;
  };

  const text = (given: string): string => {
    const masked = replaced(given, secretsIn(given), maskFor);
    const again = known.filter((value) => masked.includes(value));
    return again.reduce((done, value) => replacedAgain(done, value, masks.get(value) ?? ''), masked);
  };

  const summary = (file: ChangedFile): ChangedFile => ({
    ...file,
    path: text(file.path),
    oldPath: file.oldPath === undefined ? undefined : text(file.oldPath),
  });

  const hunk = (one: Hunk): Hunk => {
    const lines = text(one.lines.map((line) => line.text).join('\n')).split('\n');
    return {
      ...one,
      section: text(one.section),
      lines: one.lines.map((line, at) => ({ ...line, text: lines[at] ?? '' })),
    };
  };

  return {
    text,
    change: (change) => ({
      ...change,
      title: text(change.title),
      description: text(change.description),
      author: change.author === undefined ? undefined : text(change.author),
      files: change.files.map(summary),
      unread: change.unread.map(text),
    }),
    file: (file) => ({ ...file, ...summary(file), hunks: file.hunks.map(hunk) }),
    counts: () => Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
};

const MOST_KNOWN = 500;

/** Looked for everywhere from then on. A word that anybody could write would tear holes into texts that mean something else. */
const isTelling = (value: string): boolean =>
  value.length >= 10 && /\d/.test(value) && /[^\d]/.test(value) && entropyOf(value) >= 2.5;

const replaced = (
  text: string,
  secrets: readonly Secret[],
  maskFor: (value: string, kind: string) => string,
): string => {
  let at = 0;
  const parts: string[] = [];
  for (const { kind, from, to, more } of secrets) {
    parts.push(text.slice(at, from), more === true ? '' : maskFor(text.slice(from, to), kind));
    at = to;
  }
  return [...parts, text.slice(at)].join('');
};

/** A credential may look like a piece of a mask; masks stay whole. */
const replacedAgain = (text: string, value: string, mask: string): string => {
  let at = 0;
  const parts: string[] = [];
  for (const { from, to } of [...masksIn(text), { from: text.length, to: text.length }]) {
    parts.push(text.slice(at, from).split(value).join(mask), text.slice(from, to));
    at = to;
  }
  return parts.join('');
};
