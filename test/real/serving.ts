import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TOP } from '../../scripts/pack.ts';

export type Served = { readonly address: string; readonly end: () => Promise<void> };

/** The built program, answering on a free port about the log of a folder, until it is told to end. */
export const serve = async (folder: string, env: Readonly<Record<string, string>> = {}): Promise<Served> => {
  const words = [join(TOP, 'bin', 'rampart.js'), 'serve', '--port', '0', '--db', 'rampart.db'];
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
    if (address !== undefined) return { address, end };
    if (child.exitCode !== null) break;
    await wait(100);
  }
  await end();
  throw new Error(`the service did not begin:\n${said}`);
};
