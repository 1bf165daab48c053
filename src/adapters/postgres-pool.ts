import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Server } from './postgres-address.ts';

export type Row = Readonly<Record<string, string | null>>;

export type Given = string | number | boolean | null | readonly string[] | readonly number[];

/** Asks one statement, with `$1`, `$2` … for its values; every value of an answer is text. Throws what the database says. */
export type Ask = (text: string, values?: readonly Given[]) => Promise<readonly Row[]>;

/** How long is waited for a connection, for somebody else's lock, and for an answer. */
export type Patience = { readonly connectMs: number; readonly lockMs: number; readonly answerMs: number };

export type Pooled = { readonly ask: Ask; readonly release: () => Promise<void> };

type Shared = { readonly pool: pg.Pool; users: number };

const MOST_CONNECTIONS = 8;
const GOODBYE_MS = 1000;

const SHARED = new Map<string, Shared>();

/** The connections of this process to one place, shared by all who ask there, and closed by the last of them. */
export const pooled = (server: Server, patience: Patience): Pooled => {
  const key = JSON.stringify([server, patience]);
  const shared = SHARED.get(key) ?? { pool: poolFor(server, patience), users: 0 };
  SHARED.set(key, shared);
  shared.users += 1;
  let isHeld = true;
  return {
    ask: async (text, values) =>
      (await shared.pool.query<Row>(values ? { text, values: values.map((one) => one) } : text)).rows,
    release: async () => {
      if (!isHeld) return;
      isHeld = false;
      shared.users -= 1;
      if (shared.users > 0) return;
      SHARED.delete(key);
      // A server that is gone answers no goodbye.
      await Promise.race([shared.pool.end(), sleep(GOODBYE_MS, undefined, { ref: false })]);
    },
  };
};

const poolFor = (server: Server, patience: Patience): pg.Pool => {
  const pool = new pg.Pool({
    ...connectionTo(server, patience),
    max: MOST_CONNECTIONS,
    types: { getTypeParser: () => (value: string) => value },
  });
  // A connection that breaks while nobody uses it is taken out; who uses one hears it by the words themselves.
  pool.on('error', () => undefined);
  return pool;
};

/**
 * The server gives up first, so that it says why; we give up where it says nothing. What was begun and not ended is
 * ended by the server too: a process that hangs holds up nobody.
 */
export const connectionTo = (server: Server, { connectMs, lockMs, answerMs }: Patience): pg.PoolConfig => {
  const { host, port, database, user, password, tls } = server;
  return {
    host,
    port,
    database,
    user,
    password,
    ssl: tls,
    application_name: 'rampart',
    options: '-c default_transaction_isolation=read\\ committed',
    connectionTimeoutMillis: connectMs,
    lock_timeout: lockMs,
    statement_timeout: answerMs,
    idle_in_transaction_session_timeout: answerMs,
    query_timeout: answerMs + 1000,
    keepAlive: true,
    allowExitOnIdle: true,
  };
};
