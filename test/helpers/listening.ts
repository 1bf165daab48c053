import { http, passthrough } from 'msw';
import { network } from '../network.ts';
import { openGate } from '../../src/app/access/gate.ts';
import { operations } from '../../src/app/index.ts';
import type { Operation } from '../../src/app/operation.ts';
import { serveHttp } from '../../src/faces/http/serve.ts';
import { worked } from './log.ts';
import type { Office } from './office.ts';

const operation = async (name: string): Promise<Operation> => operations[name as keyof typeof operations]();

const HERE = { host: '127.0.0.1', port: 0, strict: false, hooks: [], reach: { alone: true, origins: [] } };

export type Listening = {
  readonly at: string;
  /** Host and port at which it gives its flags to flagd. */
  readonly sync: string;
  readonly close: () => Promise<void>;
};

/** The whole service on an office's log, on two ports of this machine. */
export const aListeningService = async ({ ports, path }: Office): Promise<Listening> => {
  const log = worked(await ports.openLog(path('rampart.db')));
  const stop = new AbortController();
  let over: Promise<unknown> = Promise.resolve();
  let sync = '';
  const at = await new Promise<string>((reached) => {
    const given = { port: 0, reached: (address: string) => void (sync = address.replace('grpc://', '')) };
    over = serveHttp(
      operation,
      { ...HERE, log, gate: openGate(log, ports), sync: given, signal: stop.signal, reached, tell: ports.tell },
      ports,
      '0.0.0-test',
    );
  });
  network.use(http.all(`${at}/*`, () => passthrough()));
  const close = async (): Promise<void> => {
    stop.abort();
    await over;
    await log.close();
  };
  return { at, sync, close };
};
