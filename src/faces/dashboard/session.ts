import { leave, look, tell } from './ask.ts';
import { addressOf, type Said, type Wanted, wantedBy } from './documents.ts';
import type { FlagAsking } from './flags/asking.ts';
import { heard, type Here } from './heard.ts';
import { askAgainMs } from './link.ts';
import { listen } from './live.ts';
import type { Asking } from './rollout/asking.ts';
import { routeOf } from './route.ts';
import { documentOf, heldOf, type State } from './state.ts';
import { askingOf, problemsOf, sendingFor } from './telling.ts';

/** Carries out what a page wishes for: goes, looks, asks again, tells. What came of it comes back as a message. */
export type Session = {
  readonly look: () => void;
  /** Begins it: what would come of it is asked for. */
  readonly ask: (asking: Asking) => Promise<void>;
  readonly send: (asking: Asking | FlagAsking) => Promise<void>;
  readonly enter: (token: string) => Promise<readonly Said[]>;
  readonly leave: () => Promise<void>;
};

/** Changes that follow each other closely are looked at once. */
const GATHER_MS = 400;
/** Metrics move although nothing happens in the log. */
const LOOK_ANYWAY_MS = 15_000;

export const sessionOf = (here: Here): Session => {
  const lookNow = lookingFor(here);
  const gathered = gatheredFor(lookNow);
  window.addEventListener('hashchange', () => {
    const before = here.now().route;
    here.say({ is: 'went', route: routeOf(location.hash) });
    // What is sought in a list that is there needs nobody to be asked.
    if (before.is !== here.now().route.is || before.is === 'rollout') lookNow();
  });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && lookNow());
  setInterval(() => here.say({ is: 'ticked', nowMs: Date.now() }), 10_000);
  listen(gathered, (news) => here.say({ is: 'link', news }));
  askAgain(here, lookNow);
  lookNow();
  return {
    look: lookNow,
    ask: askingOf(here),
    send: sendingFor(here, lookNow),
    enter: enteringFor(here, lookNow),
    leave: leavingFor(here),
  };
};

const lookingFor = (here: Here) => (): void => {
  if (here.now().locked) return;
  for (const wanted of needed(here.now())) void lookedAt(wanted, here);
};

/** What the page shows; a plan does not change, and whoever asks stays who they are. */
const needed = (state: State): readonly Wanted[] => {
  const wanted: readonly Wanted[] = [{ kind: 'me' }, ...wantedBy(state.route, experimentsOn(state))];
  return wanted.filter((one) => !STEADY.has(one.kind) || heldOf(state, one)?.document === undefined);
};

/** Rollouts on this page that compare: they have a result to be asked for. */
const experimentsOn = (state: State): readonly string[] => {
  const { route } = state;
  const list = documentOf(state, { kind: 'list' })?.rollouts ?? [];
  const near =
    route.is === 'rollout'
      ? [documentOf(state, { kind: 'watched', id: route.id })].filter((one) => one !== undefined)
      : list;
  const own = near.filter(({ strategy }) => strategy === 'ab').map(({ id }) => id);
  return own.slice(0, MOST_EXPERIMENTS);
};

const STEADY: ReadonlySet<string> = new Set(['me', 'plan']);
const MOST_EXPERIMENTS = 20;

const lookedAt = async (wanted: Wanted, here: Here): Promise<void> => {
  const askedMs = performance.now();
  const answer = await look(addressOf(wanted));
  heard(answer, here);
  if (answer.is === 'there') {
    const { document, tag } = answer;
    here.say({ is: 'came', wanted, document, tag, atMs: Date.now(), askedMs });
    if (COMPARING.has(wanted.kind)) resultsOf(here);
  } else if (answer.is === 'refused') here.say({ is: 'failed', wanted, problems: answer.problems, askedMs });
};

/** What compares is only known of what has come: the first time its results are asked for after that. */
const COMPARING: ReadonlySet<string> = new Set(['list', 'watched']);

const resultsOf = (here: Here): void => {
  const missing = needed(here.now()).filter((one) => one.kind === 'result' && !heldOf(here.now(), one));
  for (const wanted of missing) void lookedAt(wanted, here);
};

const gatheredFor = (act: () => void): (() => void) => {
  let waiting = false;
  return () => {
    if (waiting || document.visibilityState === 'hidden') return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      act();
    }, GATHER_MS);
  };
};

/** Where the stream is open this only sees to what no event tells of. */
const askAgain = (here: Here, lookNow: () => void): void => {
  const { link } = here.now();
  const wait = link.is === 'live' ? LOOK_ANYWAY_MS : askAgainMs(link);
  setTimeout(() => {
    if (document.visibilityState === 'visible') lookNow();
    askAgain(here, lookNow);
  }, wait);
};

const enteringFor =
  (here: Here, lookNow: () => void) =>
  async (token: string): Promise<readonly Said[]> => {
    const answer = await tell('/session', { token }, undefined);
    if (answer.is !== 'there') return problemsOf(answer);
    here.say({ is: 'unlocked' });
    lookNow();
    return [];
  };

const leavingFor = (here: Here) => async (): Promise<void> => {
  const answer = await leave();
  if (answer.is === 'there') here.say({ is: 'locked' });
};
