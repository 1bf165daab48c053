import { z } from 'zod';
import { failed, ok, type Result } from '../../core/problem.ts';
import { type Context, flagBackendAdapter } from '../../ports/adapter.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { isAddress, type Told } from '../../ports/place.ts';
import { listedBy } from './listing.ts';
import { listedIn, readEach, writeOver } from './read-first.ts';
import { type Database, sqlProblems } from './sql-database.ts';
import { sqliteDatabase } from './sql-sqlite.ts';
import { agesOf, findIn, namesIn, narrowed, putIn, type Tables, tablesIn } from './sql-table.ts';

const PASSWORD = {
  name: 'FLAGS_SQL_PASSWORD',
  about: 'the password of the role, where one is asked for',
  needed: false,
};

const CAPABILITIES = {
  stepPercent: 0.01,
  segments: false,
  conditions: false,
  allowList: true,
  places: false,
  variants: false,
  prerequisites: false,
  sticky: true,
  monotone: true,
  revisioned: true,
  listed: true,
};

const table = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}(?:\.[A-Za-z_][A-Za-z0-9_]{0,62})?$/, 'not the name of a table');
const Options = z.strictObject({
  table: table
    .default('feature_rollouts')
    .meta({ description: 'the table of flags, with its schema where it needs one' }),
  events: table.default('rollout_events').meta({ description: 'the table of what happened, where there is one' }),
  user: z.string().max(100).optional().meta({ description: 'the role to connect as; for PostgreSQL' }),
  tls: z
    .enum(['on', 'off'])
    .default('on')
    .meta({ description: 'off only where the way to the server is your own; for PostgreSQL' }),
});
type Options = z.infer<typeof Options>;

export const sql = flagBackendAdapter({
  name: 'sql',
  about: 'a table feature_rollouts with a percentage and a status for each feature',
  place: {
    what: 'the address of a PostgreSQL database, or the file of a SQLite database',
    example: 'postgres://db.example.com:5432/shop?user=rampart',
    takes: ['postgres', 'file'],
  },
  options: Options,
  secrets: [PASSWORD],
  notes: [
    'A flag is a row: `feature_name`, `percentage` and `status` must be there as columns; `current_tier`, `started_at` and `whitelisted_customers` (a list: an array, JSON, or JSON in a text) are written where they are. `active`, `paused` and `completed` are on; `rolled_back`, `disabled` and `pending` are off; any other status counts as on, and is told.',
    'Each change is one transaction, which looks at the row, refuses what was made for an older state, writes the row, and adds an event `rollout_changed` to the table of events where there is one. Other rows and columns stay as they are.',
    'A column of whole numbers holds whole percents only, and without a column of users no plan that names some can be carried out: both are told before anything starts.',
    'Which users are in a share is decided by the program that reads the table. It must keep them in as the share grows.',
  ],
  capabilities: CAPABILITIES,
  connect: async (told, context) => {
    const database = await databaseAt(told, context);
    if (!database.ok) return database;
    const { at, options } = told;
    const names = { at, table: options.table, events: options.events };
    const tables = await database.value.within('', (ask) => tablesIn(ask, database.value, names));
    return tables.ok ? ok(tableOf(database.value, tables.value)) : tables;
  },
});

const databaseAt = async ({ at, options }: Told<Options>, { secret }: Context): Promise<Result<Database>> => {
  if (!isAddress(at)) return ok(sqliteDatabase(at));
  const password = await secret(PASSWORD.name);
  if (!password.ok) return password;
  const { postgresDatabase } = await import('./sql-postgres.ts');
  return ok(postgresDatabase({ at, user: options.user, password: password.value, tls: options.tls === 'on' }));
};

const tableOf = (database: Database, tables: Tables): FlagBackend => {
  const capabilities = { ...CAPABILITIES, ...narrowed(tables) };
  return {
    capabilities,
    read: (keys) => readEach(keys, (key) => database.within(key, (ask) => findIn(key, ask, database, tables))),
    greet: () =>
      database.within('', async (ask) => {
        const denied = await database.mayNot(ask, tables.table);
        return denied.length > 0
          ? failed(sqlProblems.refused(tables.at, `${denied.join(', ')} on ${tables.table}`))
          : ok(`${tables.table} may be read and written`);
      }),
    list: (page) =>
      database.within('', async (ask) => {
        const names = await namesIn(ask, tables, page);
        if (!names.ok) return names;
        return listedBy(names.value, async (key) => {
          const found = await findIn(key, ask, database, tables);
          const aside = found.ok && found.value ? await agesOf(key, ask, database, tables) : {};
          return listedIn(found.ok && found.value ? ok({ ...found.value, aside }) : found);
        });
      }),
    write: (flag, expected) =>
      database.within(flag.key, (ask) =>
        writeOver(flag, expected, {
          capabilities,
          find: (key) => findIn(key, ask, database, tables),
          put: (wanted, found) => putIn(wanted, found, { ask, database, tables }),
        }),
      ),
  };
};
