import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { postgresEventLog } from '../../../src/adapters/event-log/postgres.ts';
import { serverProblem } from '../../../src/adapters/event-log/postgres-problems.ts';
import { serverAt } from '../../../src/adapters/postgres-address.ts';
import { failed, ok, problem } from '../../../src/core/problem.ts';
import { problemOf, worked } from '../../helpers/log.ts';

const nothing = async () => ok(undefined);
const secret = async (name: string) => ok(`of ${name}`);

describe('the address of a log on a server', () => {
  it.each([
    ['postgres://ann@db.example/shop', { host: 'db.example', port: 5432, database: 'shop', user: 'ann', tls: true }],
    ['postgresql://db.example:6000/shop?tls=off', { port: 6000, user: undefined, tls: false }],
    ['postgres://ann:p%40%2Fss@[::1]/shop', { host: '::1', user: 'ann', password: 'p@/ss' }],
    ['postgres://db.example/shop?sslmode=require', { tls: true }],
    ['postgres://db.example/shop?sslmode=disable', { tls: false }],
    ['postgres://a%20b@db.example/my%20shop', { user: 'a b', database: 'my shop' }],
  ])('%s', async (place, read) => {
    expect(worked(await serverAt(place, nothing))).toMatchObject(read);
  });

  it('is shown and given on without its password, and leads to the same place', async () => {
    const first = worked(await serverAt('postgres://ann:s3cret@db.example:6000/shop?sslmode=disable', nothing));
    expect(first.at).toBe('postgres://ann@db.example:6000/shop?tls=off');
    expect(worked(await serverAt(first.at, nothing))).toEqual({ ...first, password: undefined });
  });

  it('takes the password from where secrets are, unless it has one', async () => {
    expect(worked(await serverAt('postgres://db.example/shop', secret)).password).toBe('of RAMPART_DB_PASSWORD');
    expect(worked(await serverAt('postgres://a:b@db.example/shop', secret)).password).toBe('b');
    const odd = problem({ kind: 'usage', code: 'secret-odd', message: 'm', hint: 'h' });
    expect(problemOf(await serverAt('postgres://db.example/shop', async () => failed(odd)))?.code).toBe('secret-odd');
  });

  it.each<[string, number]>([
    ['http://ann:s3cret@db.example/shop', 1],
    ['postgres://ann:s3cret@db.example', 1],
    ['postgres://ann:s3cret@db.example/shop/more', 1],
    ['postgres://ann:s3cret@db.example/?tls=perhaps&pool=9#s3cret', 4],
    ['postgres://ann:s3cret@db.example/shop?tls=on&sslmode=disable', 1],
    ['postgres://ann:s3cret@db.example:port/shop', 1],
  ])('that is off is refused with everything that is wrong, and none of its words: %s', async (place, count) => {
    const opened = await postgresEventLog(place, { secret: nothing });
    const problems = opened.ok ? [] : opened.problems;
    expect(problems.map(({ code, kind }) => [code, kind])).toEqual(
      Array.from({ length: count }, () => ['log-address', 'usage']),
    );
    expect(JSON.stringify(problems)).not.toContain('s3cret');
  });
});

const said = (code: string, message = 'said'): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError(message, 0, 'error'), { code, detail: 'postgres://elsewhere' });

const thrown = (message: string, code = ''): Error => Object.assign(new Error(message), { code });

it.each<[string, Error, string, string]>([
  ['a full disk', said('53100'), 'log-disk-full', 'unreachable'],
  ['a lock', said('55P03'), 'log-busy', 'locked'],
  ['a deadlock', said('40P01'), 'log-busy', 'locked'],
  ['a wrong password', said('28P01'), 'log-not-opened', 'usage'],
  ['no such database', said('3D000'), 'log-not-opened', 'usage'],
  ['no rights', said('42501'), 'log-read-only', 'usage'],
  ['a standby', said('25006'), 'log-read-only', 'usage'],
  ['a shutdown', said('57P01'), 'log-failed', 'unreachable'],
  ['too many connections', said('53300'), 'log-failed', 'unreachable'],
  ['broken pages', said('XX001'), 'log-damaged', 'invalid'],
  ['a move', said('RA001'), 'log-moved', 'stale'],
  ['a move on its way', said('RA002'), 'log-filling', 'locked'],
  ['another program', said('RA003'), 'log-not-ours', 'usage'],
  ['a code of tomorrow', said('99999'), 'log-failed', 'unreachable'],
  ['nobody there', thrown('', 'ECONNREFUSED'), 'log-failed', 'unreachable'],
  ['several numbers', new AggregateError([thrown('connect ECONNREFUSED ::1:5')]), 'log-failed', 'unreachable'],
  ['a cut', thrown('Connection terminated unexpectedly'), 'log-failed', 'unreachable'],
  ['a bad certificate', thrown('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'), 'log-not-opened', 'usage'],
  ['no TLS', thrown('The server does not support SSL connections'), 'log-not-opened', 'usage'],
  ['a name that nobody knows now', thrown('getaddrinfo ENOTFOUND db', 'ENOTFOUND'), 'log-failed', 'unreachable'],
])('says what to do about %s', (_, error, code, kind) => {
  const found = serverProblem('postgres://db/x', error, 'write');
  expect(found).toMatchObject({ code, kind, path: 'postgres://db/x' });
  expect(found.hint).not.toBe('');
});

it('throws on what no server says', () => {
  expect(() => serverProblem('x', new TypeError('a bug'), 'read')).toThrow('a bug');
});
