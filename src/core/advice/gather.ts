import type { ChangedFile, DiffLine, FileClass, FileDiff } from '../change/change.ts';
import { detach } from '../change/names.ts';
import type { Mask } from './mask.ts';

/** A few lines of one hunk: what is shown or left out as one. */
export type Piece = {
  readonly file: Pick<ChangedFile, 'path' | 'status' | 'class' | 'added' | 'removed'>;
  readonly section: string;
  readonly lines: readonly DiffLine[];
};

export type Gathered = {
  readonly pieces: readonly Piece[];
  /** Lines of the diff that were not even kept: too many, or withheld. */
  readonly linesNotKept: number;
  /** Files whose content stays here, whatever it is: so many, and the first of them by name. */
  readonly withheld: { readonly count: number; readonly paths: readonly string[] };
  readonly isWithheld: (path: string) => boolean;
  readonly mask: Mask;
};

/** What may not be shown. */
export type Discretion = { readonly isWithheld: (path: string) => boolean; readonly mask: Mask };

/** For those who see the change anyway. */
const NO_SECRETS: Discretion = { isWithheld: () => false, mask: (lines) => lines };

type Gathering = { readonly see: (file: FileDiff) => void; readonly done: () => Gathered };

const PIECE_LINES = 60;
const LINE_CHARS = 1000;
/** Characters of what ships, and of all else: a prompt of the highest budget holds a small part of the first. */
const ROOM = { shipped: 6_000_000, other: 1_000_000 };

const SHIPS: ReadonlySet<FileClass> = new Set<FileClass>(['shipped', 'translation', 'ci', 'tooling']);

export const ships = (kind: FileClass): boolean => SHIPS.has(kind);

/** Keeps what of a change may be shown, while it streams by; of a fixed size, whatever the size of the change. */
export const createGathering = ({ isWithheld, mask }: Discretion = NO_SECRETS): Gathering => {
  const room = { ...ROOM };
  const pieces: Piece[] = [];
  const withheld: { count: number; paths: string[] } = { count: 0, paths: [] };
  let linesNotKept = 0;
  const see = (file: FileDiff): void => {
    const { path, status, class: kind, added, removed } = file;
    const hidden = isWithheld(path) || (file.oldPath !== undefined && isWithheld(file.oldPath));
    if (hidden) withheld.count += 1;
    if (hidden && withheld.paths.length < 100) withheld.paths.push(path);
    const pool = ships(kind) ? 'shipped' : 'other';
    for (const hunk of file.hunks) {
      const size = hunk.lines.reduce((sum, line) => sum + Math.min(line.text.length, LINE_CHARS), 0);
      if (hidden || room[pool] < size) {
        linesNotKept += hunk.lines.length;
        continue;
      }
      room[pool] -= size;
      const about = { path, status, class: kind, added, removed };
      const [section = '', ...lines] = mask([hunk.section.slice(0, 200), ...hunk.lines.map(({ text }) => text)]);
      const shown = hunk.lines.map((line, at) => ({ ...line, text: lines[at] ?? '' }));
      for (let at = 0; at < shown.length; at += PIECE_LINES)
        pieces.push({ file: about, section: detach(section), lines: kept(shown, at) });
    }
  };
  return { see, done: () => ({ pieces, linesNotKept, withheld, isWithheld, mask }) };
};

const kept = (lines: readonly DiffLine[], from: number): DiffLine[] =>
  lines
    .slice(from, from + PIECE_LINES)
    .map(({ kind, line, text }) => ({ kind, line, text: detach(text.slice(0, LINE_CHARS)) }));
