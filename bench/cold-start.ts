import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, TOP } from '../scripts/pack.ts';
import { aPlan } from '../test/helpers/samples.ts';
import { type Bench, type Row, timedInTurn } from './bench.ts';

const ROUNDS = 25;

/** What a person waits for before anything happens, next to what Node itself takes to do nothing. */
export const coldStart: Bench = {
  name: 'cold start',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rampart-bench-'));
    try {
      const plan = join(folder, 'rollout.plan.json');
      await writeFile(plan, JSON.stringify(aPlan('high')));
      return await measured(plan);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const measured = async (plan: string): Promise<readonly Row[]> => {
  const [nothing = 0, version = 0, check = 0] = await timedInTurn(ROUNDS, [
    () => node('-e', '0'),
    () => node(RAMPART, '--version'),
    () => node(RAMPART, 'check', plan),
  ]);
  const peer = { peer: 'node -e 0', peerMs: nothing };
  return [
    { what: 'rampart --version', ms: version, ...peer, goal: 2 },
    { what: 'rampart check <plan>', ms: check, ...peer, goal: 3 },
  ];
};

const RAMPART = join(TOP, 'bin', 'rampart.js');

/** A command that fails fast would look like a fast command. */
const node = async (...words: readonly string[]): Promise<void> => {
  const { code, stderr } = await say(process.execPath, words, TOP);
  if (code !== 0) throw new Error(`node ${words.join(' ')}: exit code ${code}\n${stderr}`);
};
