import { type Held, keyOf, type Documents, type Kind, type Said, type Wanted, wantedBy } from './documents.ts';
import { type Link, linkAfter, type LinkNews, NO_LINK } from './link.ts';
import type { FlagAsking } from './flags/asking.ts';
import type { Route } from './route.ts';
import type { Asking } from './rollout/asking.ts';

/** All that there is to be seen. What a rollout does is in the documents, and is never changed here. */
export type State = {
  readonly route: Route;
  readonly nowMs: number;
  readonly link: Link;
  readonly held: Readonly<Record<string, Held>>;
  /** Somebody has to prove who they are before anything is told. */
  readonly locked: boolean;
  /** How many rows of the list there is room for so far. */
  readonly rows: number;
  /** The command that somebody thinks about, in its dialog. */
  readonly asking: Asking | FlagAsking | undefined;
  /** Said once, to everybody and to those who listen. */
  readonly notice: Notice | undefined;
  /** Whether the keys are shown, and whether they do anything: some people's tools type for them. */
  readonly help: boolean;
  readonly keys: boolean;
};

export type Notice = { readonly tone: 'good' | 'bad'; readonly text: string; readonly nth: number };

export type Message =
  | { readonly is: 'went'; readonly route: Route }
  | { readonly is: 'ticked'; readonly nowMs: number }
  | { readonly is: 'link'; readonly news: LinkNews }
  | {
      readonly is: 'came';
      readonly wanted: Wanted;
      readonly document: unknown;
      readonly tag: string | undefined;
      readonly atMs: number;
      readonly askedMs: number;
    }
  | { readonly is: 'failed'; readonly wanted: Wanted; readonly problems: readonly Said[]; readonly askedMs: number }
  | { readonly is: 'locked' }
  | { readonly is: 'unlocked' }
  | { readonly is: 'more-rows' }
  | { readonly is: 'asking'; readonly asking: Asking | FlagAsking | undefined }
  | { readonly is: 'help'; readonly open: boolean }
  | { readonly is: 'keys'; readonly on: boolean }
  | { readonly is: 'said'; readonly tone: Notice['tone']; readonly text: string }
  | { readonly is: 'read' };

export const FIRST_ROWS = 60;

export const aState = (route: Route, nowMs: number): State => ({
  route,
  nowMs,
  link: NO_LINK,
  held: {},
  locked: false,
  rows: FIRST_ROWS,
  asking: undefined,
  notice: undefined,
  help: false,
  keys: true,
});

export const update = (state: State, message: Message): State => {
  switch (message.is) {
    case 'went':
      return went(state, message.route);
    case 'ticked':
      return { ...state, nowMs: message.nowMs };
    case 'link':
      return { ...state, link: linkAfter(state.link, message.news) };
    case 'came':
      return holding(state, message.wanted, {
        document: message.document,
        tag: message.tag,
        atMs: message.atMs,
        askedMs: message.askedMs,
        problems: [],
      });
    case 'failed':
      return holding(state, message.wanted, { askedMs: message.askedMs, problems: message.problems });
    case 'locked':
      return { ...state, locked: true, asking: undefined };
    case 'unlocked':
      return { ...state, locked: false, held: {} };
    case 'more-rows':
      return { ...state, rows: state.rows * 4 };
    case 'asking':
      return { ...state, asking: message.asking };
    case 'help':
      return { ...state, help: message.open };
    case 'keys':
      return { ...state, keys: message.on };
    case 'said':
      return { ...state, notice: { tone: message.tone, text: message.text, nth: (state.notice?.nth ?? 0) + 1 } };
    case 'read':
      return { ...state, notice: undefined };
  }
};

/** Another page begins at its top, without what was asked on the one before. */
const went = (state: State, route: Route): State => ({
  ...state,
  route,
  asking: undefined,
  notice: undefined,
  help: false,
  rows: route.is === state.route.is ? state.rows : FIRST_ROWS,
});

/** What was there stays to be seen while the next does not come, and what comes late takes nothing younger away. */
const holding = (state: State, wanted: Wanted, held: Partial<Held> & Pick<Held, 'problems' | 'askedMs'>): State => {
  const key = keyOf(wanted);
  if (held.askedMs < (state.held[key]?.askedMs ?? 0)) return state;
  return { ...state, held: { ...state.held, [key]: { ...state.held[key], ...held } as Held } };
};

export const heldOf = ({ held }: State, wanted: Wanted): Held | undefined => held[keyOf(wanted)];

/** Undefined where it has not come yet. */
export const documentOf = <K extends Kind>(state: State, wanted: Wanted<K>): Documents[K] | undefined =>
  heldOf(state, wanted)?.document as Documents[K] | undefined;

/** Older than this, something that should have come has not. */
const OLD_MS = 60_000;

/** From when what is shown is, where that is not now; undefined where it is, or where nothing is shown. */
export const shownFrom = (state: State): number | undefined => {
  // What a page is about is the first that it asks for.
  const [wanted] = wantedBy(state.route);
  const held = wanted && heldOf(state, wanted);
  if (held?.document === undefined || held.atMs === undefined) return undefined;
  return state.link.is === 'lost' || state.nowMs - held.atMs > OLD_MS ? held.atMs : undefined;
};
