import { spawn } from 'node:child_process';
import { failed, ok, problem, type Problem, type ProblemKind, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';

export type Ran = { readonly code: number; readonly out: string };

const WITHIN_MS = 8000;
const MOST_BYTES = 1024 * 1024;

/**
 * Runs a command: no shell, so nothing in its words is anything but a word; in time, or it is ended with all that it
 * started; and no more is kept of what it says than that. Codes in `expects` are answers; any other but 0 is a problem.
 */
export const run = (
  words: readonly string[],
  expects: readonly number[] = [],
  withinMs = WITHIN_MS,
): Promise<Result<Ran>> =>
  new Promise((done) => {
    const [command = '', ...rest] = words;
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, windowsHide: true });
    const [out, err] = [kept(), kept()];
    let ended: Problem | undefined;
    const end = (why: Problem): void => {
      ended ??= why;
      killAll(child.pid);
    };
    const timer = setTimeout(
      () => end(about('unreachable', 'exec-late', command, [`it did not end within ${withinMs / 1000} s`, UNKNOWN])),
      withinMs,
    );
    const full = (): void =>
      end(about('invalid', 'exec-too-much', command, ['it said more than 1 MiB', 'is it the right command?']));
    child.stdout.on('data', (bytes: Uint8Array) => out.take(bytes, full));
    child.stderr.on('data', (bytes: Uint8Array) => err.take(bytes, full));
    child.on('error', (error) => {
      clearTimeout(timer);
      done(failed(notRun(command, error)));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (ended) done(failed(ended));
      else if (code === 0 || (code !== null && expects.includes(code))) done(ok({ code, out: out.text() }));
      else done(failed(wentWrong(command, code, err.text() || out.text())));
    });
  });

const kept = () => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return {
    take: (chunk: Uint8Array, full: () => void): void => {
      bytes += chunk.byteLength;
      if (bytes > MOST_BYTES) return full();
      chunks.push(chunk);
    },
    text: (): string => new TextDecoder().decode(Buffer.concat(chunks)),
  };
};

/** It leads a group of its own: what it has started goes with it. */
const killAll = (pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

const UNKNOWN = 'nobody knows whether it was done: the next turn reads what holds';

const notRun = (command: string, error: Error): Problem => {
  const code = 'code' in error ? String(error.code) : error.message;
  return code === 'ENOENT'
    ? about('usage', 'exec-no-command', command, ['there is no such command', 'check its name, and PATH'])
    : about('unreachable', 'exec-not-run', command, [`it could not be started: ${plain(code)}`, 'try it by hand']);
};

const wentWrong = (command: string, code: number | null, said: string): Problem => {
  const words = said.trim() === '' ? '' : `: ${plain(said.trim(), 200)}`;
  return about('unreachable', 'exec-failed', command, [
    `it ended with ${code ?? 'a signal'}${words}`,
    'try it by hand',
  ]);
};

const about = (kind: ProblemKind, code: string, command: string, [message, hint]: readonly [string, string]): Problem =>
  problem({ kind, code, path: plain(command, 200), message, hint });
