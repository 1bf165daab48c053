import { readFile } from 'node:fs/promises';
import { config } from 'zod';
import { sqliteEventLog } from '../../../src/adapters/event-log/sqlite.ts';
import { nodeFiles } from '../../../src/adapters/files/node.ts';
import { flagdBackend } from '../../../src/adapters/flag-backend/flagd.ts';
import { fileMetricSource } from '../../../src/adapters/metric-source/file.ts';
import { memoryRepository } from '../../../src/adapters/repository/memory.ts';
import { operations } from '../../../src/app/index.ts';
import type { Operation, Ports } from '../../../src/app/operation.ts';
import { ok, type Result } from '../../../src/core/problem.ts';

/**
 * A process of its own that runs one operation on a real log and a real flag file, and kills itself at one of its calls
 * to the outside: before it is made, or before its answer is heard. One that comes to its end says how many there were.
 */
export type Killing = {
  readonly folder: string;
  readonly nowMs: number;
  readonly operation: string;
  readonly input: Record<string, unknown>;
  readonly at: number;
  readonly when: 'before' | 'after';
};

config({ jitless: true });
const { folder, nowMs, operation, input, at, when }: Killing = JSON.parse(process.argv[2] ?? '{}');
let calls = 0;

const die = (): void => void process.kill(process.pid, 'SIGKILL');

const fatal =
  <Given extends unknown[], T>(act: (...given: Given) => Promise<T>) =>
  async (...given: Given): Promise<T> => {
    calls += 1;
    const mine = calls === at;
    if (mine && when === 'before') die();
    const done = await act(...given);
    if (mine && when === 'after') die();
    return done;
  };

/** Every function of a port, made fatal. */
const deadly = <Port extends object>(port: Port): Port =>
  Object.fromEntries(
    Object.entries(port).map(([name, part]) => [name, typeof part === 'function' ? fatal(part) : part]),
  ) as Port;

const opened = <Port extends object>(port: Result<Port>): Result<Port> => (port.ok ? ok(deadly(port.value)) : port);

const files = nodeFiles(() => `${process.pid}-${process.hrtime.bigint()}`);
const usual: Readonly<Record<string, string>> = {
  db: `${folder}/rampart.db`,
  flags: `${folder}/flags.json`,
  metrics: `${folder}/metrics.jsonl`,
  checks: `${folder}/checks.json`,
};

/** What the operations of these stories ask for. */
const ports: Partial<Ports> = {
  clock: { nowMs: () => nowMs, sleep: () => new Promise<never>(() => undefined) },
  openLog: fatal(async (file) => opened(await sqliteEventLog(file))),
  openFlags: async (_, place) => opened(ok(flagdBackend(place))),
  openMetrics: async (place) => opened(ok(fileMetricSource(files, place))),
  serveMcp: async () => undefined,
  usual: (what) => usual[what],
  user: async () => 'anna',
  ask: async () => true,
  tell: () => undefined,
  files: { ...files, read: fatal(files.read) },
  input: { typed: true, stream: () => (async function* () {})(), piped: async () => false },
  bundle: { read: (name) => readFile(new URL(`../../../${name}`, import.meta.url), 'utf8') },
  page: async () => new Uint8Array(),
  repository: memoryRepository(undefined),
  hash: () => ({ update: () => undefined, hex: () => '' }),
  folder,
  tool: 'rampart test',
};

const named: Readonly<Record<string, () => Promise<Operation>>> = operations;
const done = await (await named[operation]?.())?.run(input as never, ports as Ports);
const codes = done?.ok ? [] : (done?.problems.map(({ code }) => code) ?? []);
process.stdout.write(JSON.stringify({ calls, codes }));
