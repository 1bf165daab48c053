import { readdirSync, readFileSync } from 'node:fs';
import { createDiffReader } from '../src/core/change/reader.ts';
import { createAnalysis } from '../src/core/signals/analysis.ts';

/** Reads and analyses a mixed diff of the given size, and prints what the analysis costs beside the reading. */
const MEGABYTES = Number(process.argv[2] ?? 100);
const CHUNK = 1 << 16;

const bodies = readdirSync('fixtures/changes')
  .filter((name) => name.endsWith('.changes'))
  .flatMap((name) => readFileSync(`fixtures/changes/${name}`, 'utf8').split(/^#\{.*\n/m))
  .filter((body) => body.startsWith('diff --git') && !body.includes('Binary files'));

/** Every copy in folders of its own, and with names of its own, as no two files of a real change are alike. */
const chunks = function* (): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let sent = 0;
  for (let round = 0; sent < MEGABYTES * 1e6; round += 1) {
    const text = bodies
      .map((body) => body.replaceAll(' a/', ` a/p${round}/`).replaceAll(' b/', ` b/p${round}/`))
      .join('');
    const bytes = encoder.encode(text.replaceAll('task', `task${round % 97}`));
    for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
    sent += bytes.length;
  }
};

type Run = { readonly seconds: number; readonly files: number; readonly peak: number };

const run = (analyse: boolean): Run => {
  const reader = createDiffReader({ lineChars: 10_000, fileLines: 100_000, fileChars: 8_000_000, files: 10_000_000 });
  const analysis = createAnalysis();
  let files = 0;
  let peak = 0;
  let spent = 0;
  for (const chunk of chunks()) {
    const started = performance.now();
    const done = reader.push(chunk);
    files += done.length;
    if (analyse) for (const file of done) analysis.see(file);
    spent += performance.now() - started;
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  const started = performance.now();
  const rest = reader.end().files;
  files += rest.length;
  if (analyse) {
    for (const file of rest) analysis.see(file);
    analysis.finish();
  }
  return { seconds: (spent + performance.now() - started) / 1000, files, peak: peak / 1e6 };
};

run(true);
const alone = run(false);
const both = run(true);
console.log(`${MEGABYTES} MB, ${both.files} files`);
console.log(`reading alone         ${alone.seconds.toFixed(2)} s`);
console.log(
  `reading and analysing ${both.seconds.toFixed(2)} s   ${(both.seconds / alone.seconds).toFixed(1)} × reading alone`,
);
console.log(`peak memory           ${both.peak.toFixed(0)} MB`);
