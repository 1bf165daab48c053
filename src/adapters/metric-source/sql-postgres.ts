import pg from 'pg';
import { plain } from '../../core/values/quote.ts';
import { fault } from './answer.ts';
import type { AskRows, RowsHeard } from './rows.ts';
import { POSTGRES, statementOf } from './sql-statement.ts';

/**
 * A PostgreSQL server. Each question has a connection of its own and a transaction that can only read; the server ends
 * it when its time is over. Values come as the server writes them: the driver would read a moment without a zone as one
 * of this machine.
 */
export const askPostgres =
  ({ at, user, password, tls, withinMs }: Database): AskRows =>
  async (asked) => {
    const client = new pg.Client({
      ...whereIn(at),
      user,
      password,
      ssl: tls,
      options: '-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO',
      application_name: 'rampart',
      connectionTimeoutMillis: withinMs,
      statement_timeout: withinMs,
      query_timeout: withinMs + 1000,
      types: { getTypeParser: () => (value: string) => value },
    });
    // A connection that breaks between two words is told by the words themselves.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await readIn(client, asked);
    } catch (error) {
      return fault(plain(error instanceof Error ? error.message || 'it cannot be reached' : String(error), 200));
    } finally {
      await client.end().catch(() => undefined);
    }
  };

type Database = {
  readonly at: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
  readonly withinMs: number;
};

const whereIn = (at: string): { host: string; port: number; database: string } => {
  const { hostname, port, pathname } = new URL(at);
  return { host: hostname, port: Number(port || 5432), database: decodeURIComponent(pathname.slice(1)) };
};

const readIn = async (client: pg.Client, asked: Parameters<AskRows>[0]): Promise<RowsHeard> => {
  await client.query('BEGIN TRANSACTION READ ONLY');
  const { text, values } = statementOf(asked, POSTGRES);
  // Without parameters the driver would send it in a way that lets a second statement follow the first.
  const given: pg.QueryConfig & { queryMode: 'extended' } = { text, values: [...values], queryMode: 'extended' };
  const { rows } = await client.query(given);
  await client.query('ROLLBACK');
  return { is: 'rows', rows };
};
