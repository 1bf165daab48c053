import { auditLog } from '../../app/access/audit-log.ts';
import { flagServices } from '../../app/flag-service/services.ts';
import type { Ports, ServingHttp } from '../../app/operation.ts';
import { ok, type Result } from '../../core/problem.ts';
import { httpApp } from './app.ts';
import { listen } from './listen.ts';
import type { Caller } from './caller.ts';
import type { Entry, Serving } from './serving.ts';
import type { openSync } from './sync/open.ts';
import { roomFor } from './room.ts';
import { whoAsks } from './who.ts';

/** The whole service, until its signal says that it is over. */
export const serveHttp = async (
  operation: Serving['operation'],
  { log, gate, reach, strict, hooks, numbers, sync, tell, standing, ...listening }: ServingHttp,
  here: Ports,
  version: string,
): Promise<Result<void>> => {
  const { signal: ending } = listening;
  const ports = { ...here, tell, people: gate.people };
  const who = whoAsks(gate, reach);
  const audit = auditLog(log, ports.clock);
  const serving: Serving = {
    operation,
    ports,
    log,
    flags: flagServices(ports, log),
    version,
    strict,
    ending,
    gate,
    reach,
    hooks,
    numbers,
    standing,
    room: sync && roomFor(),
    who,
    letIn: (caller, asked) => audit.letIn({ ...whoIn(caller), ...withFrom(asked) }),
    refused: (caller, { why, ...asked }) => audit.refused({ ...whoIn(caller), ...withFrom(asked) }, why),
  };
  const given = sync ? await syncWith(serving, { host: listening.host, ...sync }) : ok(undefined);
  try {
    return given.ok ? await listen(httpApp(serving), listening) : given;
  } finally {
    if (given.ok) await given.value?.close();
    await audit.close();
  }
};

/** What speaks gRPC is loaded where somebody asked for it. */
const syncWith: typeof openSync = async (...given) => (await import('./sync/open.ts')).openSync(...given);

const whoIn = (caller: Caller | undefined) => ({
  ...(caller === undefined ? {} : { who: caller.name }),
  ...(caller?.proof === undefined ? {} : { proof: caller.proof }),
});

const withFrom = ({ from, ...asked }: Entry) => ({ ...asked, ...(from === undefined ? {} : { from }) });
