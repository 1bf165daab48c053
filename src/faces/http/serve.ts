import type { Ports, ServingHttp } from '../../app/operation.ts';
import { failed, ok, type Result } from '../../core/problem.ts';
import { isLoopback } from '../../core/values/loopback.ts';
import { httpApp } from './app.ts';
import type { Caller } from './caller.ts';
import { listen } from './listen.ts';
import { notKnown } from './problem.ts';
import type { Serving } from './serving.ts';

/** The whole service, until its signal says that it is over. */
export const serveHttp = async (
  operation: Serving['operation'],
  { log, strict, ...listening }: ServingHttp,
  ports: Ports,
  version: string,
): Promise<Result<void>> => {
  const { signal: ending } = listening;
  const app = httpApp({ operation, ports, log, version, strict, ending, who, refused: async () => undefined });
  return listen(app, listening);
};

/**
 * A browser reaches this machine too: a page from elsewhere names its origin, and a name that somebody made point here is
 * no name of ours.
 */
const who: Serving['who'] = async ({ url, headers }) => {
  const origin = headers.get('origin');
  const { hostname, host } = new URL(url);
  if (!isLoopback(hostname)) return failed(notKnown('this service is reached by the address of its own machine alone'));
  if (origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host))
    return failed(notKnown('a page from elsewhere asks'));
  return ok(ON_THIS_MACHINE);
};

/** Whoever reaches a service that only answers on its own machine. */
const ON_THIS_MACHINE: Caller = { name: 'somebody on this machine', roles: { '*': ['admin'] }, teams: [] };
