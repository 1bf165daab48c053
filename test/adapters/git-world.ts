import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitRepository } from '../../src/adapters/repository/git.ts';
import type { DiffRequest } from '../../src/ports/repository.ts';
import { readAll } from '../core/change/read.ts';

/** A folder with a real repository in it, and a home of its own, so that nobody's settings reach in. */
export type World = {
  readonly folder: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly git: (...args: readonly string[]) => string;
  readonly write: (path: string, text: string | Uint8Array) => void;
  /** Writes the files, stages everything and commits it. */
  readonly commit: (message: string, files?: Readonly<Record<string, string>>) => string;
  readonly remove: () => void;
};

export const emptyFolder = (): World => {
  const top = mkdtempSync(join(tmpdir(), 'rampart-git-'));
  const folder = join(top, 'work');
  const home = join(top, 'home');
  for (const one of [folder, home]) mkdirSync(one);
  const who = {
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
  };
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, {
      cwd: folder,
      env: { ...env, ...who, GIT_CONFIG_NOSYSTEM: '1' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (message: string, files: Readonly<Record<string, string>> = {}): string => {
    for (const [path, text] of Object.entries(files)) write(path, text);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  return { folder, home, env, git, write, commit, remove: () => rmSync(top, { recursive: true, force: true }) };
};

export const repository = (): World => {
  const world = emptyFolder();
  world.git('init', '--quiet', '--initial-branch=main');
  return world;
};

/** One commit on main, and two of its own on the branch `feature`. */
export const withBranch = (): World => {
  const world = repository();
  world.commit('Begin', { 'src/pay.ts': 'one\ntwo\nthree\n' });
  world.git('switch', '--quiet', '--create', 'feature');
  world.commit('Round the tax up\n\nBecause of the law.', { 'src/pay.ts': 'one\n2\nthree\n' });
  world.commit('Print the tax', { 'src/print.ts': 'print\n' });
  return world;
};

const NOTHING = { files: [], unread: [], words: undefined, compared: undefined };

/** Everything that is read of a place, or the first problem with it. */
export const readFrom = async (place: Pick<World, 'folder' | 'env'>, request: DiffRequest = {}) => {
  const found = await gitRepository(place).read(request);
  if (!found.ok) return { ...NOTHING, problem: found.problems[0], code: found.problems[0]?.code, warnings: [] };
  const { words, compared, bytes } = found.value;
  const { files, unread } = readAll(await drained(bytes));
  const warnings = found.warnings.map(({ code }) => code);
  return { words, compared, files, unread, warnings, code: undefined, problem: undefined };
};

export const drained = async (bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
};
