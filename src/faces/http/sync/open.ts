import { once } from 'node:events';
import { createServer, type Server as Door, type Socket } from 'node:net';
import { Server, type ServerInterceptor, ServerCredentials, ServerInterceptingCall, status } from '@grpc/grpc-js';
import { failed, ok, type Result } from '../../../core/problem.ts';
import { limitFrom } from '../limits.ts';
import { GRACE_MS, notListening, placeOf } from '../listen.ts';
import type { Serving } from '../serving.ts';
import { answers } from './answers.ts';
import { FLAG_SYNC } from './protocol.ts';
import { roomFor } from './room.ts';

type Listening = {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where it can be reached, as soon as it can. */
  readonly reached: (address: string) => void;
};

/** It ends by itself when the service does; `close` ends it before, and waits until nobody is there any more. */
export type Opened = { readonly close: () => Promise<void> };

const MOST_CONNECTIONS = 1000;

/** What is asked is some hundred bytes. Whoever does not answer a ping is gone; whoever asks for nothing is not waited for. */
const LIMITS = {
  'grpc.max_receive_message_length': 16_384,
  'grpc.max_concurrent_streams': 100,
  'grpc.max_connection_idle_ms': 60_000,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.enable_channelz': 0,
};

/** Gives our flags to flagd, and to whatever evaluates as flagd does, by flagd's own protocol. */
export const openSync = async (serving: Serving, { host, port, reached }: Listening): Promise<Result<Opened>> => {
  const server = new Server({ ...LIMITS, interceptors: [hurried] });
  const limit = limitFrom(serving.ports.clock.nowMs);
  server.addService(FLAG_SYNC, answers({ serving, limit, room: roomFor() }));
  const { injectConnection } = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  const door = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    injectConnection(socket);
  });
  door.maxConnections = MOST_CONNECTIONS;
  try {
    door.listen(port, host);
    await once(door, 'listening');
  } catch (error) {
    return failed(notListening({ host, port, option: '--sync' }, error));
  }
  reached(`grpc://${placeOf(door, host)}`);
  const closing = onceOnly(() => closed(door, server, sockets));
  serving.ending.addEventListener('abort', () => void closing(), { once: true });
  return ok({ close: closing });
};

const ASK_MS = 10_000;

/** A call that is begun says what it wants, or is ended. */
const hurried: ServerInterceptor = (_, call) => {
  let patience: NodeJS.Timeout | undefined;
  const wait = (): void => call.sendStatus({ code: status.DEADLINE_EXCEEDED, details: 'nothing was asked' });
  return new ServerInterceptingCall(call, {
    start: (next) => {
      patience = setTimeout(wait, ASK_MS);
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

/** Streams end by themselves with the service. Then whoever is still there has as long as any request. */
const closed = async (door: Door, server: Server, sockets: ReadonlySet<Socket>): Promise<void> => {
  const over = once(door, 'close');
  door.close();
  server.tryShutdown(() => undefined);
  const patience = setTimeout(() => {
    server.forceShutdown();
    for (const socket of sockets) socket.destroy();
  }, GRACE_MS);
  await over;
  clearTimeout(patience);
};

const onceOnly = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};
