import { findOnly } from '../../../app/executor/find.ts';
import { watchedOf, type Watched } from '../../../app/executor/watched.ts';
import { beginWatching, keepWatching, lookAgain, type Watching } from '../../../app/executor/watching.ts';
import type { Ports } from '../../../app/operation.ts';
import { LOOK_EVERY_MS, POLL_MS } from '../../../app/watch.ts';
import { ok, type Result } from '../../../core/problem.ts';
import type { EventLog } from '../../../ports/event-log.ts';
import type { Call } from '../call.ts';
import type { Mounted } from '../mount.tsx';
import { type Store, storeOf } from '../store.ts';
import { keys, type Wish } from './keys.ts';
import { aWatch, type Message, type Row, update, type Watch } from './state.ts';
import { view } from './view.ts';

export type Sitting = {
  readonly log: EventLog;
  readonly db: string | undefined;
  readonly ports: Ports;
  readonly call: Call;
  readonly mount: (shown: Store<Watch, Message>) => Promise<Mounted>;
  readonly roles: readonly string[];
  readonly by: string | undefined;
  readonly everyMs?: number;
  readonly drives: boolean;
  /** Called when somebody has said something that the next turn should see, or wants to leave. */
  readonly stirred?: () => void;
};

/** A screen in front of a log: it looks again and again, and gives words to the operations that somebody asks for. */
export type Session = {
  readonly left: () => 'no' | 'yes' | 'interrupted';
  /** The rollout as it was last seen; undefined where none was opened. */
  readonly last: () => Watched | undefined;
  /** Until somebody leaves, or it is ended. */
  readonly over: Promise<void>;
  readonly end: () => Promise<void>;
};

export const sitDown = async (meant: string | undefined, sitting: Sitting): Promise<Result<Session>> => {
  const { log, ports } = sitting;
  const id = await findOnly(log, meant);
  if (!id.ok && meant !== undefined) return id;
  const begun = id.ok ? await beginWatching(log, id.value) : ok(undefined);
  if (!begun.ok) return begun;
  const seat = aSeat(begun.value);
  const first = aWatch(sitting.drives, sitting.roles, id.ok ? 'live' : 'list');
  const store = storeOf<Watch, Message, Wish>({ update, keys, view }, first, granting(seat, sitting));
  showNow(seat, store, ports);
  const mounted = await sitting.mount(store);
  const over = looking(seat, sitting, store);
  return ok({
    left: () => seat.left,
    last: () => store.now().watched,
    over,
    end: async () => {
      seat.stop.abort();
      await over;
      await seat.inFlight;
      await mounted.end();
    },
  });
};

/** All that changes while somebody sits there. */
type Seat = {
  watching: Watching | undefined;
  left: ReturnType<Session['left']>;
  lookedAtMs: number;
  wake: AbortController;
  readonly stop: AbortController;
  /** What was asked for and is being done. */
  inFlight: Promise<void>;
};

const aSeat = (watching: Watching | undefined): Seat => ({
  watching,
  left: 'no',
  lookedAtMs: -Infinity,
  wake: new AbortController(),
  stop: new AbortController(),
  inFlight: Promise.resolve(),
});

const stir = (seat: Seat, sitting: Sitting): void => {
  seat.lookedAtMs = -Infinity;
  seat.wake.abort();
  sitting.stirred?.();
};

const granting =
  (seat: Seat, sitting: Sitting) =>
  (wish: Wish, say: (message: Message) => void): void => {
    if (wish.is === 'leave') {
      seat.left = wish.interrupted ? 'interrupted' : 'yes';
      seat.stop.abort();
      return stir(seat, sitting);
    }
    if (wish.is === 'look') return stir(seat, sitting);
    const act = wish.is === 'open' ? open(wish.id, seat, sitting, say) : carryOut(wish, sitting, say);
    seat.inFlight = Promise.all([seat.inFlight, act]).then(() => stir(seat, sitting));
    return undefined;
  };

const open = async (id: string, seat: Seat, { log }: Sitting, say: (message: Message) => void): Promise<void> => {
  const begun = await beginWatching(log, id);
  if (begun.ok) seat.watching = begun.value;
  else say({ is: 'refused', problems: begun.problems });
};

const looking = async (seat: Seat, sitting: Sitting, store: Store<Watch, Message>): Promise<void> => {
  while (!seat.stop.signal.aborted) {
    seat.wake = new AbortController();
    await lookOnce(seat, sitting, store);
    const stirred = AbortSignal.any([seat.stop.signal, seat.wake.signal]);
    if (!stirred.aborted) await sitting.ports.clock.sleep(POLL_MS, stirred);
  }
};

const lookOnce = async (seat: Seat, sitting: Sitting, store: Store<Watch, Message>): Promise<void> => {
  const { watching } = seat;
  if (store.now().pane === 'list') return listAll(sitting, store.say);
  if (!watching) return undefined;
  const nowMs = sitting.ports.clock.nowMs();
  const due = nowMs - seat.lookedAtMs >= (sitting.everyMs ?? LOOK_EVERY_MS);
  if (due) seat.lookedAtMs = nowMs;
  const kept = await lookFurther(watching, due, sitting, store.say);
  // Somebody may have opened another one meanwhile.
  if (seat.watching === watching) seat.watching = kept;
  return showNow(seat, store, sitting.ports);
};

const showNow = ({ watching }: Seat, { say }: Store<Watch, Message>, { clock }: Ports): void => {
  if (watching) say({ is: 'watched', watched: watchedOf(watching, clock.nowMs()) });
};

const listAll = async ({ call, db }: Sitting, say: (message: Message) => void): Promise<void> => {
  const listed = await call('list', db === undefined ? {} : { db });
  if (!listed.ok) return say({ is: 'refused', problems: listed.problems });
  const { rollouts } = listed.value.document as { readonly rollouts: readonly Row[] };
  return say({ is: 'rollouts', rollouts });
};

/** A source that does not answer now is asked again later; what the log tells stands meanwhile. */
const lookFurther = async (
  watching: Watching,
  due: boolean,
  { log, ports }: Sitting,
  say: (message: Message) => void,
): Promise<Watching> => {
  const kept = await keepWatching(log, watching);
  if (!kept.ok) {
    say({ is: 'refused', problems: kept.problems });
    return watching;
  }
  // What the log tells is shown at once: a metric source may take its time.
  if (kept.value !== watching) say({ is: 'watched', watched: watchedOf(kept.value, ports.clock.nowMs()) });
  if (!due && kept.value === watching) return watching;
  const seen = await lookAgain(kept.value, log, ports);
  if (seen.ok) return seen.value;
  say({ is: 'refused', problems: seen.problems });
  return kept.value;
};

const carryOut = async (
  { operation, input }: Extract<Wish, { is: 'do' }>,
  { call, db, by }: Sitting,
  say: (message: Message) => void,
): Promise<void> => {
  const named = { ...input, ...(db === undefined ? {} : { db }), ...(by === undefined ? {} : { by }) };
  const needsYes = operation === 'advance' || operation === 'resume';
  const done = await call(operation, needsYes ? { ...named, yes: true } : named);
  if (!done.ok) return say({ is: 'refused', problems: done.problems });
  const { happened = [] } = done.value.document as Pick<Watched, 'happened'>;
  return say({ is: 'answered', what: happened.map(({ what }) => what).join(', ') || 'done' });
};
