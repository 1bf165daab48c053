import type { Problem } from '../../core/problem.ts';
import { MINUTE } from '../../core/values/duration.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { announce, type Audience, listeners, recent } from '../announce/announce.ts';
import type { Ports } from '../operation.ts';
import { brokeOff } from './broke-off.ts';

export type Teller = {
  /** Something has happened there. Nobody who is slow to listen keeps a turn waiting. */
  readonly happened: (id: string) => void;
  /** What nobody was told of, because whoever was to tell it died or was not heard. */
  readonly catchUp: () => Promise<void>;
  /** Settles when what is being told has been told; what comes later is told by the next process. */
  readonly end: () => Promise<void>;
};

type Telling = {
  readonly log: EventLog;
  readonly ports: Ports;
  readonly policy: string | undefined;
  readonly troubled: (problems: readonly Problem[]) => void;
};

/** Whom to tell is read again after so long. */
const KNOWN_FOR_MS = 5 * MINUTE;

export const tellerOf = ({ log, ports, policy, troubled }: Telling): Teller => {
  const waiting = new Set<string>();
  let known: { readonly audiences: readonly Audience[]; readonly atMs: number } | undefined;
  let telling: Promise<void> | undefined;
  const over = new AbortController();
  const audiencesNow = async (): Promise<readonly Audience[]> => {
    const nowMs = ports.clock.nowMs();
    if (known && nowMs - known.atMs < KNOWN_FOR_MS) return known.audiences;
    const { audiences, troubles } = await listeners(ports, policy);
    troubled(troubles);
    known = { audiences, atMs: nowMs };
    return audiences;
  };
  /** A mistake of ours in telling keeps no rollout from its turn, and ends no process. */
  const safely = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      troubled([bug(error)]);
    }
  };
  const tellAll = async (): Promise<void> => {
    try {
      while (waiting.size > 0 && !over.signal.aborted) {
        const ids = [...waiting];
        waiting.clear();
        const audiences = await audiencesNow();
        if (audiences.length > 0) troubled(await announce(ids, audiences, log, ports));
      }
    } finally {
      // In the same moment as the last look: what happened between the two would wait for nobody.
      telling = undefined;
    }
  };
  const catchUp = async (): Promise<void> => {
    if ((await audiencesNow()).length === 0) return;
    const ids = await recent(log, ports);
    if (ids.ok) ids.value.forEach(happened);
    else troubled(ids.problems);
  };
  const happened = (id: string): void => {
    waiting.add(id);
    telling ??= safely(tellAll);
  };
  return {
    happened,
    catchUp: () => safely(catchUp),
    end: async () => {
      over.abort();
      await telling;
    },
  };
};

const bug = (error: unknown): Problem =>
  brokeOff(error, {
    code: 'telling-broke',
    what: 'telling',
    hint: 'what was not told is told within ten minutes; please report it',
  });
