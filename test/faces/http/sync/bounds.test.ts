import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../../src/adapters/clock/system.ts';
import { memoryEventLog } from '../../../../src/adapters/event-log/memory.ts';
import { setFlag } from '../../../../src/app/flag-service/changes.ts';
import type { FlagService } from '../../../../src/app/flag-service/service.ts';
import { failed, ok, problem, type Result } from '../../../../src/core/problem.ts';
import type { Caller } from '../../../../src/faces/http/caller.ts';
import { flagServices } from '../../../../src/app/flag-service/services.ts';
import { openSync } from '../../../../src/faces/http/sync/open.ts';
import { type Room, roomFor } from '../../../../src/faces/http/room.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import { network } from '../../../network.ts';
import { portsWith } from '../../../helpers/cli.ts';
import { testClock } from '../../../helpers/executor.ts';
import { aFlagService, ASKING } from '../../../helpers/flag-service.ts';
import { worked } from '../../../helpers/log.ts';
import { someone } from '../../../helpers/service.ts';
import { aSyncClient, type SyncClient } from '../../../helpers/sync-client.ts';

/** What is given and to whom, with bounds that a test can reach, and a proof that it decides on. */
let flags: FlagService;
let who: Result<Caller>;
let at: string;
let close: () => Promise<void>;
let client: SyncClient;
let session: ClientHttp2Session | undefined;
let room: Room;

type Limits = Partial<Parameters<typeof openSync>[2]>;

const opened = async ({ clock = testClock(), ...limits }: Limits & { readonly clock?: Clock } = {}): Promise<void> => {
  const ports = portsWith(new Map(), { clock });
  const services = flagServices(ports, memoryEventLog());
  flags = worked(await services.at('production'));
  who = ok(someone('vera', 'viewer'));
  room = roomFor(2, 1);
  const ending = new AbortController();
  const given = worked(
    await openSync(
      {
        ports,
        flags: services,
        room,
        reach: { alone: true, origins: [] },
        ending: ending.signal,
        who: async () => who,
        refused: async () => undefined,
      },
      { host: '127.0.0.1', port: 0, reached: (address) => void (at = address.replace('grpc://', '')) },
      { connections: 3, askMs: 60_000, graceMs: 60_000, ...limits },
    ),
  );
  close = async () => {
    ending.abort();
    await given.close();
  };
  client = aSyncClient(at);
};

beforeAll(() => network.close());
afterAll(() => network.listen({ onUnhandledFrame: 'error' }));
beforeEach(() => void (session = undefined));
afterEach(async () => {
  client.close();
  session?.destroy();
  await close();
});

const set = async (percentage: number, allow: readonly string[] = []) =>
  worked(await setFlag(flags, 'search', { enabled: true, percentage, allow: [...allow] }, ASKING));

/** A stream that nobody reads, on a connection of its own. */
const asking = () => {
  session = connectHttp2(`http://${at}`);
  session.on('error', () => undefined);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/flagd.sync.v1.FlagSyncService/SyncFlags',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.on('error', () => undefined);
  return stream;
};

describe('bounds', () => {
  it('of streams: no more of one caller, or of all, until somebody leaves', async () => {
    await opened();
    const first = client.stream();
    await first.next();
    expect(await client.stream().ended).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    expect(room.taken()).toBe(1);
    who = ok(someone('omar', 'viewer'));
    const second = client.stream();
    await second.next();
    who = ok(someone('zoe', 'viewer'));
    expect(await client.stream().ended).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    expect(await client.ask('FetchAllFlags')).toContain('"flags":{}');
    first.call.cancel();
    await first.ended;
    for (let code: number = status.RESOURCE_EXHAUSTED; code === status.RESOURCE_EXHAUSTED;) {
      const again = client.stream();
      code = await Promise.race([again.next().then(() => status.OK), again.ended.then((ended) => ended.code)]);
    }
    expect(room.taken()).toBe(2);
  });

  it('of connections: one more is hung up on', async () => {
    await opened({ connections: 1 });
    await client.ask('FetchAllFlags');
    const [host, port] = at.split(':');
    const socket = connect(Number(port), host);
    socket.on('error', () => undefined);
    socket.resume();
    await once(socket, 'close');
    expect(await client.ask('FetchAllFlags')).toContain('"flags":{}');
  });

  it('of patience: whoever begins and does not say what they want is told so', async () => {
    await opened({ askMs: 50 });
    const stream = asking();
    const [headers] = await once(stream, 'response');
    expect(headers).toMatchObject({ 'grpc-status': String(status.DEADLINE_EXCEEDED) });
  });

  it('of an end: whoever does not read does not hold it up', async () => {
    await opened({ graceMs: 50 });
    await set(
      1,
      Array.from({ length: 9000 }, (_, nth) => `somebody-with-a-long-name-${nth}`),
    );
    const stream = asking();
    stream.end(Buffer.alloc(5));
    await once(stream, 'response');
    expect(room.taken()).toBe(1);
    await close();
    await vi.waitFor(() => expect(room.taken()).toBe(0), 10_000);
  });
});

it('while nobody can know who may hear it, nothing is told and nobody is turned away', async () => {
  await opened();
  const stream = client.stream();
  await stream.next();
  const unknown = problem({ kind: 'unreachable', code: 'log-away', message: 'the log is away', hint: 'wait' });
  who = failed(unknown);
  await set(5);
  expect(await client.ask('FetchAllFlags')).toMatchObject({ code: status.UNAVAILABLE });
  expect(stream.heard).toHaveLength(1);
  who = ok(someone('vera', 'viewer'));
  await set(6);
  expect(await stream.next()).toBe(flags.definitions().text);
  expect(stream.heard).toHaveLength(2);
});

it('what another process changed is heard as well', async () => {
  await opened({ clock: systemClock });
  const stream = client.stream();
  await stream.next();
  const other = await aFlagService(flags.log);
  worked(await setFlag(other, 'search', { enabled: true }, ASKING));
  expect(await stream.next()).toBe(other.definitions().text);
});

it('a port that is taken is told with the option that names another', async () => {
  await opened();
  const [host = '', port] = at.split(':');
  const serving = { ports: portsWith() } as Parameters<typeof openSync>[0];
  const second = await openSync(serving, { host, port: Number(port), reached: () => undefined });
  expect(second).toMatchObject({ ok: false, problems: [{ code: 'not-listening' }] });
  expect(second.ok ? '' : second.problems[0]?.hint).toContain('--sync');
});
