import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundled } from '../helpers/bundled.ts';
import { problemOf, worked } from '../helpers/log.ts';
import { HASTE, openAt } from './logs.ts';
import { aPostgres, type Postgres } from './postgres.ts';
import { runToEnd } from './server.ts';

let server: Postgres;
let certificate: string;

beforeAll(async () => {
  server = await aPostgres();
  certificate = await withTls(server);
});
afterAll(() => server?.stop());

/** The server shows a certificate for its address that nobody else has signed. */
const withTls = async ({ home, runsAs, url }: Postgres): Promise<string> => {
  const [key, made] = [join(home, 'server.key'), join(home, 'server.crt')];
  const name = ['-subj', '/CN=rampart', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await runToEnd('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    made,
    ...name,
  ]);
  chmodSync(key, 0o600);
  if (runsAs !== undefined) chownSync(key, runsAs, runsAs);
  const client = new pg.Client({ connectionString: url() });
  await client.connect();
  for (const [setting, value] of [
    ['ssl_cert_file', made],
    ['ssl_key_file', key],
    ['ssl', 'on'],
  ])
    await client.query(`alter system set ${setting} = '${value}'`);
  await client.query('select pg_reload_conf()');
  await client.end();
  return made;
};

it('is refused where nobody vouches for the certificate, and let in where somebody does or nobody asks', async () => {
  const refused = problemOf(await openAt(server.url(), { patience: HASTE }));
  expect(refused).toMatchObject({ code: 'log-not-opened', message: expect.stringContaining('certificate') });
  const script = await bundled(new URL('log-process.ts', import.meta.url));
  const trusting = (extra: string) =>
    spawnSync(process.execPath, ['--no-warnings', script, server.url(), 'a', '1'], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: extra },
      encoding: 'utf8',
    });
  expect(trusting(certificate).stdout).toContain('wrote 3');
  expect(trusting('').stderr).toContain('certificate');
  await worked(await openAt(`${server.url()}?tls=off`)).close();
});
