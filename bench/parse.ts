import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, type Row, tableOf } from './bench.ts';
import { HOSTILE, writeMixedDiff } from './diffs.ts';

const PEERS = ['jsdiff', 'parse-diff'] as const;
/**
 * Megabytes, how often each process reads them, and the goal. At 1 MB all are done in a few milliseconds, and a fifth of
 * ours goes into telling what kind each file is, which the peers do not do.
 */
const SIZES: readonly (readonly [megabytes: number, rounds: number, goal: number])[] = [
  [1, 40, 1.25],
  [10, 9, 1],
  [100, 3, 1],
];
const TURNS = 3;
const LIMIT_MB = 200;

type Run = { readonly ms: number; readonly peakMb: number; readonly files: number };

/** Reading a diff from a file to its last line, next to the two libraries most used for it, each in its own process. */
export const parse: Bench = {
  name: 'parse',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rampart-bench-'));
    try {
      const rows = SIZES.flatMap((size) => measured(folder, size));
      return [...rows, ...Object.keys(HOSTILE).map(bounded)];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Left alone, V8 lets its young space grow to 128 MB on a long stream, whatever little is alive in it. */
const NODE = ['--max-semi-space-size=16', join(import.meta.dirname, 'parse-once.ts')];

const once = (...words: readonly string[]): Run =>
  JSON.parse(execFileSync(process.execPath, [...NODE, ...words], { encoding: 'utf8' })) as Run;

const measured = (folder: string, [megabytes, rounds, goal]: (typeof SIZES)[number]): Row[] => {
  const path = join(folder, `${megabytes}.diff`);
  const files = writeMixedDiff(path, megabytes);
  const runs = Array.from({ length: TURNS }, () => ['ours', ...PEERS].map((way) => once(way, path, String(rounds))));
  const [ours, ...theirs] = ['ours', ...PEERS].map((_, at) => best(runs.flatMap((turn) => turn[at] ?? [])));
  if (!ours || ours.files !== files) throw new Error(`${ours?.files} of ${files} files were read`);
  within(ours, `${megabytes} MB`);
  const what = `${megabytes} MB, ${files} files, ${inMb(ours)}`;
  return theirs.map((run, at) => ({ what, ms: ours.ms, peer: `${PEERS[at]}, ${inMb(run)}`, peerMs: run.ms, goal }));
};

/** The quickest of the turns is the one that was disturbed least; memory is the most of all. */
const best = (runs: readonly Run[]): Run => ({
  ms: Math.min(...runs.map((run) => run.ms)),
  peakMb: Math.max(...runs.map((run) => run.peakMb)),
  files: runs[0]?.files ?? 0,
});

/** No library reads these at all, or not in this memory: the peer is the time that looks like hanging. */
const bounded = (name: string): Row => {
  const run = once('hostile', name);
  within(run, name);
  return { what: `${name}, ${inMb(run)}`, ms: run.ms, peer: 'a minute', peerMs: 60_000, goal: 0.5 };
};

const inMb = (run: Run): string => `peak ${Math.round(run.peakMb)} MB`;

const within = (run: Run, what: string): void => {
  if (run.peakMb > LIMIT_MB)
    throw new Error(`${what}: peak memory ${Math.round(run.peakMb)} MB, more than ${LIMIT_MB}`);
};

if (import.meta.main) process.stdout.write(`${tableOf(await parse.run())}\n`);
