import { memoryEventLog } from './memory.ts';
import { postgresEventLog } from './postgres.ts';
import { sqliteEventLog } from './sqlite.ts';

/** The list: every adapter of the `EventLog` port. */
export const eventLogAdapters = { memory: memoryEventLog, sqlite: sqliteEventLog, postgres: postgresEventLog };
