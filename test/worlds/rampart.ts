import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import { sqliteEventLog } from '../../src/adapters/event-log/sqlite.ts';
import { rampart } from '../../src/adapters/flag-backend/rampart.ts';
import { openGate } from '../../src/app/access/gate.ts';
import { notKnown } from '../../src/app/access/refusals.ts';
import { failed, ok } from '../../src/core/problem.ts';
import { httpApp } from '../../src/faces/http/app.ts';
import { flagServices } from '../../src/app/flag-service/services.ts';
import { portsWith } from '../helpers/cli.ts';
import { aContext } from '../helpers/context.ts';
import { worked } from '../helpers/log.ts';
import { aServer, SECRET } from '../helpers/server.ts';
import type { FlagWorld } from './world.ts';

/** An event log without anything in it, in a folder that goes with the test. */
export const anEmptyLog = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-flags-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'rampart.db');
  await worked(await sqliteEventLog(file)).close();
  return file;
};

/** Our own flags, in a log beside us. */
export const rampartLogWorld = async (): Promise<FlagWorld> => {
  const file = await anEmptyLog();
  return { backend: worked(await rampart.open(`${file}?environment=production`, aContext())), runs: 30 };
};

export const AT = 'https://rampart.example.com';

/** A service elsewhere: not a fake one, but ours. */
export const aRampart = () => {
  const [log, ports] = [memoryEventLog(), portsWith()];
  const app = httpApp({
    operation: async () => Promise.reject(new Error('no operation is asked for here')),
    ports,
    log,
    flags: flagServices(ports, log),
    version: '0.0.0-test',
    strict: false,
    hooks: [],
    ending: new AbortController().signal,
    gate: openGate(log, ports),
    reach: { alone: true, origins: [] },
    who: async ({ headers }) =>
      headers.get('authorization') === `Bearer ${SECRET}`
        ? ok({ name: 'executor', roles: { production: ['operator'] }, teams: [] })
        : failed(notKnown('who are you?')),
    letIn: async () => ok(undefined),
    refused: async () => undefined,
  });
  return aServer(
    AT,
    async ({ method, path, query, headers, text }) => {
      const answer = await app.request(`${path}?${query}`, { method, headers, ...(text === '' ? {} : { body: text }) });
      const said = await answer.text();
      const type = answer.headers.get('content-type') ?? '';
      return {
        status: answer.status,
        ...(said === '' ? {} : { json: JSON.parse(said), headers: { 'content-type': type } }),
      };
    },
    { RAMPART_TOKEN: SECRET, FLAGS_TOKEN: SECRET },
  );
};

/** Our own flags, kept by that. */
export const rampartWorld = async (): Promise<FlagWorld> => {
  const server = aRampart();
  return { server, backend: worked(await rampart.open(`${AT}?environment=production`, server.context)), runs: 30 };
};
