import pg from 'pg';
import { failed, type Problem, type Result } from '../../core/problem.ts';
import { type Ask, type Database, named, sqlProblems } from './sql-database.ts';

const RIGHTS = ['SELECT', 'INSERT', 'UPDATE'];
const WITHIN_MS = 8000;

export type Server = {
  readonly at: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
};

/** A PostgreSQL server. Each piece of work has a connection of its own, and the server ends what takes too long. */
export const postgresDatabase = (server: Server): Database => ({
  within: (flag, work) => worked(server, flag, work),
  mayNot: async (ask, table) => {
    const asked = RIGHTS.map((right) => `has_table_privilege($1, '${right}') AS "${right}"`).join(', ');
    const [row] = await ask(`SELECT ${asked}`, [named(table)]);
    return RIGHTS.filter((right) => !String(row?.[right]).startsWith('t'));
  },
  columns: async (ask, table) => {
    const [name = '', schema = null] = table.split('.').toReversed();
    const rows = await ask(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_name = $1 AND table_schema = COALESCE($2, current_schema())`,
      [name, schema],
    );
    return new Map(rows.map(({ name: column, type }) => [String(column), String(type).toLowerCase()]));
  },
  momentOut: (column, type) =>
    type.startsWith('timestamp') ? `(extract(epoch from ${column}) * 1000)::double precision` : undefined,
  listOut: (column) => `to_json(${column})::text`,
  listIn: (value, type) =>
    type === 'array' ? `ARRAY(SELECT json_array_elements_text(${value}::json))` : `${value}::${type}`,
});

const worked = async <T>(server: Server, flag: string, work: (ask: Ask) => Promise<Result<T>>): Promise<Result<T>> => {
  const client = clientFor(server);
  // A connection that breaks between two words is told by the words themselves.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN');
    // A row that is not there yet cannot be locked, so the name of the flag is.
    await client.query({ text: 'SELECT pg_advisory_xact_lock(hashtext($1))', values: [`rampart ${flag}`] });
    const done = await work(async (text, values = []) => (await client.query({ text, values: [...values] })).rows);
    await client.query(done.ok ? 'COMMIT' : 'ROLLBACK');
    return done;
  } catch (error) {
    return failed(problemOf(server.at, error));
  } finally {
    await client.end().catch(() => undefined);
  }
};

const clientFor = ({ at, user, password, tls }: Server): pg.Client => {
  const { hostname, port, pathname } = new URL(at);
  return new pg.Client({
    host: hostname,
    port: Number(port || 5432),
    database: decodeURIComponent(pathname.slice(1)),
    user,
    password,
    ssl: tls,
    application_name: 'rampart',
    connectionTimeoutMillis: WITHIN_MS,
    statement_timeout: WITHIN_MS,
    query_timeout: WITHIN_MS + 1000,
    types: { getTypeParser: () => (value: string) => value },
  });
};

/** Classes of SQLSTATE: 28 is who we are, 42501 what we may do, 40 and 55 somebody else's lock, 08 and 57 the server itself. */
const problemOf = (at: string, error: unknown): Problem => {
  const said = error instanceof Error ? error.message || String(Reflect.get(error, 'code')) : String(error);
  const state = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
  if (state.startsWith('28') || state === '42501') return sqlProblems.refused(at, said);
  if (state.startsWith('40') || state.startsWith('55')) return sqlProblems.busy(at);
  return state === '' || /^(?:08|53|57)/.test(state) ? sqlProblems.unreachable(at, said) : sqlProblems.odd(at, said);
};
