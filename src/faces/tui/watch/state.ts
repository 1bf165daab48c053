import type { Summary } from '../../../app/executor/card.ts';
import type { Watched } from '../../../app/executor/watched.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Dialog } from '../dialog/state.ts';

export type Row = Summary & { readonly id: string };

export type Notice = { readonly tone: 'good' | 'warn' | 'bad'; readonly text: string };

/** What there is on the screen of somebody who watches. What a rollout does is in `watched`, and is never changed here. */
export type Watch = {
  readonly watched: Watched | undefined;
  readonly rollouts: readonly Row[];
  readonly pane: 'live' | 'list';
  readonly keys: boolean;
  /** How many things that happened lie between the newest and the first that is shown. */
  readonly from: number;
  readonly cursor: number;
  readonly dialog: Dialog | undefined;
  readonly notice: Notice | undefined;
  /** What was asked for and has not been answered yet. */
  readonly busy: string;
  /** Whether this very process carries the rollout out. */
  readonly drives: boolean;
  readonly leaving: boolean;
  /** As whom somebody speaks, where they said so beforehand. */
  readonly roles: readonly string[];
};

export type Message =
  | { readonly is: 'watched'; readonly watched: Watched }
  | { readonly is: 'rollouts'; readonly rollouts: readonly Row[] }
  | { readonly is: 'pane'; readonly pane: Watch['pane'] }
  | { readonly is: 'keys' }
  | { readonly is: 'scrolled'; readonly by: number }
  | { readonly is: 'moved'; readonly by: number }
  | { readonly is: 'dialog'; readonly dialog: Dialog | undefined }
  | { readonly is: 'asked'; readonly what: string }
  | { readonly is: 'answered'; readonly what: string }
  | { readonly is: 'refused'; readonly problems: readonly Problem[] }
  | { readonly is: 'leaving' };

export const aWatch = (drives: boolean, roles: readonly string[], pane: Watch['pane'] = 'live'): Watch => ({
  watched: undefined,
  rollouts: [],
  pane,
  keys: false,
  from: 0,
  cursor: 0,
  dialog: undefined,
  notice: undefined,
  busy: '',
  drives,
  leaving: false,
  roles,
});

export const update = (watch: Watch, message: Message): Watch => {
  switch (message.is) {
    case 'watched':
      return seen(watch, message.watched);
    case 'rollouts':
      return { ...watch, rollouts: inOrder(message.rollouts) };
    case 'pane':
      return { ...watch, pane: message.pane, from: 0, notice: undefined };
    case 'keys':
      return { ...watch, keys: !watch.keys };
    case 'scrolled':
      return { ...watch, from: within(watch.from + message.by, watch.watched?.happened.length ?? 0) };
    case 'moved':
      return { ...watch, cursor: within(watch.cursor + message.by, watch.rollouts.length) };
    case 'dialog':
      return { ...watch, dialog: message.dialog, notice: undefined };
    case 'asked':
      return { ...watch, dialog: undefined, busy: message.what, notice: undefined };
    case 'answered':
      return { ...watch, busy: '', notice: { tone: 'good', text: message.what } };
    case 'refused':
      return { ...watch, busy: '', notice: refusal(message.problems) };
    case 'leaving':
      return { ...watch, leaving: true };
  }
};

/** Whoever reads what is past keeps their place while more happens. */
const seen = (watch: Watch, watched: Watched): Watch => {
  const more = watched.happened.length - (watch.watched?.happened.length ?? watched.happened.length);
  return { ...watch, watched, from: watch.from === 0 ? 0 : within(watch.from + more, watched.happened.length) };
};

const within = (at: number, count: number): number => Math.max(0, Math.min(at, count - 1));

const refusal = (problems: readonly Problem[]): Notice => {
  const [first] = problems;
  return { tone: 'bad', text: first ? `${first.message}: ${first.hint}` : 'refused' };
};

/** What needs somebody first, then what is under way, then what is over; the latest first. */
const URGENCY: readonly Row['status'][] = [
  'rolling-back',
  'paused',
  'held',
  'rolled-back',
  'pending',
  'running',
  'completed',
  'aborted',
];

const inOrder = (rollouts: readonly Row[]): readonly Row[] =>
  rollouts.toSorted((a, b) => URGENCY.indexOf(a.status) - URGENCY.indexOf(b.status) || b.atMs - a.atMs);
