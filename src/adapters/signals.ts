import type { Clock } from '../ports/clock.ts';

/** What the operations know as an onlooker, with nobody but the keyboard behind it. */
type Interruptible = {
  readonly stopped: () => boolean;
  readonly rest: (ms: number) => Promise<void>;
  readonly leave: () => Promise<void>;
};

/** In the foreground of a rollout Ctrl-C lets the step in flight come to its end; a second one does not wait for it. */
export const untilInterrupted = (clock: Clock): Interruptible => {
  const stop = new AbortController();
  process.removeAllListeners('SIGINT');
  process.once('SIGINT', () => {
    stop.abort();
    process.once('SIGINT', () => process.exit(130));
  });
  return {
    stopped: () => stop.signal.aborted,
    rest: (ms) => clock.sleep(ms, stop.signal),
    leave: async () => undefined,
  };
};

/** Ctrl-C, or a service manager. Asked a second time it does not wait. */
export const whenAskedToStop = (): AbortSignal => {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(name);
    process.once(name, () => {
      stop.abort();
      process.once(name, () => process.exit(130));
    });
  }
  return stop.signal;
};
