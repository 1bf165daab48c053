import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { TOP } from '../../scripts/pack.ts';
import type { Source } from './source.ts';

/**
 * Every file that belongs to the repository, whether committed yet or not. Walks the folder rather than asking git,
 * so that the rules also hold in a copy without its history.
 */
export const pathsOf = (top: string = TOP): string[] => {
  const ignored = ignoredNames(readFileSync(join(top, '.gitignore'), 'utf8'));
  return walk(top, ignored)
    .map((path) => relative(top, path).split(sep).join('/'))
    .toSorted();
};

const BYTES = /\.(?:png|jpe?g|gif|ico|webp|woff2?|wasm|gz|zip|db|sqlite)$/;

export const sourcesOf = (top: string = TOP): Source[] =>
  pathsOf(top)
    .filter((path) => !BYTES.test(path))
    .map((path) => ({ path, text: readFileSync(join(top, path), 'utf8') }));

const walk = (folder: string, ignored: (name: string) => boolean): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !ignored(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? walk(path, ignored) : [path];
    });

/** The plain forms of .gitignore that this repository uses: a name, a folder, an ending. */
const ignoredNames = (gitignore: string): ((name: string) => boolean) => {
  const lines = gitignore.split('\n').map((line) => line.trim().replace(/\/$/, ''));
  const names = new Set(['.git', ...lines.filter((line) => line !== '' && !line.startsWith('*'))]);
  const endings = lines.filter((line) => line.startsWith('*')).map((line) => line.slice(1));
  return (name) => names.has(name) || endings.some((ending) => name.endsWith(ending));
};
