import { auditLog } from '../../app/access/audit-log.ts';
import type { Ports, ServingHttp } from '../../app/operation.ts';
import type { Result } from '../../core/problem.ts';
import { httpApp } from './app.ts';
import { listen } from './listen.ts';
import type { Caller } from './caller.ts';
import type { Entry, Serving } from './serving.ts';
import { whoAsks } from './who.ts';

/** The whole service, until its signal says that it is over. */
export const serveHttp = async (
  operation: Serving['operation'],
  { log, gate, reach, strict, hooks, numbers, tell, ...listening }: ServingHttp,
  ports: Ports,
  version: string,
): Promise<Result<void>> => {
  const { signal: ending } = listening;
  const who = whoAsks(gate, reach);
  const audit = auditLog(log, ports.clock);
  const app = httpApp({
    operation,
    ports: { ...ports, tell },
    log,
    version,
    strict,
    ending,
    gate,
    reach,
    hooks,
    numbers,
    who,
    letIn: (caller, asked) => audit.letIn({ ...whoIn(caller), ...withFrom(asked) }),
    refused: (caller, { why, ...asked }) => audit.refused({ ...whoIn(caller), ...withFrom(asked) }, why),
  });
  try {
    return await listen(app, listening);
  } finally {
    await audit.close();
  }
};

const whoIn = (caller: Caller | undefined) => ({
  ...(caller === undefined ? {} : { who: caller.name }),
  ...(caller?.proof === undefined ? {} : { proof: caller.proof }),
});

const withFrom = ({ from, ...asked }: Entry) => ({ ...asked, ...(from === undefined ? {} : { from }) });
