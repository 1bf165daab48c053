import { sql } from '../../src/adapters/flag-backend/sql.ts';
import { nodeSqlite } from '../../src/adapters/node-sqlite.ts';
import { aContext } from '../helpers/context.ts';
import { worked } from '../helpers/log.ts';
import { aFlagFile } from './env.ts';
import type { FlagWorld } from './world.ts';

/** The tables of the pilot rollouts, in the words of SQLite. */
export const PILOT = `
  CREATE TABLE feature_rollouts (
    id INTEGER PRIMARY KEY, feature_name TEXT NOT NULL UNIQUE, current_tier TEXT NOT NULL, percentage REAL NOT NULL,
    status TEXT NOT NULL, whitelisted_customers TEXT NOT NULL DEFAULT '[]', started_at TEXT, owner TEXT DEFAULT 'nobody');
  CREATE TABLE rollout_events (
    id INTEGER PRIMARY KEY, feature_name TEXT NOT NULL, customer_id TEXT NOT NULL, event TEXT NOT NULL,
    metadata TEXT, timestamp TEXT NOT NULL);`;

/** A database with these tables, and a way to ask it by hand. */
export const aPilot = (statements = PILOT) => {
  const file = aFlagFile('pilot.db', '');
  const ask = (text: string): Record<string, unknown>[] => {
    const database = new (nodeSqlite().DatabaseSync)(file, { timeout: 5000 });
    try {
      return database.prepare(text).all();
    } finally {
      database.close();
    }
  };
  const database = new (nodeSqlite().DatabaseSync)(file);
  database.exec(statements);
  database.close();
  return { file, ask };
};

export const pilotWorld = async (): Promise<FlagWorld> => ({
  backend: worked(await sql.open(aPilot().file, aContext())),
});
