import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, type Row, tableOf } from './bench.ts';
import { writeMixedDiff } from './diffs.ts';

const SIZES = [1, 10, 100] as const;
const TURNS = 3;
const LIMIT_MB = 200;

type Run = { readonly ms: number; readonly peakMb: number; readonly files: number };

/** As in the bench of the reader: left alone, V8 lets its young space grow, whatever little is alive in it. */
const NODE = ['--max-semi-space-size=16', join(import.meta.dirname, 'analyse-once.ts')];

/** Reading and analysing a diff, next to what the most used library needs to read it alone. */
export const analyse: Bench = {
  name: 'analyse',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rampart-bench-'));
    try {
      return SIZES.map((megabytes) => measured(join(folder, `${megabytes}.diff`), megabytes));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const once = (way: string, path: string): Run =>
  JSON.parse(execFileSync(process.execPath, [...NODE, way, path], { encoding: 'utf8' })) as Run;

const measured = (path: string, megabytes: number): Row => {
  const files = writeMixedDiff(path, megabytes);
  const runs = Array.from({ length: TURNS }, () => ({ ours: once('analyse', path), peer: once('parse-diff', path) }));
  const peak = Math.max(...runs.map(({ ours }) => ours.peakMb));
  if (peak > LIMIT_MB) throw new Error(`${megabytes} MB: peak memory ${Math.round(peak)} MB, more than ${LIMIT_MB}`);
  return {
    what: `${megabytes} MB, ${files} files, read and analysed, peak ${Math.round(peak)} MB`,
    ms: Math.min(...runs.map(({ ours }) => ours.ms)),
    peer: 'parse-diff, read alone',
    peerMs: Math.min(...runs.map(({ peer }) => peer.ms)),
    goal: 1,
  };
};

if (import.meta.main) process.stdout.write(`${tableOf(await analyse.run())}\n`);
