import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createDiffReader } from '../src/core/change/reader.ts';
import { createAnalysis } from '../src/core/signals/analysis.ts';

/** One way through one diff, in a process of its own: `read|analyse|parse-diff`, and the file. Prints JSON. */
const require = createRequire(import.meta.url);
const CHUNK_BYTES = 65_536;

function* chunksOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) yield buffer.subarray(0, size);
  closeSync(file);
}

const through = (path: string, analyse: boolean): number => {
  const reader = createDiffReader();
  const analysis = createAnalysis();
  let files = 0;
  const take = (done: ReturnType<typeof reader.push>): void => {
    files += done.length;
    if (analyse) for (const file of done) analysis.see(file);
  };
  for (const chunk of chunksOf(path)) take(reader.push(chunk));
  take(reader.end().files);
  if (analyse) analysis.finish();
  return files;
};

const WAYS: Readonly<Record<string, (path: string) => number>> = {
  read: (path) => through(path, false),
  analyse: (path) => through(path, true),
  'parse-diff': (path) => {
    const parse: (text: string) => readonly unknown[] = require('parse-diff');
    return parse(readFileSync(path, 'utf8')).length;
  },
};

const [way = '', path = ''] = process.argv.slice(2);
const started = performance.now();
const files = WAYS[way]?.(path) ?? 0;
process.stdout.write(
  JSON.stringify({ ms: performance.now() - started, peakMb: process.resourceUsage().maxRSS / 1024, files }),
);
