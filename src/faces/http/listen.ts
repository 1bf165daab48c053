import { once } from 'node:events';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import type { Env } from './serving.ts';

export type Listening = {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly signal: AbortSignal;
  /** Where it can be reached, as soon as it can. */
  readonly reached: (address: string) => void;
};

/** How long requests in flight have when the service ends. */
const GRACE_MS = 10_000;

/** Whoever sends slowly is not waited for. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
};

/** Answers until the signal says that it is over, and then until what was begun is answered. */
export const listen = async (
  app: Hono<Env>,
  { host, port, signal, reached }: Listening,
  limits: typeof LIMITS = LIMITS,
): Promise<Result<void>> => {
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: limits }) as Server;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    return failed(notListening(host, port, error));
  }
  reached(addressOf(server, host));
  if (!signal.aborted) await once(signal, 'abort');
  await closed(server);
  return ok(undefined);
};

const closed = async (server: Server): Promise<void> => {
  const over = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await over;
  clearTimeout(patience);
};

const addressOf = (server: Server, host: string): string => {
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
};

const SAID: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else answers there already',
  EACCES: 'this user may not take that port',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this machine has no such address',
};

const notListening = (host: string, port: number, error: unknown): Problem => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return problem({
    kind: 'usage',
    code: 'not-listening',
    path: `${host}:${port}`,
    message: SAID[code] ?? `nothing can be answered there: ${code || 'it did not say why'}`,
    hint: 'name another with --port or --host; --port 0 takes any that is free',
  });
};
