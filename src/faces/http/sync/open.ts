import { once } from 'node:events';
import { createServer, type Server as Door, type Socket } from 'node:net';
import { Server, type ServerInterceptor, ServerCredentials, ServerInterceptingCall, status } from '@grpc/grpc-js';
import { failed, ok, type Result } from '../../../core/problem.ts';
import { limitFrom } from '../limits.ts';
import { GRACE_MS, notListening, placeOf } from '../listen.ts';
import { roomFor } from '../room.ts';
import { answers } from './answers.ts';
import type { Giving } from './asked.ts';
import { FLAG_SYNC } from './protocol.ts';

type Listening = {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where it can be reached, as soon as it can. */
  readonly reached: (address: string) => void;
};

/** It ends by itself when the service does; `close` ends it before, and waits until nobody is there any more. */
export type Opened = { readonly close: () => Promise<void> };

/** Whoever does not say what they want is not waited for, and whoever is still there at the end as long as any request. */
const LIMITS = { connections: 1000, askMs: 10_000, graceMs: GRACE_MS };

/** What is asked is some hundred bytes. Whoever does not answer a ping is gone; where nothing is asked the line is closed. */
const CHANNEL = {
  'grpc.max_receive_message_length': 16_384,
  'grpc.max_concurrent_streams': 100,
  'grpc.max_connection_idle_ms': 60_000,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.enable_channelz': 0,
};

/** Gives our flags to flagd, and to whatever evaluates as flagd does, by flagd's own protocol. */
export const openSync = async (
  serving: Giving,
  { host, port, reached }: Listening,
  limits: typeof LIMITS = LIMITS,
): Promise<Result<Opened>> => {
  const server = new Server({ ...CHANNEL, interceptors: [hurried(limits.askMs)] });
  const limit = limitFrom(serving.ports.clock.nowMs);
  server.addService(FLAG_SYNC, answers({ serving, limit, room: serving.room ?? roomFor() }));
  const { injectConnection } = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  const door = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    injectConnection(socket);
  });
  door.maxConnections = limits.connections;
  try {
    door.listen(port, host);
    await once(door, 'listening');
  } catch (error) {
    return failed(notListening({ host, port, option: '--sync' }, error));
  }
  reached(`grpc://${placeOf(door, host)}`);
  const closing = onceOnly(() => closed({ door, server, sockets }, limits.graceMs));
  serving.ending.addEventListener('abort', () => void closing(), { once: true });
  return ok({ close: closing });
};

const hurried =
  (askMs: number): ServerInterceptor =>
  (_, call) => {
    let patience: NodeJS.Timeout | undefined;
    const end = (): void => call.sendStatus({ code: status.DEADLINE_EXCEEDED, details: 'nothing was asked' });
    return new ServerInterceptingCall(call, {
      start: (next) => {
        patience = setTimeout(end, askMs);
        next({
          onReceiveHalfClose: (go) => {
            clearTimeout(patience);
            go();
          },
          onCancel: () => clearTimeout(patience),
        });
      },
    });
  };

type There = { readonly door: Door; readonly server: Server; readonly sockets: ReadonlySet<Socket> };

/** Streams end by themselves with the service. Nobody holds it up who does not take what is still on its way to them. */
const closed = async ({ door, server, sockets }: There, graceMs: number): Promise<void> => {
  const over = once(door, 'close');
  door.close();
  server.tryShutdown(() => undefined);
  const patience = setTimeout(() => {
    server.forceShutdown();
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  await over;
  clearTimeout(patience);
};

const onceOnly = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};
