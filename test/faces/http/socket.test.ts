import { connect, type Socket } from 'node:net';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGate } from '../../../src/app/access/gate.ts';
import { operations } from '../../../src/app/index.ts';
import { listen } from '../../../src/faces/http/listen.ts';
import { serveHttp } from '../../../src/faces/http/serve.ts';
import { network } from '../../network.ts';
import { letters } from '../../helpers/access.ts';
import { worked } from '../../helpers/log.ts';
import { anOffice, type Office } from '../../helpers/office.ts';

let office: Office;
let port = 0;
let token = '';
const over = new AbortController();
let ended: Promise<unknown> = Promise.resolve();

/** The service as it is served, on a socket; without what stands between tests and the network, which reads along. */
beforeAll(async () => {
  network.close();
  office = anOffice();
  await office.run('apply p.json --once --yes');
  token = JSON.parse((await office.run('access issue ada --grant admin --json', { unguessable: letters })).out).token;
  const ports = { ...office.ports, unguessable: letters };
  const log = worked(await ports.openLog(office.path('rampart.db')));
  await new Promise<void>((done) => {
    const reached = (address: string): void => {
      port = Number(new URL(address).port);
      done();
    };
    const reach = { alone: true, origins: [] };
    const at = { host: '127.0.0.1', port: 0, strict: false, signal: over.signal, reached };
    const serving = { ...at, log, gate: openGate(log, ports), reach };
    ended = serveHttp(call, serving as never, ports, '0.0.0-test').then(() => log.close());
  });
});
afterAll(async () => {
  over.abort();
  await ended;
  office.close();
  network.listen({ onUnhandledFrame: 'error' });
});

const call = async (name: string) => operations[name as keyof typeof operations]();

