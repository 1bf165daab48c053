import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DEFAULT_LOG_FILE, sqliteEventLog } from '../../src/adapters/event-log/sqlite.ts';
import type { EventLog } from '../../src/ports/event-log.ts';

/** A folder that goes with the test. */
export const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rampart-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export const aLogFile = (): string => join(aFolder(), DEFAULT_LOG_FILE);

export const openLog = async (file: string): Promise<EventLog> => {
  const opened = await sqliteEventLog(file);
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  onTestFinished(() => opened.value.close());
  return opened.value;
};

/** The world behind the sqlite log: a file in a folder of its own. */
export const sqliteWorld = (): Promise<EventLog> => openLog(aLogFile());
