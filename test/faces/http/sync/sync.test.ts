import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { network } from '../../../network.ts';
import { letters } from '../../../helpers/access.ts';
import { aListeningService, type Listening } from '../../../helpers/listening.ts';
import { anOffice, type Office } from '../../../helpers/office.ts';
import { aSyncClient, documentIn, type SyncClient } from '../../../helpers/sync-client.ts';

/** gRPC's own client against the service on a port of this machine; without what reads along on the network. */
let office: Office;
let service: Listening;
let client: SyncClient;
beforeAll(() => network.close());
afterAll(() => network.listen({ onUnhandledFrame: 'error' }));
beforeEach(async () => {
  office = anOffice();
  service = await aListeningService(office);
  client = aSyncClient(service.sync);
});
afterEach(async () => {
  client.close();
  await service.close();
  office.close();
});

const request = async (path: string, token: string | undefined, init: RequestInit = {}): Promise<string> => {
  const proof = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { 'content-type': 'application/json', ...proof };
  const answer = await fetch(`${service.at}${path}`, { ...init, headers });
  const text = await answer.text();
  expect(answer.ok, text).toBe(true);
  return text;
};
const put = (name: string, body: object, base = '', token?: string) =>
  request(`${base}/feature-flags/${name}`, token, { method: 'PUT', body: JSON.stringify(body) });

/** What is known of tokens is a second old at most; a test says when that second is over. */
const issued = async (words: string): Promise<string> => {
  const { out } = await office.run(`access issue ${words} --json`, { unguessable: letters });
  office.clock.set(office.clock.now + 1001);
  return String(JSON.parse(out).token);
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const flagsIn = (document: string): string[] => Object.keys(JSON.parse(document).flags);
const refusals = async () => {
  const { out } = await office.run('audit --format jsonl');
  return out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).event)
    .filter(({ type }) => type === 'refused')
    .map(({ who, path, right, environment }) => ({ who, path, right, environment }));
};
const refused = async (asking: Parameters<SyncClient['stream']>[0], code: status): Promise<void> => {
  expect(await client.ask('FetchAllFlags', asking)).toMatchObject({ code });
  expect(await client.stream(asking).ended).toMatchObject({ code });
};
const PATH = '/flagd.sync.v1.FlagSyncService';

