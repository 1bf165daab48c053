import { answered, saidIn } from '../dialog/state.ts';
import type { Hint, Pressed } from '../key.ts';
import { ACTIONS, dialogFor, inputFor, offered } from './actions.ts';
import type { Message, Watch } from './state.ts';

export type Wish =
  | { readonly is: 'do'; readonly operation: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly is: 'open'; readonly id: string }
  | { readonly is: 'look' }
  | { readonly is: 'leave'; readonly interrupted: boolean };

type Answer = readonly (Message | { readonly wish: Wish })[];

const NOTHING: Answer = [];
const PAGE = 10;

export const keys = (watch: Watch, key: Pressed): Answer => {
  if (watch.leaving) return NOTHING;
  if (watch.dialog) return inDialog(watch, key);
  if (key.name === 'q' || key.name === 'ctrl-c') return leaving(key.name === 'ctrl-c');
  if (key.name === '?') return [{ is: 'keys' }];
  if (watch.keys) return key.name === 'escape' ? [{ is: 'keys' }] : NOTHING;
  return watch.pane === 'list' ? inList(watch, key) : inLive(watch, key);
};

const leaving = (interrupted: boolean): Answer => [{ is: 'leaving' }, { wish: { is: 'leave', interrupted } }];

const inDialog = ({ dialog, watched }: Watch, key: Pressed): Answer => {
  if (!dialog || !watched) return NOTHING;
  const answer = answered(dialog, key);
  if (answer.is === 'open') return [{ is: 'dialog', dialog: answer.dialog }];
  if (answer.is === 'over') return [{ is: 'dialog', dialog: undefined }];
  const input = inputFor(watched, dialog.name, saidIn(dialog));
  return [{ is: 'asked', what: dialog.title }, { wish: { is: 'do', operation: dialog.name, input } }];
};

const inList = ({ rollouts, cursor }: Watch, { name }: Pressed): Answer => {
  const by = STEPS[name];
  if (by !== undefined) return [{ is: 'moved', by }];
  const row = rollouts[cursor];
  return name === 'enter' && row ? [{ is: 'pane', pane: 'live' }, { wish: { is: 'open', id: row.id } }] : NOTHING;
};

const STEPS: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  k: -1,
  j: 1,
  'page-up': -PAGE,
  'page-down': PAGE,
  home: -Infinity,
  end: Infinity,
};

const inLive = (watch: Watch, { name }: Pressed): Answer => {
  const by = STEPS[name];
  if (by !== undefined) return [{ is: 'scrolled', by }];
  if (name === 'tab' || name === 'escape')
    return watch.drives ? NOTHING : [{ is: 'pane', pane: 'list' }, { wish: { is: 'look' } }];
  const action = ACTIONS.find(({ key }) => key === name);
  if (!action || !watch.watched || watch.busy !== '') return NOTHING;
  return [{ is: 'dialog', dialog: dialogFor(action, watch.watched, watch.roles) }];
};

/** What `?` lists, and the last line hints at: what is offered as the rollout stands. */
export const hints = (watch: Watch): readonly Hint[] => {
  if (watch.pane === 'list') return [{ key: '↑↓', does: 'choose' }, { key: 'enter', does: 'open' }, ...ALWAYS];
  return [
    ...(watch.watched ? offered(watch.watched) : []),
    { key: '↑↓', does: 'log' },
    ...(watch.drives ? [] : [{ key: 'tab', does: 'all rollouts' }]),
    ...ALWAYS,
  ];
};

const ALWAYS: readonly Hint[] = [
  { key: '?', does: 'keys' },
  { key: 'q', does: 'leave' },
];
