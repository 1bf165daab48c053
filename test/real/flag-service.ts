import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Landed } from '../sim/judge-log.ts';

/** A flag service with a REST API, over real HTTP, that takes down every change. */
export type FlagService = {
  readonly port: number;
  readonly at: string;
  /** By flag, in their order; a request that changed nothing is not among them. */
  readonly landed: ReadonlyMap<string, readonly Landed[]>;
  /** Requests to set a flag to what it was. */
  readonly repeated: () => number;
  readonly share: (key: string) => number;
  readonly close: () => Promise<void>;
};

type Flag = { readonly enabled: boolean; readonly percentage: number };

export const aFlagService = async (): Promise<FlagService> => {
  const flags = new Map<string, Flag>();
  const landed = new Map<string, Landed[]>();
  let repeated = 0;
  const shareOf = (flag: Flag | undefined): number => (flag?.enabled ? flag.percentage : 0);
  const put = (key: string, flag: Flag): void => {
    const before = flags.get(key);
    flags.set(key, flag);
    if (before && shareOf(before) === shareOf(flag)) repeated += 1;
    else if (shareOf(before) !== shareOf(flag)) {
      const reach = { percent: shareOf(flag), rings: {}, allow: [] };
      landed.set(key, [...(landed.get(key) ?? []), { atMs: Date.now(), reach }]);
    }
  };
  const server = createServer(async (request, response) => {
    const key = keyIn(request);
    if (request.method === 'PUT') put(key, (await json(request)) as Flag);
    const flag = flags.get(key);
    response.writeHead(flag ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(flag ? { strategy: 'percentage', ...flag } : { error: 'no such flag' }));
  });
  // Whoever slept for a while finds the line still open, and what it says late is heard.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    at: `http://127.0.0.1:${port}`,
    landed,
    repeated: () => repeated,
    share: (key) => shareOf(flags.get(key)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

const keyIn = ({ url = '' }: IncomingMessage): string => decodeURIComponent(url.replace(/^\/feature-flags\//, ''));
