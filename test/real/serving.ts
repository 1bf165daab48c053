import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { say, TOP } from '../../scripts/pack.ts';

export type Served = {
  readonly address: string;
  /** Host and port at which it gives its flags to flagd, where it was told to. */
  readonly sync: string;
  readonly end: () => Promise<void>;
};

const RAMPART = join(TOP, 'bin', 'rampart.js');

/** The built program, answering on a free port about the log of a folder, until it is told to end. */
export const serve = async (
  folder: string,
  env: Readonly<Record<string, string>> = {},
  ...more: readonly string[]
): Promise<Served> => {
  const words = [RAMPART, 'serve', '--port', '0', '--db', 'rampart.db', ...more];
  const child = spawn(process.execPath, words, { cwd: folder, env: { ...process.env, ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => void (said += String(bytes)));
  const end = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const over = once(child, 'exit');
    child.kill('SIGTERM');
    await over;
  };
  for (let waited = 0; waited < 300; waited += 1) {
    const address = /http:\/\/[\w.:[\]]+:\d+/.exec(said)?.[0];
    const sync = /grpc:\/\/([\w.:[\]]+:\d+)/.exec(said)?.[1] ?? '';
    if (address !== undefined) return { address, sync, end };
    if (child.exitCode !== null) break;
    await wait(100);
  }
  await end();
  throw new Error(`the service did not begin:\n${said}`);
};

/** A token of somebody, by the program itself: what the tests draw is not left to chance. */
export const issued = async (folder: string, name: string, grant: string): Promise<string> => {
  const words = [RAMPART, 'access', 'issue', name, '--grant', grant, '--db', 'rampart.db', '--json'];
  const { code, stdout, stderr } = await say(process.execPath, words, folder);
  const token = /rampart_[a-z]+_[a-z]+/.exec(stdout)?.[0];
  if (code !== 0 || token === undefined) throw new Error(`no token: ${code}\n${stdout}${stderr}`);
  return token;
};
