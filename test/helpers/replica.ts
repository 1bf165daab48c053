import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { http, passthrough } from 'msw';
import { network } from '../network.ts';
import { rampart } from './bundled.ts';
import type { Office } from './office.ts';

export type Replica = {
  readonly at: string;
  /** All that it has said so far, where people read. */
  readonly said: () => string;
  readonly end: () => Promise<void>;
};

/** A process of the service on an office's log, answering on a free port of this machine until it is told to end. */
export const aReplica = async (office: Office, words: readonly string[]): Promise<Replica> => {
  const all = [await rampart(), 'serve', '--port', '0', '--db', 'rampart.db', ...words];
  const env = { ...process.env, RAMPART_METRICS: 'metrics.jsonl', RAMPART_CHECKS: 'checks.json' };
  const child = spawn(process.execPath, all, { cwd: office.folder, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => void (said += String(bytes)));
  const end = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    const over = once(child, 'exit');
    child.kill('SIGTERM');
    await over;
  };
  for (let waited = 0; waited < 600 && child.exitCode === null; waited += 1) {
    const at = /http:\/\/[\w.:[\]]+:\d+/.exec(said)?.[0];
    if (at !== undefined) {
      network.use(http.all(`${at}/*`, () => passthrough()));
      return { at, said: () => said, end };
    }
    await wait(50);
  }
  await end();
  throw new Error(`the service did not begin:\n${said}`);
};
