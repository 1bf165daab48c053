import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundled } from '../test/helpers/bundled.ts';
import { aPostgres } from '../test/real/postgres.ts';
import { aFleet, intoPostgres, intoSqlite } from './fleet.ts';

/**
 * npm run bench:workers             10,000 live rollouts, each due once a minute, on SQLite and on PostgreSQL
 * npm run bench:workers -- 1000     as many as that
 *
 * First all of them are due at once: how many turns a second there are, each of a rollout that is not known yet. Then for
 * a minute each when it is due: how late, and what a turn of one that is known costs. It wants what `npm run test:real` installs.
 */
const COUNT = Number(process.argv[2] ?? 10_000);
const STEADY_MS = Number(process.argv[3] ?? 60) * 1000;
const PATIENCE_MS = 60_000;

type Heard = {
  readonly atMs: number;
  readonly late: readonly number[];
  readonly cpuMs: number;
  /** When it begins and when it ends. */
  readonly heapMb?: number;
};
type Process = { readonly child: ChildProcess; readonly heard: Heard[]; readonly ready: Promise<unknown> };

const SCRIPT = new URL('worker-once.ts', import.meta.url);

const begin = async (place: string): Promise<Process> => {
  const script = await bundled(SCRIPT);
  const child = spawn(process.execPath, ['--no-warnings', '--expose-gc', script, place], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const heard: Heard[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => void heard.push({ ...JSON.parse(line), atMs: performance.now() }));
  const ready = once(lines, 'line');
  return { child, heard, ready };
};

const turnsOf = (all: readonly Process[]): number =>
  all.reduce((sum, { heard }) => sum + heard.reduce((turns, { late }) => turns + late.length, 0), 0);

/** All of them together, between two moments. */
const spent = (
  all: readonly Process[],
  fromMs: number,
  toMs: number,
): { readonly turns: number; readonly cpuMs: number } => {
  const within = all.map(({ heard }) => heard.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs));
  const turns = within.flatMap((some) => some.slice(1)).reduce((sum, { late }) => sum + late.length, 0);
  const cpuMs = within.reduce((sum, some) => sum + (some.at(-1)?.cpuMs ?? 0) - (some[0]?.cpuMs ?? 0), 0);
  return { turns, cpuMs };
};

const part = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor(sorted.length * share)] ?? Number.NaN;

const measure = async (what: string, place: string, workers: number): Promise<number> => {
  const all = await Promise.all(Array.from({ length: workers }, () => begin(place)));
  await Promise.all(all.map(({ ready }) => ready));
  const began = performance.now();
  while (turnsOf(all) < COUNT && performance.now() - began < PATIENCE_MS) await sleep(100);
  const burst = performance.now();
  const turnsAtOnce = turnsOf(all);
  const perSecond = turnsAtOnce / ((burst - began) / 1000);
  const cpuMs = all.reduce((sum, { heard }) => sum + (heard.at(-1)?.cpuMs ?? 0) - (heard[0]?.cpuMs ?? 0), 0);
  await sleep(STEADY_MS);
  const late = all
    .flatMap(({ heard }) => heard.filter(({ atMs }) => atMs > burst + 1000).flatMap((one) => one.late))
    .toSorted((a, b) => a - b);
  const steady = spent(all, burst + 1000, performance.now());
  const ended = all.map(({ child }) => once(child, 'close'));
  for (const { child } of all) child.kill('SIGTERM');
  await Promise.all(ended);
  const grownMb = Math.max(...all.map(({ heard }) => (heard.at(-1)?.heapMb ?? 0) - (heard[0]?.heapMb ?? 0)));
  process.stdout.write(
    `${what.padEnd(28)} ${perSecond.toFixed(0).padStart(6)} turns/s, ${(cpuMs / turnsAtOnce).toFixed(1)} ms of CPU each; ` +
      `then ${(steady.turns / (STEADY_MS / 1000)).toFixed(0)} turns/s, ${(steady.cpuMs / steady.turns).toFixed(1)} ms each, ` +
      `late p50 ${part(late, 0.5)} ms, p99 ${part(late, 0.99)} ms; heap grown by ${grownMb.toFixed(0)} MB\n`,
  );
  return perSecond;
};

const folder = await mkdtemp(join(tmpdir(), 'rampart-bench-'));
const server = await aPostgres();
try {
  process.stdout.write(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${COUNT} rollouts\n`,
  );
  const fleet = await aFleet(folder);
  await intoSqlite(join(folder, 'fleet.db'), fleet, COUNT);
  await measure('SQLite, 1 process', join(folder, 'fleet.db'), 1);
  let one = 0;
  for (const workers of [1, 2, 4]) {
    const place = `${await server.database(`bench_${workers}`)}?tls=off`;
    await intoPostgres(place, fleet, COUNT);
    const perSecond = await measure(`PostgreSQL, ${workers} process${workers > 1 ? 'es' : ''}`, place, workers);
    one ||= perSecond;
    process.stdout.write(`  ${(perSecond / one).toFixed(2)} × one\n`);
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
