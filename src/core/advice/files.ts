import type { ChangedFile } from '../change/change.ts';
import { linesTokens } from './fill.ts';
import { ships } from './gather.ts';
import { harmless } from './harmless.ts';

/** Every file with its class and its counts; where that is too much, what ships by name and the rest by folder and class. */
export const fileRows = (files: readonly ChangedFile[], room: number): readonly string[] => {
  const most = Math.ceil(room / LEAST_TOKENS);
  const sorted = files.length > most ? files : files.toSorted((a, b) => weight(b) - weight(a));
  const rows = sorted.slice(0, most).map(rowOf);
  if (files.length <= most && linesTokens(rows) <= room) return rows;
  const named = files.filter((file) => ships(file.class)).toSorted((a, b) => weight(b) - weight(a));
  return [...folders(files), ...named.slice(0, most).map(rowOf)];
};

/** No row comes to less: a list that is longer than that can not fit. */
const LEAST_TOKENS = 8;

const weight = ({ class: kind, added, removed }: ChangedFile): number => (ships(kind) ? 1e9 : 0) + added + removed;

const rowOf = ({ path, oldPath, status, class: kind, added, removed, binary, unread }: ChangedFile): string => {
  const from = oldPath === undefined || oldPath === path ? '' : ` from ${harmless(oldPath).text}`;
  const why = unread ?? (binary ? 'binary' : undefined);
  return `${status} ${kind} +${added} -${removed} ${harmless(path).text}${from}${why === undefined ? '' : ` (${harmless(why).text})`}`;
};

const MOST_FOLDERS = 30;

const folders = (files: readonly ChangedFile[]): string[] => {
  const groups = Map.groupBy(files, ({ path, class: kind }) => `${kind} ${folderOf(path)}`);
  const sized = [...groups].toSorted(([, a], [, b]) => b.length - a.length);
  const rows = sized.slice(0, MOST_FOLDERS).map(([name, some]) => `${some.length} files: ${name} ${changed(some)}`);
  const rest = sized.slice(MOST_FOLDERS).flatMap(([, some]) => some);
  return rest.length === 0 ? rows : [...rows, `${rest.length} files elsewhere ${changed(rest)}`];
};

const folderOf = (path: string): string => {
  const [first = '', second] = path.split('/');
  return second === undefined ? 'at the top' : harmless(`${first.slice(0, 60)}/`).text;
};

const changed = (files: readonly ChangedFile[]): string =>
  `+${files.reduce((sum, { added }) => sum + added, 0)} -${files.reduce((sum, { removed }) => sum + removed, 0)}`;
