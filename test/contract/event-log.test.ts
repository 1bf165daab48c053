import { eventLogAdapters } from '../../src/adapters/event-log/index.ts';
import { memoryEventLog } from '../../src/adapters/event-log/memory.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { keepsTheLog } from '../helpers/event-log.ts';
import { sqliteWorld } from '../worlds/sqlite.ts';

const WORLDS: Readonly<Record<string, () => Promise<EventLog>>> = {
  memory: async () => memoryEventLog(),
  sqlite: sqliteWorld,
};

/** Those that need a server are held to the same where there is one. */
const ELSEWHERE: Readonly<Record<string, string>> = { postgres: 'test/real/event-log.test.ts' };

for (const name of Object.keys(eventLogAdapters)) {
  const world = WORLDS[name];
  if (world) keepsTheLog(name, world);
  else if (!ELSEWHERE[name]) throw new Error(`no world for the event log ${name}`);
}
