import { spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { digestOf } from '../../../src/core/values/digest.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { bundled } from '../../helpers/bundled.ts';
import { chain, NO_CARD, worked } from '../../helpers/log.ts';
import { aLogFile, openLog } from '../../worlds/sqlite.ts';

/** Real processes on one file: what no test inside one process can show. */
const SCRIPT = await bundled(new URL('log-process.ts', import.meta.url));
const KILLS = 20;

const started = (...words: readonly string[]) => running(process.execPath, ['--no-warnings', SCRIPT, ...words]);

const running = (command: string, words: readonly string[]) => {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return { child, ended, lines: () => said.split('\n').slice(0, -1) };
};

const written = (lines: readonly string[]): number[] =>
  lines.filter((line) => line.startsWith('wrote ')).map((line) => Number(line.slice(6)));

/** All of it is there and each event follows from the one before. */
const unbroken = async (log: EventLog, id: string): Promise<number> => {
  let previous = '';
  const entries = worked(await log.read(id, 1));
  for (const { event, hash } of entries) {
    expect(hash).toBe(digestOf({ hash: previous, event }));
    previous = hash;
  }
  return entries.length;
};

it('two processes that act on one rollout at once: one wins each version, nothing is lost', async () => {
  const file = aLogFile();
  const both = [started(file, 'a', '150'), started(file, 'a', '150')];
  await Promise.all(both.map(({ ended }) => ended));
  const [one = [], other = []] = both.map(({ lines }) => written(lines()));
  expect([one.length, other.length]).toEqual([150, 150]);
  expect([...one, ...other].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, n) => 3 * (n + 1)));
  expect(await unbroken(await openLog(file), 'a')).toBe(900);
});

it('several processes that make the log at once all open it', async () => {
  const file = aLogFile();
  const all = Array.from({ length: 6 }, (_, n) => started(file, `r${n}`, '2'));
  await Promise.all(all.map(({ ended }) => ended));
  expect(all.map(({ lines }) => written(lines()))).toEqual(all.map(() => [3, 6]));
  expect(worked(await (await openLog(file)).list())).toHaveLength(6);
});

it(`kill -9 in the middle of appends, ${KILLS} times: what was acknowledged is there, and no append is half there`, async () => {
  const file = aLogFile();
  let there = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { child, ended, lines } = started(file, 'a', '1000000');
    while (written(lines()).length === 0) await new Promise((resolve) => child.stdout.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, (kill * 7) % 31));
    child.kill('SIGKILL');
    await ended;
    const log = await openLog(file);
    const now = await unbroken(log, 'a');
    await log.close();
    expect(now % 3).toBe(0);
    expect(now).toBeGreaterThanOrEqual(written(lines()).at(-1) ?? Infinity);
    expect(now).toBeGreaterThan(there);
    there = now;
  }
}, 60_000);

it('a disk that takes no more is said so, and what was there is there', async () => {
  const file = aLogFile();
  const log = await openLog(file);
  worked(await log.append('a', 0, chain(1, 3), NO_CARD));
  await log.close();
  const limited = `ulimit -f 200; exec "$0" --no-warnings "$@"`;
  const { ended, lines } = running('sh', ['-c', limited, process.execPath, SCRIPT, file, 'a', '100000']);
  await ended;
  expect(lines().at(-1)).toMatch(/^problem log-(failed|disk-full)$/);
  const after = await unbroken(await openLog(file), 'a');
  expect(after).toBe(written(lines()).at(-1));
});
