import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const TOP = join(dirname(fileURLToPath(import.meta.url)), '..');

export type Packed = { readonly tarball: string; readonly files: readonly string[] };

/**
 * Packs a copy of the repository, as `npm publish` would. A copy, because packing builds, and a build here would pull
 * `dist` from under whoever uses it at the same moment.
 */
export const packInto = async (folder: string): Promise<Packed> => {
  const copy = join(folder, 'copy');
  await cp(TOP, copy, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  await symlink(join(TOP, 'node_modules'), join(copy, 'node_modules'));
  await run('npm', ['pack', '--offline', '--pack-destination', folder], { cwd: copy });
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (!name) throw new Error(`npm pack left no tarball in ${folder}`);
  const tarball = join(folder, name);
  const { stdout } = await run('tar', ['-tzf', tarball]);
  return {
    tarball,
    files: stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''))
      .toSorted(),
  };
};

const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.rampart', '.vitest', 'coverage']);

/**
 * Puts the package where a consumer would find it, without any registry: the production dependencies are linked from
 * this repository, the development ones are not there.
 */
export const unpackInto = async (consumer: string, { tarball }: Packed): Promise<string> => {
  const home = join(consumer, 'node_modules', 'rampart');
  await mkdir(home, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
  await writeFile(join(consumer, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  for (const name of Object.keys((await manifestOf(home)).dependencies)) {
    const link = join(consumer, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(TOP, 'node_modules', name), link);
  }
  return home;
};

export type Manifest = {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

export const manifestOf = async (folder: string): Promise<Manifest> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;

export type Said = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs a program to its end; a failure is an answer, not an exception. */
export const say = (program: string, words: readonly string[], cwd: string): Promise<Said> =>
  new Promise((resolve) => {
    execFile(program, [...words], { cwd, env: { ...process.env, NO_COLOR: '1' } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
