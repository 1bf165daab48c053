import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { nodeFiles } from '../../src/adapters/files/node.ts';
import { flagdBackend } from '../../src/adapters/flag-backend/flagd.ts';
import { fileMetricSource } from '../../src/adapters/metric-source/file.ts';
import { openLogAt } from '../../src/adapters/store.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import type { Ports } from '../../src/app/operation.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { ok } from '../../src/core/problem.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { portsWith, say, type Said } from './cli.ts';
import { aContext } from './context.ts';
import { type TestClock, testClock } from './executor.ts';
import { MIN } from './rollout.ts';
import { aPlan } from './samples.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const bundle = { read: (name: string) => readFile(new URL(name, REPOSITORY), 'utf8') };

/** A folder with a plan in it, a flagd file, a file of observations, and an event log: all real but the time. */
export type Office = {
  readonly folder: string;
  readonly plan: Plan;
  readonly clock: TestClock;
  /** What the observations say from now on, in percent of requests. */
  readonly errors: { percent: number };
  readonly run: (line: string, more?: Partial<Ports>) => Promise<Said>;
  readonly flag: () => { state: string; targeting?: unknown };
  readonly path: (name: string) => string;
  readonly ports: Ports;
  readonly close: () => void;
};

export const anOffice = (plan: Plan = aPlan('medium', { environment: 'staging' })): Office => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-office-'));
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('p.json'), JSON.stringify(plan));
  writeFileSync(path('flags.json'), '{"flags": {}}\n');
  const passing = plan.checklists.before.flatMap(({ confirm, by }) =>
    confirm === 'check' ? [[by, { verdict: 'pass', why: 'build 812' }]] : [],
  );
  writeFileSync(path('checks.json'), JSON.stringify(Object.fromEntries(passing)));
  const errors = { percent: 0.1 };
  const time = testClock();
  const clock: TestClock = {
    get now() {
      return time.now;
    },
    nowMs: time.nowMs,
    set: time.set,
    sleep: async (ms, signal) => {
      await time.sleep(ms, signal);
      if (!signal) observe();
    },
  };
  const observe = (): void => {
    const lines = plan.monitors.flatMap(({ id, kind }) =>
      (['treatment', 'control'] as const).map((arm) => {
        const share = arm === 'treatment' ? errors.percent : 0.1;
        const numbers = kind === 'ratio' ? { bad: share * 100 } : { value: kind === 'count' ? 0 : 200 };
        return `${JSON.stringify({ atMs: time.now, metric: id, arm, samples: 10_000, ...numbers })}\n`;
      }),
    );
    appendFileSync(path('metrics.jsonl'), lines.join(''));
  };
  observe();
  const files = nodeFiles(() => `${process.hrtime.bigint()}`);
  const ports = portsWith(new Map(), {
    bundle,
    files,
    folder,
    clock,
    openLog: (file, how) =>
      openLogAt(resolve(folder, file === '.rampart/rampart.db' ? 'rampart.db' : file), {
        context: async () => aContext(),
        ...how,
      }),
    openFlags: async (_, place) => ok(flagdBackend(place)),
    openMetrics: async (place) => ok(fileMetricSource(files, place)),
    usual: (what) => ({ metrics: 'metrics.jsonl', checks: 'checks.json' })[what as string],
  });
  return {
    folder,
    plan,
    clock,
    errors,
    path,
    ports,
    flag: () => JSON.parse(readFileSync(path('flags.json'), 'utf8')).flags[plan.flags[0]?.key ?? ''],
    run: async (line, more = {}) => {
      const words = line.split(' ').map((word) => (word === 'p.json' ? path(word) : word));
      const all = { ...ports, ...more };
      return say(words, { operations: await operationsFor(words, operations), ports: all, views: views(bundle) });
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** Everything that people are asked for before the first phase, given. */
export const agreed = async ({ run, plan }: Office): Promise<void> => {
  await run(`confirm ${plan.id} --all --by anna`);
  for (const { count, from, before } of plan.approvals.filter(({ before }) => before === plan.phases[0]?.id))
    for (let nth = 0; nth < count; nth += 1)
      await run(`approve ${plan.id} --before ${before} --by person${nth} --role ${from[0]}`);
};

/** Time passes, with a turn every so often. */
export const pass = async ({ run, clock }: Office, ms: number, everyMs = 5 * MIN): Promise<void> => {
  for (let gone = 0; gone < ms; gone += everyMs) {
    await clock.sleep(everyMs);
    await run('tick --all');
  }
};
