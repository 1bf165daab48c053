import type { Ports, ServingHttp } from '../../app/operation.ts';
import type { Result } from '../../core/problem.ts';
import { httpApp } from './app.ts';
import { listen } from './listen.ts';
import type { Serving } from './serving.ts';
import { whoAsks } from './who.ts';

/** The whole service, until its signal says that it is over. */
export const serveHttp = async (
  operation: Serving['operation'],
  { log, gate, reach, strict, ...listening }: ServingHttp,
  ports: Ports,
  version: string,
): Promise<Result<void>> => {
  const { signal: ending } = listening;
  const who = whoAsks(gate, reach);
  const app = httpApp({
    operation,
    ports,
    log,
    version,
    strict,
    ending,
    gate,
    reach,
    who,
    refused: async () => undefined,
  });
  return listen(app, listening);
};
