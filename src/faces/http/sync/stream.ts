import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Definitions } from '../../../app/flag-service/service.ts';
import { ok, problem, type Problem, type Result } from '../../../core/problem.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Allowed } from './asked.ts';
import { configuration } from './protocol.ts';

export type Stream = ServerWritableStream<Buffer, Buffer>;

/** How soon a change is told that another process made. */
const LOOK_MS = 1000;
/** How long rights that ended may still hold a stream open on which nothing is told. */
const PROVE_MS = 15_000;

type Around = { readonly clock: Clock; readonly ending: AbortSignal };

/**
 * Tells all flags at once, and again after each change, for as long as they may be told: why it ended, unless it was they
 * who left. One message waits for them at most. Whoever reads slowly is told the newest then, and not what lay between.
 */
export const telling = async (
  call: Stream,
  { service, still }: Allowed,
  { clock, ending }: Around,
): Promise<Problem | undefined> => {
  const bell = aBell();
  const over = new AbortController();
  const end = (): void => {
    over.abort();
    bell.ring();
  };
  for (const left of ['cancelled', 'close']) call.once(left, end);
  ending.addEventListener('abort', end, { once: true });
  if (ending.aborted || call.cancelled) end();
  const leave = service.onChange(bell.ring);
  const mayHear = proving(still, clock);
  try {
    for (let told = ''; !over.signal.aborted;) {
      const now = service.definitions();
      const may = await mayHear(now.tag !== told);
      if (!may.ok) return may.problems[0];
      if (may.value && now.tag !== told) {
        await taken(call, messageOf(now), over.signal);
        told = now.tag;
      } else {
        await bell.rung(clock);
        await service.fresh();
      }
    }
    return call.cancelled ? undefined : ENDING;
  } finally {
    leave();
    ending.removeEventListener('abort', end);
  }
};

/**
 * Before anything new is told, and from time to time. Where rights cannot be known now nothing is told, and nobody is
 * turned away: then there is nothing new to be had either.
 */
const proving = (still: Allowed['still'], { nowMs }: Clock): ((isNew: boolean) => Promise<Result<boolean>>) => {
  let provedAtMs = nowMs();
  return async (isNew) => {
    if (!isNew && Math.abs(nowMs() - provedAtMs) < PROVE_MS) return ok(true);
    const may = await still();
    if (may.ok) provedAtMs = nowMs();
    if (may.ok) return ok(true);
    return may.problems.every(({ kind }) => kind === 'unreachable') ? ok(false) : may;
  };
};

/** Until whoever asked has taken it, or is gone. */
const taken = async (call: Stream, message: Buffer, over: AbortSignal): Promise<void> => {
  const written = new AbortController();
  call.write(message, () => written.abort());
  const either = AbortSignal.any([written.signal, over]);
  if (!either.aborted) await once(either, 'abort');
};

/** One for all who are told the same. */
const messageOf = (definitions: Definitions): Buffer => {
  const made = MADE.get(definitions) ?? configuration(definitions.text);
  MADE.set(definitions, made);
  return made;
};

const MADE = new WeakMap<Definitions, Buffer>();

type Bell = {
  readonly ring: () => void;
  /** Until somebody rings, or it is time to look anyway. */
  readonly rung: (clock: Clock) => Promise<void>;
};

const aBell = (): Bell => {
  let heard = new AbortController();
  return {
    ring: () => heard.abort(),
    rung: async ({ sleep }) => {
      if (!heard.signal.aborted) await sleep(LOOK_MS, heard.signal);
      heard = new AbortController();
    },
  };
};

/** Not a good end: clients come back after a bad one, and some take a good one for the last word. */
const ENDING = problem({
  kind: 'interrupted',
  code: 'ending',
  message: 'the service ends',
  hint: 'come back: what was told holds until then',
});
