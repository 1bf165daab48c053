import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Where `npm run test:real` has installed what the tests start. */
export const TOOLS = new URL('../../tools/real/', import.meta.url);

export type Running = { readonly stop: (signal?: NodeJS.Signals) => Promise<void> };

type Start = {
  readonly command: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** As whom, where we are root and the server will not be. */
  readonly user?: number | undefined;
  readonly folder?: string;
  /** Given all that was said so far. */
  readonly ready: (said: string) => boolean | Promise<boolean>;
};

const PATIENCE_MS = 90_000;

/** Starts a server and waits until it is ready. One that ends, or is not ready in time, throws with its own last words. */
export const start = async ({ command, words, env = {}, user, folder, ready }: Start): Promise<Running> => {
  const child = spawn(command, words, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  let said = '';
  const hear = (bytes: Buffer): void => void (said = (said + bytes.toString()).slice(-20_000));
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.on('error', (error) => void (said += error.message));
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const untilMs = Date.now() + PATIENCE_MS;
  while (!(await ready(said))) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > untilMs) {
      kill();
      throw new Error(`${command} is not ready:\n${said}`);
    }
    await setTimeout(100);
  }
  return { stop: (signal = 'SIGTERM') => stop(child, kill, signal) };
};

const stop = async (child: ChildProcess, kill: () => void, signal: NodeJS.Signals): Promise<void> => {
  const ended = new Promise((done) => child.once('exit', done));
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await Promise.race([ended, setTimeout(5000).then(kill)]);
  }
  process.off('exit', kill);
};

/** Runs a command to its end; throws with what it said where that is not well. */
export const runToEnd = async (command: string, words: readonly string[], user?: number): Promise<void> => {
  const child = spawn(command, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => void (said += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => void (said += bytes.toString()));
  const code = await new Promise((done) => child.on('error', done).on('close', done));
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}:\n${said}`);
};

export const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? done(address.port) : failed(new Error('no port'))));
    });
  });

/** A folder of a package that was installed for these tests. */
export const toolAt = (name: string): string => {
  const folder = fileURLToPath(new URL(`node_modules/${name}`, TOOLS));
  if (!existsSync(folder)) throw new Error(`${name} is not installed: start these tests with "npm run test:real"`);
  return folder;
};
