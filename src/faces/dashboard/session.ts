import { type Answer, leave, look, tell } from './ask.ts';
import { addressOf, commandOf, type Said, type Wanted, wantedBy } from './documents.ts';
import { askAgainMs } from './link.ts';
import { listen } from './live.ts';
import { routeOf } from './route.ts';
import type { Preview } from '../../app/preview.ts';
import { type Asking, bodyOf, DONE, foreseen, missingIn } from './rollout/asking.ts';
import { documentOf, heldOf, type Message, type State } from './state.ts';
import type { Store } from './store.ts';

type Here = Store<State, Message>;

/** Carries out what a page wishes for: goes, looks, asks again, tells. What came of it comes back as a message. */
export type Session = {
  readonly look: () => void;
  /** Begins it: what would come of it is asked for. */
  readonly ask: (asking: Asking) => Promise<void>;
  readonly send: (asking: Asking) => Promise<void>;
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
    if (before.is !== 'list' || here.now().route.is !== 'list') lookNow();
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
  const answer = await look(addressOf(wanted));
  heard(answer, here);
  if (answer.is === 'there') {
    const { document, tag } = answer;
    here.say({ is: 'came', wanted, document, tag });
    if (COMPARING.has(wanted.kind)) resultsOf(here);
  } else if (answer.is === 'refused') here.say({ is: 'failed', wanted, problems: answer.problems });
};

/** What compares is only known of what has come: the first time its results are asked for after that. */
const COMPARING: ReadonlySet<string> = new Set(['list', 'watched']);

const resultsOf = (here: Here): void => {
  const missing = needed(here.now()).filter((one) => one.kind === 'result' && !heldOf(here.now(), one));
  for (const wanted of missing) void lookedAt(wanted, here);
};

const heard = (answer: Answer, here: Here): void => {
  here.say({ is: 'link', news: answer.is === 'silent' ? 'unanswered' : 'answered' });
  if (answer.is === 'refused' && answer.status === 401) here.say({ is: 'locked' });
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

const askingOf =
  (here: Here) =>
  async (asking: Asking): Promise<void> => {
    here.say({ is: 'asking', asking });
    const { rollout: id, action } = asking;
    const answer = await look(`${addressOf({ kind: 'preview', id })}?action=${action}`);
    heard(answer, here);
    // Whoever has left it meanwhile, or begun something else, is not brought back to it.
    const now = here.now().asking;
    if (now?.rollout !== id || now.action !== action) return;
    const next =
      answer.is === 'there'
        ? foreseen(now, answer.document as Preview, answer.tag)
        : { ...now, busy: false, problems: problemsOf(answer) };
    here.say({ is: 'asking', asking: next });
  };

const sendingFor =
  (here: Here, lookNow: () => void) =>
  async (asking: Asking): Promise<void> => {
    const missing = missingIn(asking);
    if (missing !== undefined) return here.say({ is: 'asking', asking: { ...asking, problems: [unsaid(missing)] } });
    here.say({ is: 'asking', asking: { ...asking, busy: true, problems: [] } });
    const answer = await tell(commandOf(asking), bodyOf(asking), asking.tag);
    heard(answer, here);
    if (answer.is === 'there') {
      here.say({ is: 'asking', asking: undefined });
      here.say({ is: 'said', tone: 'good', text: DONE[asking.action] });
      lookNow();
    } else if (answer.is === 'refused' && answer.status === 412) {
      lookNow();
      await askingOf(here)({ ...asking, preview: undefined, moved: true, problems: [] });
    } else here.say({ is: 'asking', asking: { ...asking, busy: false, problems: problemsOf(answer) } });
  };

const unsaid = (message: string): Said => ({ code: 'unsaid', message, hint: '' });

const problemsOf = (answer: Answer): readonly Said[] =>
  answer.is === 'refused'
    ? answer.problems
    : [unsaid('The service did not answer: nothing is known to have been done.')];

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
