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
export const GRACE_MS = 10_000;

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
    return failed(notListening({ host, port, option: '--port' }, error));
  }
  reached(`http://${placeOf(server, host)}`);
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

/** Where it answers, as it stands in an address. */
export const placeOf = (server: Pick<Server, 'address'>, host: string): string => {
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
};

const SAID: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else answers there already',
  EACCES: 'this user may not take that port',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this machine has no such address',
};

type Tried = { readonly host: string; readonly port: number; readonly option: string };

export const notListening = ({ host, port, option }: Tried, error: unknown): Problem => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return problem({
    kind: 'usage',
    code: 'not-listening',
    path: `${host}:${port}`,
    message: SAID[code] ?? `nothing can be answered there: ${code || 'it did not say why'}`,
    hint: `name another with ${option} or --host; ${option} 0 takes any that is free`,
  });
};
