import type { Files } from '../ports/files.ts';

/** Paths as text, for Windows and everything else: the operations know no operating system. */
export const inFolder = (folder: string, name: string): string =>
  /[/\\]$/.test(folder) ? `${folder}${name}` : `${folder}${separatorOf(folder)}${name}`;

/** A path as it is meant by whoever wrote it into that file. */
export const beside = (file: string, name: string): string => {
  const cut = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  return cut < 0 || isWhole(name) ? name : `${file.slice(0, cut + 1)}${name}`;
};

export const isWhole = (path: string): boolean => /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);

/** The folder above, or undefined at the top: `/`, `C:\`, or a name with nothing before it. */
const parent = (folder: string): string | undefined => {
  const trimmed = folder.replace(/[/\\]$/, '');
  const cut = Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\'));
  if (cut < 0) return undefined;
  const above = trimmed.slice(0, cut);
  return above === '' || /^[A-Za-z]:$/.test(above) ? trimmed.slice(0, cut + 1) : above;
};

type Folder = { readonly path: string; readonly up: number };

/** This folder and those above it, up to the root of the repository; outside of one this folder only. */
export const foldersUpToRoot = async (
  folder: string,
  { exists }: Pick<Files, 'exists'>,
): Promise<{ readonly folders: readonly Folder[]; readonly root: string | undefined }> => {
  const folders: Folder[] = [];
  for (let path: string | undefined = folder; path !== undefined; path = parent(path)) {
    folders.push({ path, up: folders.length });
    if (await exists(inFolder(path, '.git'))) return { folders, root: path };
  }
  return { folders: folders.slice(0, 1), root: undefined };
};

/** Where a path has backslashes only, another one belongs in it. */
const separatorOf = (folder: string): string => (folder.includes('\\') && !folder.includes('/') ? '\\' : '/');
