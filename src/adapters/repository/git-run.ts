import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { DiffBroken } from '../../ports/repository.ts';
import { repositoryProblems } from './problems.ts';

export type Answer = {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Stopped because its time was over. */
  readonly late: boolean;
};

type Limits = { readonly timeMs?: number; readonly bytes?: number };

/** Runs git in one folder, with nothing of what the repository sets up for git to run. */
export type Git = {
  /** Never throws, and gives the first bytes of what is too long; a git that cannot be started answers with code -1 and the system's word for why. */
  readonly ask: (args: readonly string[], limits?: Limits) => Promise<Answer>;
  readonly stream: (args: readonly string[]) => AsyncIterable<Uint8Array>;
};

export type GitPlace = { readonly folder: string; readonly env: Readonly<Record<string, string | undefined>> };

/** Settings of more weight than any file: no hooks, no helpers, no network, no signatures checked by a program of theirs. */
const SETTINGS: Readonly<Record<string, string>> = {
  'core.fsmonitor': 'false',
  'core.hooksPath': '/dev/null',
  'core.attributesFile': '/dev/null',
  'core.quotepath': 'on',
  'core.pager': 'cat',
  'diff.suppressBlankEmpty': 'false',
  'log.showSignature': 'false',
  'protocol.allow': 'never',
  'safe.bareRepository': 'explicit',
  'submodule.recurse': 'false',
};
const OUTRIGHT = ['--no-pager', ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])];

const PASSED_ON =
  /^(?:PATH|HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|SYSTEMROOT|TMPDIR|TEMP|TMP|XDG_CONFIG_HOME|GIT_DIR|GIT_WORK_TREE|GIT_INDEX_FILE|GIT_OBJECT_DIRECTORY|GIT_ALTERNATE_OBJECT_DIRECTORIES|GIT_CEILING_DIRECTORIES|GIT_DISCOVERY_ACROSS_FILESYSTEM|GIT_CONFIG_GLOBAL)$/i;

const FIXED: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_REPLACE_OBJECTS: '1',
};

const ASK_MS = 60_000;
const STREAM_MS = 15 * 60_000;
const MOST_BYTES = 512 * 1024;
const MOST_COMPLAINT = 4096;

/** `settings` come by the environment, where a name may hold any sign: with `-c` a name ends at its first `=`. */
export const createGit = ({ folder, env }: GitPlace, settings: readonly (readonly [string, string])[] = []): Git => {
  const passed = Object.entries(env).filter(([name, value]) => PASSED_ON.test(name) && value !== undefined);
  const counted = settings.flatMap(([name, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, name],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  const all = { ...Object.fromEntries([...passed, ...counted]), ...FIXED, GIT_CONFIG_COUNT: String(settings.length) };
  const start = (args: readonly string[], timeout: number) =>
    spawn('git', [...OUTRIGHT, ...args], {
      cwd: folder,
      env: all,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout,
      windowsHide: true,
    });
  return {
    ask: (args, { timeMs = ASK_MS, bytes = MOST_BYTES } = {}) => answerOf(start(args, timeMs), bytes),
    stream: (args) => bytesOf(() => start(args, STREAM_MS)),
  };
};

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** The first bytes of a stream; the rest is read, so that the child can end, and dropped. */
const collect = (stream: Readable, most: number): (() => string) => {
  const kept: Uint8Array[] = [];
  let size = 0;
  stream.on('data', (chunk: Uint8Array) => {
    if (size < most) kept.push(chunk.subarray(0, most - size));
    size += chunk.length;
  });
  return () => Buffer.concat(kept).toString('utf8');
};

type End = { readonly code: number; readonly why: string; readonly late: boolean };

const endOf = (child: Child): Promise<End> =>
  new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ code: -1, why: error.code ?? error.message, late: false }),
    );
    child.once('close', (code, signal) =>
      resolve({ code: code ?? -1, why: signal ? `it was ended by ${signal}` : '', late: child.killed }),
    );
  });

const answerOf = async (child: Child, bytes: number): Promise<Answer> => {
  const out = collect(child.stdout, bytes);
  const err = collect(child.stderr, MOST_COMPLAINT);
  const { code, why, late } = await endOf(child);
  return { code, out: out(), err: why || err().trim(), late };
};

/** Starts when the first byte is asked for, and stops when nobody asks any more. */
async function* bytesOf(begin: () => Child): AsyncGenerator<Uint8Array> {
  const child = begin();
  const complaint = collect(child.stderr, MOST_COMPLAINT);
  const ended = endOf(child);
  try {
    for await (const chunk of child.stdout) yield chunk;
    const { code, why } = await ended;
    if (code !== 0) throw new DiffBroken(repositoryProblems.broken(why || firstLine(complaint())));
  } finally {
    child.kill();
  }
}

export const firstLine = (text: string): string => text.split('\n', 1)[0]?.slice(0, 300) ?? '';
