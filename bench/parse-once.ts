import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FileDiff } from '../src/core/change/change.ts';
import { createDiffReader } from '../src/core/change/reader.ts';
import { HOSTILE } from './diffs.ts';

/** One way to read one diff, in a process of its own: `ours|parse-diff|jsdiff|hostile`, and what to read. Prints JSON. */
const require = createRequire(import.meta.url);
const CHUNK_BYTES = 65_536;

type Count = (what: string) => number;

const summed = (chunks: Iterable<Uint8Array>): number => {
  const reader = createDiffReader();
  const kept: unknown[] = [];
  // What an analysis keeps of each file: its summary, without the lines.
  const keep = (file: FileDiff): void => void kept.push({ ...file, hunks: undefined });
  for (const chunk of chunks) reader.push(chunk).forEach(keep);
  reader.end().files.forEach(keep);
  return kept.length;
};

function* chunksOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) yield buffer.subarray(0, size);
  closeSync(file);
}

const WAYS: Readonly<Record<string, Count>> = {
  ours: (path) => summed(chunksOf(path)),
  hostile: (name) => summed(HOSTILE[name]?.() ?? []),
  'parse-diff': (path) => {
    const parse: (text: string) => readonly unknown[] = require('parse-diff');
    return parse(readFileSync(path, 'utf8')).length;
  },
  jsdiff: (path) => {
    const { parsePatch }: { parsePatch: (text: string) => readonly unknown[] } = require('diff');
    return parsePatch(readFileSync(path, 'utf8')).length;
  },
};

const [way = '', what = '', rounds = '1'] = process.argv.slice(2);
const times: number[] = [];
let files = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  const start = performance.now();
  files = WAYS[way]?.(what) ?? 0;
  times.push(performance.now() - start);
}
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  JSON.stringify({ ms: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)], peakMb, files }),
);
