import type { SSEStreamingApi } from 'hono/streaming';
import type { Heard } from '../../../app/events/heard.ts';
import type { Last } from '../../../app/events/backlog.ts';
import type { Clock } from '../../../ports/clock.ts';

/** Between two signs of life: what stands between here and there ends connections that say nothing. */
export const HEARTBEAT_MS = 15_000;

/** Whoever reads so slowly that this much waits for them is better off coming back. */
const MOST_WAITING = 1000;

/** When somebody who was cut off comes back. */
const RETRY_MS = 3000;

/** Where they were: the moment, the version, the rollout. */
const idOf = ({ atMs, version, rollout }: Last): string => `${atMs}-${version}-${encodeURIComponent(rollout)}`;

export const lastIn = (id: string | undefined): Last | undefined => {
  const parts = /^(\d{1,16})-(\d{1,9})-([\w.!~*'()%-]{1,600})$/.exec(id ?? '');
  const [, atMs, version, rollout = ''] = parts ?? [];
  try {
    return parts ? { atMs: Number(atMs), version: Number(version), rollout: decodeURIComponent(rollout) } : undefined;
  } catch {
    return undefined;
  }
};

/** What waits to be told to one listener. */
export type Waiting = {
  readonly add: (heard: readonly Heard[]) => void;
  readonly end: () => void;
  /** The next of it; undefined where nothing came for so long; over where nothing will any more. */
  readonly next: (clock: Clock) => Promise<Heard | 'nothing' | 'over'>;
};

export const aWaiting = (): Waiting => {
  const queue: Heard[] = [];
  let isOver = false;
  let stirred = new AbortController();
  return {
    add: (heard) => {
      for (const one of heard) queue.push(one);
      if (queue.length > MOST_WAITING) isOver = true;
      stirred.abort();
    },
    end: () => {
      isOver = true;
      stirred.abort();
    },
    next: async ({ sleep }) => {
      if (queue.length === 0 && !isOver) {
        await sleep(HEARTBEAT_MS, stirred.signal);
        stirred = new AbortController();
      }
      return isOver ? 'over' : (queue.shift() ?? 'nothing');
    },
  };
};

export const sayHello = (stream: SSEStreamingApi): Promise<void> =>
  stream.writeSSE({ event: 'hello', data: JSON.stringify({ schemaVersion: 1 }), retry: RETRY_MS });

export const say = (stream: SSEStreamingApi, heard: Heard): Promise<void> =>
  stream.writeSSE({ event: 'event', id: idOf(heard), data: JSON.stringify(heard) });

/** Lists and logs have what was missed. */
export const sayMissed = (stream: SSEStreamingApi): Promise<void> =>
  stream.writeSSE({ event: 'missed', data: JSON.stringify({ why: 'more has happened than is told again' }) });
