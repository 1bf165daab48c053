import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { bypass } from 'msw';
import { expect, it, onTestFinished } from 'vitest';
import { agreed, anOffice, type Office } from '../helpers/office.ts';

const RAMPART = fileURLToPath(new URL('../../bin/rampart.js', import.meta.url));

type Span = {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code?: number };
};
type Sent = {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
};

/** Whoever collects spans, on this machine. */
const aCollector = async () => {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    const { resourceSpans } = (await json(request)) as Sent;
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.setHeader('content-type', 'application/json');
    response.end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { spans, at: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const aPlace = (): Office => {
  const office = anOffice();
  onTestFinished(office.close);
  return office;
};

const envWith = (more: Readonly<Record<string, string>>) => ({ ...process.env, RAMPART_DB: 'rampart.db', ...more });

/** Of the lines that it says, the first that tells where it answers. It goes on being listened to. */
const addressIn = (lines: Readable): Promise<string> =>
  new Promise((resolve) => {
    let said = '';
    lines.on('data', (piece: Buffer) => {
      said += String(piece);
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (address !== undefined) resolve(address);
    });
  });

const named = (spans: readonly Span[], name: string): Span | undefined => spans.find((span) => span.name === name);

it('a request is one trace, begun by whoever asked, down to the log', async () => {
  const [office, { spans, at }] = [aPlace(), await aCollector()];
  await office.run('apply p.json');
  const words = [RAMPART, 'serve', '--port', '0', '--jsonl'];
  const service = spawn(process.execPath, words, {
    cwd: office.folder,
    env: envWith({ OTEL_EXPORTER_OTLP_ENDPOINT: at }),
  });
  onTestFinished(() => void service.kill('SIGKILL'));
  const address = await addressIn(service.stdout);
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  const asked = [`${address}/api/v1/rollouts/${office.plan.id}`, `${address}/api/v1/rollouts/nobody`];
  const answers = await Promise.all(asked.map((url) => fetch(bypass(url, { headers }))));
  expect(answers.map(({ status }) => status)).toEqual([200, 404]);
  service.kill('SIGTERM');
  expect(await once(service, 'exit')).toEqual([0, null]);
  const request = named(spans, 'GET /api/v1/rollouts/:rollout');
  expect(request).toMatchObject({ traceId, parentSpanId: '00f067aa0ba902b7' });
  const reads = spans.filter(({ name, parentSpanId }) => name === 'log.read' && parentSpanId === request?.spanId);
  expect(reads.length).toBeGreaterThan(0);
  expect(JSON.stringify(spans)).not.toContain(office.plan.id);
});

it('a turn is one trace, with what it asked of the metrics and the flags', async () => {
  const [office, { spans, at }] = [aPlace(), await aCollector()];
  office.clock.set(Date.now());
  await office.run('apply p.json');
  await agreed(office);
  await office.run('apply p.json --once --yes');
  const env = envWith({ OTEL_EXPORTER_OTLP_ENDPOINT: at });
  await new Promise<void>((done) => {
    execFile(process.execPath, [RAMPART, 'tick', '--all'], { cwd: office.folder, env }, () => done());
  });
  const turn = named(spans, 'turn');
  for (const name of ['flags.read', 'metrics.measure'])
    expect(named(spans, name)).toMatchObject({ traceId: turn?.traceId, parentSpanId: turn?.spanId });
});

it('nothing is collected, and nothing listened to, where nobody asks for it', async () => {
  const [office, { spans, at }] = [aPlace(), await aCollector()];
  const run = (env: Readonly<Record<string, string>>) =>
    new Promise<string>((done) => {
      execFile(process.execPath, [RAMPART, 'list'], { cwd: office.folder, env: envWith(env) }, (_, out) => done(out));
    });
  await office.run('apply p.json');
  const plain = await run({});
  expect(await run({ OTEL_EXPORTER_OTLP_ENDPOINT: at, OTEL_SDK_DISABLED: 'true' })).toBe(plain);
  expect(spans).toEqual([]);
  expect(await run({ OTEL_EXPORTER_OTLP_ENDPOINT: at })).toBe(plain);
  expect(named(spans, 'log.list')).toBeDefined();
});

it('a collector that is not there holds nobody up', async () => {
  const office = aPlace();
  await office.run('apply p.json');
  const env = envWith({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  const said = await new Promise<{ code: unknown; out: string }>((done) => {
    execFile(process.execPath, [RAMPART, 'list', '--json'], { cwd: office.folder, env }, (error, out) =>
      done({ code: error?.code ?? 0, out }),
    );
  });
  expect(said.code).toBe(0);
  expect(JSON.parse(said.out)).toMatchObject({ of: 1 });
}, 20_000);
