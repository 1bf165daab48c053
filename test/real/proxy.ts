import { createServer, connect, type Socket } from 'node:net';

export type Proxy = {
  readonly port: number;
  /** Every connection breaks, and none is taken. */
  readonly cut: () => void;
  /** Nothing is heard any more, in either direction, and nobody is told: as when a cable is pulled. */
  readonly hush: () => void;
  /** New connections go through. Those that were hushed stay so. */
  readonly heal: () => void;
  readonly close: () => Promise<void>;
};

/** A piece of network between us and a server on loopback, to be broken. */
export const aProxy = async (to: number): Promise<Proxy> => {
  const open = new Set<Socket>();
  let is: 'well' | 'cut' | 'hushed' = 'well';
  const keep = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('error', () => undefined).on('close', () => open.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (is === 'cut') near.destroy();
    if (is !== 'well') return;
    const far = keep(connect(to, '127.0.0.1'));
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return {
    port: address.port,
    cut: () => {
      is = 'cut';
      for (const socket of open) socket.destroy();
    },
    hush: () => {
      is = 'hushed';
      for (const socket of open) socket.unpipe().pause();
    },
    heal: () => void (is = 'well'),
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
};
