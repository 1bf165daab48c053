import type { Operations } from '../../app/index.ts';
import { type Onlooker, type Operation, type Outcome, outcome, type Ports } from '../../app/operation.ts';
import { PlanInput } from '../../app/plan-input.ts';
import { openDraft } from '../../app/planner/draft.ts';
import { logPlace, withLog } from '../../app/executor/open.ts';
import type { Watched } from '../../app/executor/watched.ts';
import { lookAtProject } from '../../app/set-up/found.ts';
import { offersFor } from '../../app/set-up/offers.ts';
import { failed, ok, problem, type Result } from '../../core/problem.ts';
import type { Clock } from '../../ports/clock.ts';
import { alone } from '../../app/executor/onlooker.ts';
import { parseDuration } from '../../core/values/duration.ts';
import { callerOf } from './call.ts';
import { linesAsText } from './line.ts';
import { mount } from './mount.tsx';
import { type Desk, plan } from './planner/session.ts';
import { setUp } from './setup/session.ts';
import { liveLines } from './watch/live-view.ts';
import { type Session, sitDown } from './watch/session.ts';

/** What the interactive face is given beside the ports: what there is to ask for, and what the terminal shows. */
export type Place = { readonly operations: Operations; readonly ports: Ports; readonly terminal: Screen };

/** Where the record of what was on the screen is left: its width, its colour, and how lines get there. */
type Screen = { readonly out: (text: string) => void; readonly columns: number; readonly colour: boolean };

type WatchInput = {
  readonly rollout?: string;
  readonly every?: string;
  readonly altScreen?: boolean;
  readonly by?: string;
  readonly role?: readonly string[];
  readonly db?: string;
};

/** What is asked for, as a command line would ask for it. */
export type Asked = { readonly operation: Operation; readonly input: Readonly<Record<string, unknown>> };

type Live = (asked: Asked, place: Place) => Promise<Result<Outcome<unknown>>>;

/** The operations that are shown live where somebody sits in front of a terminal; everything else answers in lines. */
export const lives = {
  watch: ({ input }, place) => watchLive(input, place),
  apply: ({ operation, input }, place) => applyLive(operation, input, place),
  init: (_, place) => initLive(place),
} satisfies Readonly<Record<string, Live>>;

/** `rampart watch` in a terminal: until somebody leaves. What it leaves behind is how the rollout stood then. */
const watchLive = (input: WatchInput, place: Place): Promise<Result<Outcome<unknown>>> =>
  withLog(place.ports, input.db, async (log): Promise<Result<Outcome<unknown>>> => {
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

const sittingAt = ({ operations, ports, terminal: { colour } }: Place, { db, by, role, altScreen }: WatchInput) => ({
  db,
  by,
  roles: role ?? [],
  ports,
  call: callerOf(operations, ports),
  mount: (shown: Parameters<typeof mount>[0]) => mount(shown, { colour, altScreen: altScreen ?? true }),
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

/** `rampart init` in a terminal, where nothing else was said: one question after the other. */
const initLive = async ({ operations, ports, terminal: { colour } }: Place): Promise<Result<Outcome<unknown>>> => {
  const found = await lookAtProject(ports);
  return setUp(found, await offersFor(found, ports), {
    call: callerOf(operations, ports),
    mount: (shown) => mount(shown, { colour, altScreen: false }),
  });
};

/** `rampart` in a terminal: the planner on the change of this branch, and what somebody made of it there. */
export const plannerLive = async (place: Place & { readonly editor: Desk['editor'] }): Promise<Answered> => {
  const { ports, terminal, operations } = place;
  const opened = await openDraft(PlanInput.parse({ ai: 'never' }), ports);
  if (!opened.ok) return { name: 'plan', input: {}, result: opened };
  const desk: Desk = {
    ports,
    call: callerOf(operations, ports),
    mount: (shown) => mount(shown, { colour: terminal.colour, altScreen: false }),
    editor: place.editor,
  };
  const { draft, path, started, interrupted } = await plan(opened.value, desk);
  if (started && path !== undefined) return carriedOn(path, place);
  if (interrupted) return { name: 'plan', input: {}, result: failed(leftBy(path)) };
  const warnings = draft.problems.filter(({ severity }) => severity === 'warning');
  const written = path === undefined ? [] : [path];
  return { name: 'plan', input: {}, result: ok(outcome(draft.plan, { written, warnings })) };
};

/** An operation that was asked for on the screen, and what came of it: shown and counted as if it had been typed. */
export type Answered = {
  readonly name: 'plan' | 'apply';
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: Result<Outcome<unknown>>;
};

/** It has begun: from here on it is the foreground of rampart apply. */
const carriedOn = async (file: string, place: Place): Promise<Answered> => {
  const operation = await place.operations['apply']?.();
  const input = operation?.input.parse({ file, yes: true }) ?? {};
  const result = operation ? await applyLive(operation, input, place) : failed(nothingOpened());
  return { name: 'apply', input, result };
};

const leftBy = (path: string | undefined) =>
  problem({
    kind: 'interrupted',
    code: 'left',
    message: path === undefined ? 'left, and the plan as it was is not written' : `left; ${path} is written`,
    hint: path === undefined ? 'rampart plan writes one without asking' : `rampart apply ${path}`,
  });