/** What comes back for these bytes, until the other side has said it or hangs up. */
const sent = (at: number, write: (socket: Socket) => void): Promise<string> =>
  new Promise((done) => {
    const socket = connect(at, '127.0.0.1', () => write(socket));
    let said = '';
    socket.on('data', (bytes) => (said += bytes.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => done(said));
  });

const raw = (...lines: readonly string[]): Promise<string> => sent(port, (socket) => socket.write(lines.join('\r\n')));

const request = (line: string, ...headers: readonly string[]): Promise<string> =>
  raw(`${line} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', ...headers, '', '');

const mine = (): string => `Authorization: Bearer ${token}`;
const statusOf = (said: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1] ?? 0);

/** Nothing of the machine, of the code, or of what opens anything. */
const LEAKS = /root:|node_modules|\.ts:\d|\.js:\d|SQLITE|sqlite|rampart-office|at async|Error:/;

const standing = async (): Promise<string> => {
  const log = worked(await office.ports.openLog(office.path('rampart.db')));
  const all = worked(await log.list()).filter(({ id }) => !id.startsWith('audit:'));
  await log.close();
  return JSON.stringify(all);
};

describe('over a socket', () => {
  it('answers who proves who they are', async () => {
    const said = await request('GET /api/v1/me', mine());
    expect(statusOf(said)).toBe(200);
    expect(said).toContain('"name":"ada"');
  });

  it.each([
    ['a path that climbs', '/../../../../etc/passwd', 404],
    ['the same, encoded', '/%2e%2e/%2e%2e/%2e%2e/etc/passwd', 404],
    ['slashes in an id', '/api/v1/rollouts/..%2f..%2f..%2fetc%2fpasswd', 404],
    ['the same with backslashes', '/api/v1/rollouts/..%5c..%5cetc%5cpasswd/log', 404],
    ['a zero in an id', '/api/v1/rollouts/%00', 404],
    ['what is no UTF-8', '/api/v1/rollouts/%ff%fe', 404],
    ['a broken escape', '/api/v1/rollouts/%zz', 404],
    ['a name of something every object has', '/api/v1/rollouts/__proto__', 404],
    ['a flag by such a name', '/feature-flags/constructor', 404],
    ['a line break in an id', '/api/v1/rollouts/a%0d%0aSet-Cookie:%20x=1', 404],
    ['a line break in what is asked', '/api/v1/rollouts?after=%0d%0aSet-Cookie:%20x=1&limit=1', 400],
    ['a log that is no rollout', '/api/v1/rollouts/access:tokens/log', 404],
    ['another such log', '/api/v1/rollouts/audit:2026-03-02', 404],
    ['a place that is another server', 'http://169.254.169.254/latest/meta-data', 403],
  ])('%s: refused, and nothing told', async (_, path, status) => {
    const said = await request(`GET ${path}`, mine());
    expect(statusOf(said)).toBe(status);
    expect(said).not.toMatch(LEAKS);
    expect(said).not.toMatch(/^set-cookie/im);
    expect(said).not.toContain(token);
  });

  it.each<[string, () => Promise<string>]>([
    ['no host', () => raw('GET /health HTTP/1.1', 'Connection: close', '', '')],
    ['two lengths', () => request('POST /api/v1/check', 'Content-Length: 2', 'Content-Length: 3')],
    ['a length and pieces', () => request('POST /api/v1/check', 'Content-Length: 2', 'Transfer-Encoding: chunked')],
    ['a header without a name', () => request('GET /health', ': x')],
    ['a header with a break in it', () => request('GET /health', 'X-A: a\rSet-Cookie: x=1')],
    ['a header with a zero in it', () => request('GET /health', 'X-A: \u0000')],
    ['a header without end', () => request('GET /health', `X-A: ${'a'.repeat(20_000)}`)],
    [
      'headers without end',
      () => request('GET /health', ...Array.from({ length: 2000 }, (_, at) => `X-${at}: abcdef`)),
    ],
    ['no HTTP', () => raw('\u0016\u0003\u0001\u0000\u0005', '', '')],
    ['a method that is none', () => request('STEAL /health')],
  ])('%s: refused before anybody reads it', async (_, ask) => {
    const said = await ask();
    expect([400, 408, 413, 431]).toContain(statusOf(said));
    expect(said).not.toMatch(LEAKS);
  });

  it.each(['TRACE', 'OPTIONS', 'PATCH', 'HEAD', 'LINK'])('%s is answered, and does nothing', async (method) => {
    const before = await standing();
    const said = await request(`${method} /api/v1/rollouts/${office.plan.id}/abort`, mine());
    expect(statusOf(said)).toBe(404);
    expect(said).not.toContain(token);
    expect(await standing()).toBe(before);
  });

  it('takes no hundred megabytes, whether it is told of them or not', async () => {
    const piece = Buffer.alloc(65_536, 97);
    const flood = (...headers: readonly string[]) => {
      let bytes = 0;
      const chunked = headers.some((header) => header.includes('chunked'));
      const said = sent(port, (socket) => {
        const head = [`POST /api/v1/check HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', mine()];
        socket.write([...head, 'Content-Type: application/json', ...headers, '', ''].join('\r\n'));
        const pour = (): void => {
          while (bytes < 100 * 1024 * 1024 && socket.writable) {
            bytes += piece.length;
            if (chunked) socket.write('10000\r\n');
            const more = socket.write(piece);
            if (chunked) socket.write('\r\n');
            if (!more) return;
          }
        };
        socket.on('drain', pour);
        pour();
      });
      return said.then((text) => ({ text, bytes }));
    };
    for (const header of [`Content-Length: ${100 * 1024 * 1024}`, 'Transfer-Encoding: chunked']) {
      const { text, bytes } = await flood(header);
      // Whoever goes on sending may be hung up on before they read why.
      expect([413, 0]).toContain(statusOf(text));
      expect(bytes).toBeLessThan(80 * 1024 * 1024);
    }
    const type = 'Content-Type: application/json';
    const told = await request('POST /api/v1/check', mine(), type, `Content-Length: ${100 * 1024 * 1024}`);
    expect(statusOf(told)).toBe(413);
  });

  it('lets no page from elsewhere do anything', async () => {
    const before = await standing();
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1.evil.example:${port}`]) {
      const line = `POST /api/v1/rollouts/${office.plan.id}/abort`;
      expect(statusOf(await request(line, mine(), `Origin: ${origin}`))).toBe(403);
      expect(statusOf(await request(`OPTIONS /api/v1/rollouts`, `Origin: ${origin}`))).toBe(403);
    }
    expect(
      statusOf(await raw('GET /api/v1/me HTTP/1.1', 'Host: rampart.evil.example', 'Connection: close', mine(), '', '')),
    ).toBe(403);
    expect(await standing()).toBe(before);
  });

  it('takes SQL for words, in every place', async () => {
    const before = await standing();
    const sql = `'; drop table event; update rollout set version = 9 where '1'='1' --`;
    const [path, word] = [encodeURIComponent(sql), JSON.stringify(sql)];
    const asked = [
      ...['', '/why', '/log', '/plan', '/result', '/events'].map((name) => `GET /api/v1/rollouts/${path}${name}`),
      `GET /api/v1/rollouts?after=${path}&environment=${path}`,
      `GET /api/v1/audit?since=${path}`,
      `GET /environments/${path}/feature-flags`,
      `GET /feature-flags/${path}`,
    ];
    for (const line of asked) expect([200, 400, 404, 422]).toContain(statusOf(await request(line, mine())));
    const bodies: readonly (readonly [string, string])[] = [
      ['/api/v1/rollouts', `{"plan":${word},"reason":${word},"author":[${word}]}`],
      [`/api/v1/rollouts/${path}/abort`, `{"reason":${word}}`],
      [`/api/v1/rollouts/${office.plan.id}/approve`, `{"reason":${word},"before":${word},"digest":${word}}`],
      ['/api/v1/access', `{"name":${word},"grant":[${word}],"team":[${word}],"expires":${word}}`],
      [`/api/v1/access/${path}/revoke`, `{"reason":${word}}`],
      ['/api/v1/risk', `{"diff":${word},"description":${word}}`],
      ['/session', `{"token":${word}}`],
      ['/feature-flags/toggle', `{"flag":${word},"enabled":true}`],
      ['/ofrep/v1/evaluate/flags', `{"context":{"targetingKey":${word},${word}:${word}}}`],
    ];
    for (const [to, body] of bodies) {
      const said = await raw(
        `POST ${to} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        'Connection: close',
        mine(),
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      );
      expect(statusOf(said), to).toBeLessThan(500);
      expect(said).not.toMatch(LEAKS);
    }
    expect(await standing()).toBe(before);
    expect((await office.run('audit')).code).toBe(0);
  });
});

describe('whoever sends slowly', () => {
  const SHORT = {
    headersTimeout: 200,
    requestTimeout: 400,
    keepAliveTimeout: 100,
    connectionsCheckingInterval: 50,
    maxHeaderSize: 16_384,
  };

  it.each([
    ['headers', 'GET / HTTP/1.1\r\nHost: a\r\nX-A: '],
    ['a body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n'],
  ])('%s, letter by letter, is not waited for', async (_, beginning) => {
    const done = new AbortController();
    const app = new Hono().post('/', async (c) => c.text(await c.req.text())).onError((_, c) => c.body(null, 400));
    let at = 0;
    const served = await new Promise<{ readonly end: Promise<unknown> }>((ready) => {
      const reached = (address: string): void => {
        at = Number(new URL(address).port);
        ready({ end });
      };
      const listening = { host: '127.0.0.1', port: 0, signal: done.signal, reached };
      const end = listen(app as never, listening, SHORT);
    });
    const said = await sent(at, (socket) => {
      socket.write(beginning);
      const drip = setInterval(() => socket.writable && socket.write('a'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    expect(statusOf(said)).toBe(408);
    done.abort();
    await served.end;
  });
});
