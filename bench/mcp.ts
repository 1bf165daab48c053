import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { say, TOP } from '../scripts/pack.ts';
import { analyze, plan } from '../src/core/library.ts';
import { type Bench, type Row, timedInTurn } from './bench.ts';
import { diffOfLines } from './diffs.ts';

const RAMPART = join(TOP, 'bin', 'rampart.js');
const CALLS = 1000;

/** What a coding agent waits for: the list of tools after a start, a plan, and whether a long session grows. */
export const mcp: Bench = {
  name: 'mcp',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rampart-bench-'));
    try {
      return [...(await started(folder)), ...(await planned(folder)), ...(await kept(folder))];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const started = async (folder: string): Promise<readonly Row[]> => {
  const [nothing = 0, listed = 0] = await timedInTurn(15, [
    () => say(process.execPath, ['-e', '0'], TOP),
    () => listedTools(folder),
  ]);
  return [{ what: 'start to tools/list', ms: listed, peer: 'node -e 0', peerMs: nothing, goal: 4 }];
};

/** By hand, so that the client's own time is not in it. */
const listedTools = (folder: string): Promise<void> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [RAMPART, 'mcp'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('"id":2')) child.stdin.end();
    });
    child.once('exit', () => resolve());
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } };
    const words = [
      { jsonrpc: '2.0', id: 1, method: 'initialize', params },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 2, method: 'tools/list' },
    ];
    child.stdin.write(words.map((word) => `${JSON.stringify(word)}\n`).join(''));
  });

const connected = async (folder: string) => {
  const client = new Client({ name: 'bench', version: '1' });
  const transport = new StdioClientTransport({ command: process.execPath, args: [RAMPART, 'mcp'], cwd: folder });
  await client.connect(transport);
  return { client, pid: transport.pid ?? 0 };
};

const planned = async (folder: string): Promise<readonly Row[]> => {
  const { client } = await connected(folder);
  const diff = diffOfLines(500);
  const calling = async (fields?: readonly string[]) =>
    client.callTool({ name: 'plan_rollout', arguments: { diff, ...(fields ? { fields } : {}) } });
  const [called = 0, alone = 0] = await timedInTurn(25, [() => calling(), async () => functionCall(diff)]);
  const { tools } = await client.listTools();
  const sizes = [
    tokens(tools),
    tokens((await calling()).structuredContent),
    tokens((await calling(['risk', 'strategy'])).structuredContent),
  ];
  await client.close();
  process.stdout.write(
    `tokens, a quarter of the characters: tool list ${sizes[0]} (goal 6,000), plan of 500 lines ${sizes[1]} (goal 4,000), its risk and strategy ${sizes[2]}\n`,
  );
  process.stdout.write(
    `a plan over the protocol costs ${(called - alone).toFixed(1)} ms more than the call of a function (goal 20)\n`,
  );
  return [
    {
      what: 'plan_rollout, 500 lines',
      ms: called,
      peer: 'analyze + plan',
      peerMs: alone,
      goal: Math.round(10 * (1 + 20 / alone)) / 10,
    },
  ];
};

const functionCall = (diff: string): void => {
  const analyzed = analyze({ diff });
  if (!analyzed.ok || !plan(analyzed.value).ok) throw new Error('the diff cannot be planned');
};

const tokens = (value: unknown): number => Math.round(JSON.stringify(value).length / 4);

/** A thousand calls in one session: memory after the second half beside memory after the first. */
const kept = async (folder: string): Promise<readonly Row[]> => {
  await writeFile(join(folder, 'note'), '');
  const { client, pid } = await connected(folder);
  const half = async (): Promise<number> => {
    for (let nth = 0; nth < CALLS / 2; nth += 1) await client.callTool({ name: 'explain', arguments: { id: 'R010' } });
    return residentMb(pid);
  };
  const [first, second] = [await half(), await half()];
  await client.close();
  return [{ what: `MB after ${CALLS} calls`, ms: second, peer: `MB after ${CALLS / 2}`, peerMs: first, goal: 1.1 }];
};

/** As Linux tells it; elsewhere there is nothing to read, and nothing is claimed. */
const residentMb = (pid: number): number => {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
};
