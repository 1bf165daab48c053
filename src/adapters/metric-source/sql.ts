import { z } from 'zod';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import { plain } from '../../core/values/quote.ts';
import { type Context, metricSourceAdapter } from '../../ports/adapter.ts';
import { isAddress } from '../../ports/place.ts';
import { type AskRows, measuredInRows } from './rows.ts';
import { askSqlite } from './sql-sqlite.ts';

/** The server ends a statement before our own patience does, so that it does not go on without anybody. */
const WITHIN_MS = 8000;

const Options = z.strictObject({
  user: z.string().max(100).optional().meta({ description: 'the role to connect as; one that can only read' }),
  tls: z
    .enum(['on', 'off'])
    .default('on')
    .meta({ description: 'off only where the way to the server is your own; for PostgreSQL' }),
});
type Options = z.infer<typeof Options>;

export const sql = metricSourceAdapter({
  name: 'sql',
  about: 'a database that the product writes into what happened: PostgreSQL by its address, SQLite by its file',
  place: {
    what: 'the address of the database, or the file of a SQLite database',
    example: 'postgres://db.example.com:5432/shop?user=rampart_reader',
    takes: ['postgres', 'file'],
  },
  options: Options,
  secrets: [{ name: 'RAMPART_SQL_PASSWORD', about: 'the password of the role, where one is asked for', needed: false }],
  notes: [
    'The `query` of a metric is one SELECT with the columns `samples`, `count`, `bad`, `value`, `p50`, `p95` or `p99` as they are known, and `at`: the newest moment, with its zone or as seconds or milliseconds since 1970. It names `{arm}` and gives one row, or it gives a row for each arm with a column `arm`.',
    'Beside them may stand `usersBad` (different users behind the bad events), `newUsers`, and `histogram`, the buckets of a latency as JSON: `{"bounds": [100, 200], "counts": [7, 2, 1]}`, one count more than there are bounds. Rows with a name in the column `segment` are of groups, at most 50; the row where it is NULL is of all of them.',
    '`{from}`, `{to}`, `{window}` (in seconds), `{arm}` and `{flag}` are parameters of the statement and never part of its text: they stand without quotes. A query must name `{from}` and `{to}`: windows that are over are asked for too.',
    'Statements run in a transaction that can only read, inside a SELECT of our own, for 8 seconds at most. Give them a role that can read these tables and nothing else.',
    'SQLite has no type for moments: `{from}` and `{to}` are texts as its own `CURRENT_TIMESTAMP` writes them, in UTC. Compare with `datetime(column)` where yours are written in another way, and give `at` as `unixepoch(MAX(column))`.',
    'Whether a name inside a query is misspelt, the database cannot tell: it finds nothing, and that is no data.',
  ],
  connect: async ({ at, options }, context) => {
    const ask = await askIn(at, options, context);
    if (!ask.ok) return ask;
    return ok({
      measure: (asked, windowMs, atMs) => measuredInRows(asked, windowMs, atMs, ask.value),
      greet: () => greeted(ask.value, isAddress(at)),
    });
  },
});

const askIn = async (at: string, { user, tls }: Options, { secret }: Context): Promise<Result<AskRows>> => {
  if (!isAddress(at)) return ok(askSqlite(at, WITHIN_MS));
  const password = await secret('RAMPART_SQL_PASSWORD');
  if (!password.ok) return password;
  const { askPostgres } = await import('./sql-postgres.ts');
  return ok(askPostgres({ at, user, tls: tls === 'on', password: password.value, withinMs: WITHIN_MS }));
};

/** Which role that is, and whether it may do more than it needs. */
const ROLE = `SELECT current_user || CASE WHEN EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper)
    OR EXISTS (SELECT 1 FROM information_schema.role_table_grants
      WHERE grantee = current_user AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'))
  THEN ', which may write, and a role that can only read is enough' ELSE ', which can only read' END AS said`;
const VERSION = "SELECT 'SQLite ' || sqlite_version() AS said";

const greeted = async (ask: AskRows, isServer: boolean): Promise<Result<string>> => {
  const window = { fromMs: 0, toMs: 0 };
  const heard = await ask({ query: isServer ? ROLE : VERSION, arm: undefined, flag: '', window });
  if (heard.is === 'rows')
    return ok(`${isServer ? 'PostgreSQL as ' : ''}${plain(String(heard.rows[0]?.['said']), 200)}`);
  return failed(
    problem({
      kind: 'unreachable',
      code: 'database-silent',
      message: heard.why,
      hint: 'look at the place and the role',
    }),
  );
};
