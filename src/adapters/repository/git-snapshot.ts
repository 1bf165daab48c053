import { failed, ok, type Result } from '../../core/problem.ts';
import type { Snapshot } from '../../ports/repository.ts';
import { fileProblems } from '../files/problems.ts';
import type { Git } from './git-run.ts';
import { repositoryProblems as problems } from './problems.ts';

/** What stands in a folder of a commit; a link or a submodule is no file. */
type Entry = { readonly isFile: boolean; readonly id: string };
type Folder = ReadonlyMap<string, Entry>;

const MOST_LISTED = 4 * 1024 * 1024;

/** The files of a commit, out of git's own store: nothing that lies in the folder, or was checked out, has a say. */
export const snapshotOf = async (git: Git, commit: string): Promise<Result<Snapshot>> => {
  const prefix = await git.ask(['rev-parse', '--show-prefix']);
  const folders = new Map<string, Promise<Folder>>();
  const folderAt = (path: string): Promise<Folder> => {
    const known = folders.get(path) ?? listed(git, commit, path);
    folders.set(path, known);
    return known;
  };
  const entryAt = async (path: string): Promise<Entry | undefined> => {
    const cut = path.lastIndexOf('/');
    return (await folderAt(path.slice(1, cut + 1))).get(path.slice(cut + 1));
  };
  return ok({
    commit,
    folder: `/${prefix.out.trim().replace(/\/$/, '')}`,
    files: {
      exists: async (path) => path === ROOT_MARK || (await entryAt(path))?.isFile === true,
      read: async (path, maxBytes) => {
        const entry = await entryAt(path);
        return entry?.isFile === true ? contentOf(git, entry, { path, maxBytes }) : failed(fileProblems.missing(path));
      },
    },
    list: async (folder) =>
      [...(await folderAt(folder === '/' ? '' : `${folder.slice(1)}/`))].flatMap(([name, { isFile }]) =>
        isFile ? [name] : [],
      ),
  });
};

/** By this the operations know where a repository begins. */
const ROOT_MARK = '/.git';

/** A folder that is not there has nothing in it. */
const listed = async (git: Git, commit: string, folder: string): Promise<Folder> => {
  const args = ['ls-tree', '-z', '--full-tree', commit, ...(folder === '' ? [] : ['--', folder])];
  const { out } = await git.ask(args, { bytes: MOST_LISTED });
  return new Map(
    out.split('\0').flatMap((row): [string, Entry][] => {
      const [, mode = '', id = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
      return path === '' ? [] : [[path.slice(folder.length), { isFile: mode.startsWith('100'), id }]];
    }),
  );
};

type Wanted = { readonly path: string; readonly maxBytes: number };

const contentOf = async (git: Git, { id }: Entry, { path, maxBytes }: Wanted): Promise<Result<string>> => {
  const size = await git.ask(['cat-file', '-s', id]);
  if (Number(size.out.trim()) > maxBytes) return failed(fileProblems.tooLarge(path, maxBytes));
  const { code, out, err } = await git.ask(['cat-file', 'blob', id], { bytes: maxBytes + 1 });
  if (code !== 0 || size.code !== 0) return failed(problems.failed('cat-file', err));
  return out.includes('\ufffd') ? failed(fileProblems.notText(path)) : ok(out);
};
