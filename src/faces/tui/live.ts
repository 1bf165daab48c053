import { type Onlooker, type Operation, type Outcome, outcome } from '../../app/operation.ts';
import { logPlace, lookInto } from '../../app/executor/open.ts';
import type { Watched } from '../../app/executor/watched.ts';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import { alone } from '../../app/executor/onlooker.ts';
import { parseDuration } from '../../core/values/duration.ts';
import { callerOf, operationNamed } from './call.ts';
import { drawnOn } from './drawing.ts';
import type { Answered, Asked, Place, Screen } from './place.ts';
import { linesAsText } from './line.ts';
import { liveLines } from './watch/live-view.ts';
import { type Session, sitDown } from './watch/session.ts';

type WatchInput = {
  readonly rollout?: string;
  readonly every?: string;
  readonly altScreen?: boolean;
  readonly by?: string;
  readonly role?: readonly string[];
  readonly db?: string;
};

type Live = (asked: Asked, place: Place) => Promise<Result<Outcome<unknown>>>;

/** The operations that are shown live where somebody sits in front of a terminal; everything else answers in lines. */
export const lives = {
  watch: ({ input }, place) => watchLive(input, place),
  apply: ({ operation, input }, place) => applyLive(operation, input, place),
  init: async (_, place) => (await import('./setup/live.ts')).setUpLive(place),
} satisfies Readonly<Record<string, Live>>;

/** `rampart watch` in a terminal: until somebody leaves. What it leaves behind is how the rollout stood then. */
const watchLive = (input: WatchInput, place: Place): Promise<Result<Outcome<unknown>>> =>
  lookInto(place.ports, input.db, async (log): Promise<Result<Outcome<unknown>>> => {
    const everyMs = input.every === undefined ? undefined : parseDuration(input.every);
    const sat = await sitDown(input.rollout, {
      ...sittingAt(place, input),
      log,
      drives: false,
      ...(everyMs === undefined ? {} : { everyMs }),
    });
    if (!sat.ok) return sat;
    await sat.value.over;
    await sat.value.end();
    return leftBehind(sat.value);
  });

const leftBehind = (session: Session): Result<Outcome<Watched>> => {
  const last = session.last();
  if (!last) return failed(nothingOpened());
  return ok(outcome(last, session.left() === 'interrupted' ? { failing: 'interrupted' } : {}));
};

const nothingOpened = () =>
  problem({
    kind: 'interrupted',
    code: 'nothing-opened',
    message: 'no rollout was opened',
    hint: 'rampart watch ID opens one; rampart list names them',
  });

const sittingAt = ({ operations, ports, canvas }: Place, { db, by, role, altScreen }: WatchInput) => ({
  db,
  by,
  roles: role ?? [],
  ports,
  call: callerOf(operations, ports),
  mount: drawnOn(canvas, altScreen ?? true),
});

/** News are told in lines until the screen is up, and on it from then on. */
const applyLive = (operation: Operation, input: Asked['input'], place: Place): Promise<Result<Outcome<unknown>>> => {
  let isUp = false;
  const look = onlookerIn(input, place);
  return operation.run(input, {
    ...place.ports,
    tell: (news) => (isUp ? undefined : place.ports.tell(news)),
    lookOn: async (id, db) => {
      isUp = true;
      return look(id, db);
    },
  });
};

/**
 * The foreground of `rampart apply`: the same screen over the same log, while the operation drives. Leaving it, by
 * whatever key, lets the step in flight come to its end and begins no other.
 */
const onlookerIn =
  (input: WatchInput, place: Place) =>
  async (id: string, db: string | undefined): Promise<Onlooker> => {
    const opened = await place.ports.openLog(logPlace(db, place.ports));
    if (!opened.ok) return alone(place.ports.clock);
    const waiting = aWait(place.ports.clock);
    const sat = await sitDown(id, {
      ...sittingAt(place, { ...input, ...(db === undefined ? {} : { db }) }),
      log: opened.value,
      drives: true,
      stirred: waiting.stir,
    });
    if (!sat.ok) {
      await opened.value.close();
      return alone(place.ports.clock);
    }
    const session = sat.value;
    return {
      stopped: () => session.left() !== 'no',
      rest: waiting.rest,
      leave: async () => {
        await session.end();
        await opened.value.close();
        const last = session.last();
        if (last) place.terminal.out(recordOf(last, place.terminal));
      },
    };
  };

/** A screen of its own is gone with what stood on it: how the rollout stood last is left behind. */
const recordOf = (watched: Watched, { columns, colour }: Screen): string =>
  linesAsText(liveLines(watched, 0, { columns, rows: 24 }), colour);

/** A wait that ends early where somebody has stirred, also while nobody was waiting. */
const aWait = ({ sleep }: Clock) => {
  let stirred = new AbortController();
  return {
    stir: () => stirred.abort(),
    rest: async (ms: number): Promise<void> => {
      if (!stirred.signal.aborted) await sleep(ms, stirred.signal);
      stirred = new AbortController();
    },
  };
};

/** It has begun: from here on it is the foreground of rampart apply. */
export const carriedOn = async (file: string, more: Asked['input'], place: Place): Promise<Answered> => {
  const operation = await operationNamed(place.operations, 'apply');
  const input = operation.input.parse({ file, yes: true, ...more });
  return { operation, input, result: await applyLive(operation, input, place) };
};