describe('a stream', () => {
  it('tells all flags at once, and again after each change', async () => {
    const stream = client.stream();
    expect(flagsIn(await stream.next())).toEqual([]);
    await put('search', { enabled: true, percentage: 5 });
    expect(flagsIn(await stream.next())).toEqual(['search']);
    await put('login', { enabled: true });
    expect(flagsIn(await stream.next())).toEqual(['search', 'login']);
    expect(stream.heard.at(-1)).toBe(await request('/flagd/v1/flags.json', undefined));
    expect(await request('/metrics', undefined)).toContain('\nrampart_flag_sync_streams 1\n');
  });

  it('tells nothing of other environments', async () => {
    const [here, there] = [client.stream(), client.stream({ selector: 'flagSetId=staging' })];
    await Promise.all([here.next(), there.next()]);
    await put('search', { enabled: true }, '/environments/staging');
    expect(JSON.parse(await there.next())).toMatchObject({ metadata: { flagSetId: 'staging' } });
    await put('login', { enabled: true });
    expect(flagsIn(await here.next())).toEqual(['login']);
  });

  it('ends badly when the service ends, so that whoever listened comes back', async () => {
    const stream = client.stream();
    await stream.next();
    await service.close();
    expect(await stream.ended).toMatchObject({ code: status.UNAVAILABLE });
    service = await aListeningService(office);
  });

  it('keeps one document for somebody who does not read, and then tells the newest', async () => {
    const allow = Array.from({ length: 5000 }, (_, nth) => `somebody-with-a-long-name-${nth}`);
    await put('search', { enabled: true, percentage: 1, allow });
    const session = connectHttp2(`http://${service.sync}`);
    const stream = session.request({
      ':method': 'POST',
      ':path': `${PATH}/SyncFlags`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    // A message of no bytes: the default of everything.
    stream.end(Buffer.alloc(5));
    await once(stream, 'response');
    for (let percentage = 2; percentage <= 9; percentage += 1) await put('search', { percentage });
    const newest = await request('/flagd/v1/flags.json', undefined);
    const heard: string[] = [];
    let left = Buffer.alloc(0);
    for await (const bytes of stream) {
      left = Buffer.concat([left, bytes]);
      for (let end = 5; left.length >= 5 && left.length >= (end = 5 + left.readUInt32BE(1));) {
        heard.push(documentIn(left.subarray(5, end)));
        left = left.subarray(end);
      }
      if (heard.at(-1) === newest) break;
    }
    session.destroy();
    expect(heard.map((document) => document === newest)).toEqual([false, true]);
  });
});

it('what is fetched is what is told, and nothing is mixed into the context of users', async () => {
  await put('search', { enabled: true });
  expect(await client.ask('FetchAllFlags')).toBe(await request('/flagd/v1/flags.json', undefined));
  expect(flagsIn(String(await client.ask('FetchAllFlags', { selector: 'staging' })))).toEqual([]);
  expect(await client.ask('GetMetadata')).toBe('');
});

it.each([
  ['an environment that is not there', { selector: 'nowhere' }, status.NOT_FOUND],
  ['an environment by the name of something else', { selector: '__proto__' }, status.NOT_FOUND],
  ['two environments', { selector: 'staging', headers: { 'flagd-selector': 'production' } }, status.INVALID_ARGUMENT],
  ['bytes that are no message', { bytes: Buffer.from('ff'.repeat(40), 'hex') }, status.INVALID_ARGUMENT],
  ['more than anybody has to say', { selector: 'a'.repeat(20_000) }, status.RESOURCE_EXHAUSTED],
  ['another page', { headers: { origin: 'https://evil.example' } }, status.PERMISSION_DENIED],
])('%s is refused, on a stream and beside it', async (_, asking, code) => {
  expect(await client.ask('FetchAllFlags', asking)).toMatchObject({ code });
  const stream = client.stream(asking);
  expect(await stream.ended).toMatchObject({ code });
  expect(stream.heard).toEqual([]);
});

it('what is no HTTP/2 does no harm to anybody else', async () => {
  const [host, port] = service.sync.split(':');
  for (const said of [
    'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    '\u0016\u0003\u0001',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxxxxxxxxx',
  ]) {
    const socket = connect(Number(port), host);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.end(said);
    socket.resume();
    if (!socket.destroyed) await once(socket, 'close');
  }
  expect(flagsIn(String(await client.ask('FetchAllFlags')))).toEqual([]);
});

describe('with the first token nobody comes in without one', () => {
  it('whoever may look there is given the flags, by header or by what they are called', async () => {
    const token = await issued('vera --grant viewer@staging');
    const asked = { selector: 'staging' };
    expect(flagsIn(String(await client.ask('FetchAllFlags', { ...asked, headers: bearer(token) })))).toEqual([]);
    expect(flagsIn(String(await client.ask('FetchAllFlags', { ...asked, provider: token })))).toEqual([]);
    const stream = client.stream({ ...asked, provider: token });
    expect(flagsIn(await stream.next())).toEqual([]);
    expect(await refusals()).toEqual([]);
  });

  it('everybody else is refused, and that is written down', async () => {
    const [vera, carl] = [await issued('vera --grant viewer@staging'), await issued('carl --grant client')];
    expect(await client.ask('GetMetadata')).toMatchObject({ code: status.UNAUTHENTICATED });
    await refused({}, status.UNAUTHENTICATED);
    await refused({ headers: bearer(`${vera}x`) }, status.UNAUTHENTICATED);
    await refused({ headers: { authorization: vera } }, status.UNAUTHENTICATED);
    await refused({ provider: 'a-sidecar' }, status.UNAUTHENTICATED);
    await refused({ bytes: Buffer.from('ff'.repeat(40), 'hex') }, status.UNAUTHENTICATED);
    await refused({ headers: bearer(vera) }, status.PERMISSION_DENIED);
    await refused({ headers: { ...bearer(vera), 'flagd-selector': 'nowhere' } }, status.PERMISSION_DENIED);
    await refused({ headers: bearer(carl) }, status.PERMISSION_DENIED);
    const written = await refusals();
    expect(written).toContainEqual({
      who: 'vera',
      path: `${PATH}/SyncFlags`,
      right: 'look',
      environment: 'production',
    });
    expect(written).toContainEqual({ path: `${PATH}/GetMetadata`, right: 'enter', environment: '*' });
    expect(written.filter(({ who }) => who === 'carl')).toHaveLength(2);
    expect(written).toHaveLength(17);
  });

  it('a stream ends before it tells anything to somebody whose rights have ended', async () => {
    const [ada, vera] = [await issued('ada --grant admin'), await issued('vera --grant viewer')];
    const stream = client.stream({ headers: bearer(vera) });
    await stream.next();
    await office.run(`access revoke ${/_([a-z]{10})_/.exec(vera)?.[1]} --reason gone`);
    office.clock.set(office.clock.now + 1001);
    await put('search', { enabled: true }, '', ada);
    expect(await stream.ended).toMatchObject({ code: status.UNAUTHENTICATED });
    expect(stream.heard).toHaveLength(1);
    expect(await refusals()).toEqual([{ path: `${PATH}/SyncFlags`, right: 'enter', environment: '*' }]);
  });

  it('whoever asks too often waits, known or not', async () => {
    await issued('vera --grant viewer');
    const answers = await Promise.all(Array.from({ length: 150 }, () => client.ask('FetchAllFlags')));
    const codes = answers.map((answer) => (typeof answer === 'string' ? -1 : answer.code));
    expect(codes.filter((code) => code === status.UNAUTHENTICATED)).toHaveLength(100);
    expect(codes.filter((code) => code === status.RESOURCE_EXHAUSTED)).toHaveLength(50);
  });
});
