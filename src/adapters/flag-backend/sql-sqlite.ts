import { accessSync, constants, existsSync } from 'node:fs';
import { failed, type Result } from '../../core/problem.ts';
import { isBusy, nodeSqlite, sqliteFault } from '../node-sqlite.ts';
import { type Ask, type Database, sqlProblems } from './sql-database.ts';

const BUSY_MS = 5000;

/** A SQLite file. Each piece of work has a connection of its own, and waits for the one before it: Node cannot wait for two. */
export const sqliteDatabase = (file: string): Database => {
  let before: Promise<unknown> = Promise.resolve();
  return {
    within: (_, work) => {
      const mine = before.then(() => worked(file, work));
      before = mine.catch(() => undefined);
      return mine;
    },
    mayNot: async () => {
      try {
        accessSync(file, constants.W_OK);
        return [];
      } catch {
        return ['write'];
      }
    },
    columns: async (ask, table) => {
      const rows = await ask('SELECT name, lower(type) AS type FROM pragma_table_info($1)', [table]);
      return new Map(rows.map(({ name, type }) => [String(name), String(type)]));
    },
    listOut: (column) => column,
    momentOut: (column) => `unixepoch(${column}, 'auto', 'subsec') * 1000`,
    listIn: (value) => value,
  };
};

const worked = async <T>(file: string, work: (ask: Ask) => Promise<Result<T>>): Promise<Result<T>> => {
  // SQLite would make a database where there is none, and find no flags in it.
  if (!existsSync(file)) return failed(sqlProblems.odd(file, 'there is no such file'));
  try {
    const database = new (nodeSqlite().DatabaseSync)(file, { timeout: BUSY_MS });
    try {
      database.exec('BEGIN IMMEDIATE');
      const done = await work(async (text, values = []) =>
        database.prepare(text.replaceAll(/\$(\d+)/g, '?$1')).all(...values),
      );
      database.exec(done.ok ? 'COMMIT' : 'ROLLBACK');
      return done;
    } finally {
      database.close();
    }
  } catch (error) {
    const fault = sqliteFault(error);
    if (!fault) throw error;
    return failed(isBusy(error) ? sqlProblems.busy(file) : sqlProblems.odd(file, fault.words));
  }
};
