import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { sqliteEventLog } from '../../src/adapters/event-log/sqlite.ts';
import { rampart } from '../../src/adapters/flag-backend/rampart.ts';
import { aContext } from '../helpers/context.ts';
import { worked } from '../helpers/log.ts';
import type { FlagWorld } from './world.ts';

/** An event log without anything in it, in a folder that goes with the test. */
export const anEmptyLog = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-flags-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'rampart.db');
  await worked(await sqliteEventLog(file)).close();
  return file;
};

/** Our own flags, in a log of their own. */
export const rampartWorld = async (): Promise<FlagWorld> => {
  const file = await anEmptyLog();
  return { backend: worked(await rampart.open(`${file}?environment=production`, aContext())), runs: 30 };
};
