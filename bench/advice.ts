import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dollarsFor, NO_USAGE } from '../src/core/advice/prices.ts';
import { tokensIn } from '../src/core/advice/tokens.ts';
import { say, TOP } from '../scripts/pack.ts';
import { lookedAt, promptOf } from '../test/helpers/advice.ts';
import { anOpinion } from '../test/helpers/samples.ts';
import { claudeServer } from '../test/worlds/claude-server.ts';
import { type Bench, type Row, timedInTurn } from './bench.ts';
import { corpus } from './corpus.ts';

const ROUNDS = 9;
const MODEL = 'claude-haiku-5-5';
/** What an answer is taken to come to. */
const ANSWER_TOKENS = 1200;

/** What a model is shown of a change beside the whole diff, what that costs, and what it takes of our own time. */
export const advice: Bench = {
  name: 'advice',
  run: async () => {
    const synthetic = corpus().map(({ diff }) => diff);
    await shares('our synthetic changes', synthetic);
    await shares('own commits of 250 to 1500 lines', ownCommits(250, 1500));
    const [some = ''] = ownCommits(450, 550);
    return [await overhead(some || synthetic.join(''))];
  },
};

const lines = (diff: string): number => diff.match(/^[+-](?![+-]{2} )/gm)?.length ?? 0;

const git = (...words: string[]): string =>
  execFileSync('git', words, { cwd: TOP, encoding: 'utf8', maxBuffer: 1 << 28 });

/** The newest hundred and fifty commits of this repository; none where there is no history. */
const ownCommits = (from: number, to: number): string[] => {
  return git('log', '--no-merges', '--format=%H', '-150')
    .split('\n')
    .filter(Boolean)
    .map((id) => git('show', '--format=', id))
    .filter((diff) => lines(diff) >= from && lines(diff) <= to);
};

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const shares = async (name: string, diffs: readonly string[]): Promise<void> => {
  const shown = await Promise.all(
    diffs.map(async (diff) => {
      const { system, tokens, context } = await promptOf(diff);
      const { found } = lookedAt(diff);
      const deciding = found.signals.filter(({ level }) => level === found.level);
      return {
        tokens,
        share: (tokens - tokensIn(system)) / tokensIn(diff),
        dollars: dollarsFor(MODEL, { ...NO_USAGE, inputTokens: tokens, outputTokens: ANSWER_TOKENS }),
        deciding: deciding.length,
        seen: deciding.filter(context.wasShown).length,
      };
    }),
  );
  const sum = (of: (one: (typeof shown)[number]) => number): number => shown.reduce((total, one) => total + of(one), 0);
  process.stdout.write(
    `${name}, ${diffs.length}: prompt ${middle(shown.map((one) => one.tokens))} tokens, at most ${Math.max(...shown.map((one) => one.tokens))}; ` +
      `of the change ${(100 * middle(shown.map((one) => one.share))).toFixed(0)} % of the whole diff; ` +
      `deciding lines shown ${sum((one) => one.seen)} of ${sum((one) => one.deciding)}; ` +
      `$${middle(shown.map((one) => one.dollars))} with an answer of ${ANSWER_TOKENS} tokens (medians)\n`,
  );
};

/** Against a service on this machine that does not think: what is left is ours. */
const overhead = async (diff: string): Promise<Row> => {
  const folder = await mkdtemp(join(tmpdir(), 'rampart-bench-'));
  const server = await claudeServer([{ say: JSON.stringify({ ...anOpinion(), suspicions: [] }) }]);
  const env = { ANTHROPIC_API_KEY: 'of-a-bench', ANTHROPIC_BASE_URL: server.url };
  try {
    const file = join(folder, 'change.diff');
    await writeFile(file, diff);
    const plan = (...words: string[]) => node(['plan', '--json', '--diff', file, ...words], env);
    const [alone = 0, advised = 0] = await timedInTurn(ROUNDS, [() => plan('--no-ai'), () => plan('--ai', 'required')]);
    process.stdout.write(`ours beside plan --no-ai on ${lines(diff)} lines: ${(advised - alone).toFixed(0)} ms\n`);
    return { what: 'plan, advised', ms: advised, peer: 'plan --no-ai', peerMs: alone, goal: (alone + 150) / alone };
  } finally {
    server.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

const RAMPART = join(TOP, 'bin', 'rampart.js');

const node = async (words: readonly string[], env: Readonly<Record<string, string>>): Promise<void> => {
  Object.assign(process.env, env);
  const { code, stderr } = await say(process.execPath, [RAMPART, ...words], TOP);
  if (code !== 0) throw new Error(`rampart ${words.join(' ')}: exit code ${code}\n${stderr}`);
};
