import type { Result } from '../../src/core/problem.ts';
import type { NotifierAdapter } from '../../src/ports/adapter.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import { aServer, type Said, type Seen, type Server } from '../helpers/server.ts';

/** What the other side makes of a request; with the text that its people read, where it took it. */
export type Heard = Said & { readonly text?: string };

export type NotifierWorld = {
  readonly open: (place?: string, env?: Readonly<Record<string, string>>) => Promise<Result<Notifier>>;
  readonly server: Server;
  /** What people there have read, in order. */
  readonly read: string[];
  /** How long was waited between two tries. */
  readonly waits: number[];
  readonly place: string;
  /** A part of what lets us in, which may stand in no message. */
  readonly secret: string;
  /** So many requests are answered so, before it is itself again. */
  readonly busy: (times: number, said: Said) => void;
};

type Given = {
  readonly adapter: NotifierAdapter;
  readonly at: string;
  readonly place: string;
  readonly env: Readonly<Record<string, string>>;
  readonly secret: string;
  readonly hear: (seen: Seen) => Heard;
};

export const notifierWorld = ({ adapter, at, env, hear, ...world }: Given): NotifierWorld => {
  const [read, waits, busy]: [string[], number[], Said[]] = [[], [], []];
  const answer = (seen: Seen): Said => {
    const instead = busy.shift();
    if (instead) return instead;
    const { text, ...said } = hear(seen);
    if (text !== undefined) read.push(text);
    return said;
  };
  const server = aServer(at, answer, env);
  const { clock } = server.context;
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> =>
    signal ? clock.sleep(ms, signal) : void waits.push(ms);
  const context = { ...server.context, clock: { ...clock, sleep } };
  return {
    ...world,
    server,
    read,
    waits,
    open: (place = world.place, other) =>
      adapter.open(place, other ? { ...context, secret: aServer(at, answer, other).context.secret } : context),
    busy: (times, said) => void busy.push(...Array.from({ length: times }, () => said)),
  };
};
