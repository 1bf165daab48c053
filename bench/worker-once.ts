import { writeSync } from 'node:fs';
import { systemClock } from '../src/adapters/clock/system.ts';
import { flagdBackend } from '../src/adapters/flag-backend/flagd.ts';
import { openLogAt, openSchedulerAt } from '../src/adapters/store.ts';
import { drive } from '../src/app/drive/drive.ts';
import { ok } from '../src/core/problem.ts';
import type { Context } from '../src/ports/adapter.ts';
import type { Scheduler } from '../src/ports/scheduler.ts';
import { portsWith } from '../test/helpers/cli.ts';
import { worked } from '../test/helpers/log.ts';
import { instantMetrics } from './fleet.ts';

/** One process that drives a log until it is ended; every second it says which turns it took, and how late. */
const [place = ''] = process.argv.slice(2);

const ports = portsWith(new Map(), {
  clock: systemClock,
  openFlags: async (_, at) => ok(flagdBackend(at)),
  openMetrics: async () => ok(instantMetrics),
});
const context = async (): Promise<Context> => ({
  fetch,
  secret: async () => ok(undefined),
  clock: systemClock,
  files: ports.files,
});
const log = worked(await openLogAt(place, { context }));
const scheduler = worked(await openSchedulerAt(place, { context }));

let taken: number[] = [];
const counted: Scheduler = {
  ...scheduler,
  run: (waking) =>
    scheduler.run({
      ...waking,
      woken: (id, lateMs) => {
        if (id !== '*') taken.push(Math.round(lateMs));
        return waking.woken(id, lateMs);
      },
    }),
};
const stop = new AbortController();
const say = (heapMb?: number): void => {
  const { user, system } = process.cpuUsage();
  writeSync(1, `${JSON.stringify({ late: taken, cpuMs: (user + system) / 1000, heapMb })}\n`);
  taken = [];
};
/** What is still needed after the rest was collected. */
const heapMb = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
};
say(heapMb());
const said = setInterval(say, 1000);
const driver = drive(ports, { log, scheduler: counted, stop: stop.signal });
process.once('SIGTERM', () => {
  clearInterval(said);
  // While all that it kept is still there.
  say(heapMb());
  stop.abort();
});
await driver.done;
await scheduler.close();
await log.close();
