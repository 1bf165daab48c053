import { answered, type Dialog, saidIn } from '../dialog/state.ts';
import type { Pressed } from '../key.ts';
import { approveDialog, baseDialog, disagreement, LEAVE, opinionDialog, startDialog } from './dialogs.ts';
import { isSaved, type Message, type Pane, PANES, pairOf, type Planner } from './planner.ts';

export type Wish =
  | { readonly is: 'hunks' }
  | { readonly is: 'others' }
  | { readonly is: 'redraft'; readonly wishes: Readonly<Record<string, unknown>>; readonly said: string }
  | { readonly is: 'base'; readonly base: string }
  | { readonly is: 'opinion'; readonly said: Readonly<Record<string, string>> }
  | { readonly is: 'compare' }
  | { readonly is: 'texts' }
  | { readonly is: 'play'; readonly scenario: string }
  | { readonly is: 'save' }
  | { readonly is: 'edit' }
  | { readonly is: 'start'; readonly every: string | undefined }
  | { readonly is: 'approve'; readonly said: Readonly<Record<string, string>> }
  | { readonly is: 'leave'; readonly interrupted: boolean };

type Answer = readonly (Message | { readonly wish: Wish })[];
const NOTHING: Answer = [];

export const keys = (planner: Planner, key: Pressed): Answer => {
  if (planner.dialog) return inDialog(planner.dialog, key);
  if (planner.editing) return inField(key);
  const { name } = key;
  if (name === 'ctrl-c') return [{ wish: { is: 'leave', interrupted: true } }];
  if (name === '?') return [{ is: 'keys' }];
  if (planner.keys) return name === 'escape' ? [{ is: 'keys' }] : NOTHING;
  if (name === 'q') return leaving(planner);
  return moving(planner, name) ?? inPane(planner, name) ?? (planner.busy === '' ? anywhere(planner, name) : NOTHING);
};

const inField = (key: Pressed): Answer => {
  if (key.name === 'enter') return [{ is: 'entered' }];
  return key.name === 'escape' || key.name === 'ctrl-c' ? [{ is: 'left' }] : [{ is: 'typed', key }];
};

/** What was never written is not thrown away by one key. */
const leaving = (planner: Planner): Answer =>
  isSaved(planner) || planner.past.length === 0
    ? [{ wish: { is: 'leave', interrupted: false } }]
    : [{ is: 'dialog', dialog: LEAVE }];

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  up: [-1, 0],
  down: [1, 0],
  k: [-1, 0],
  j: [1, 0],
  left: [0, -1],
  right: [0, 1],
  'page-up': [-10, 0],
  'page-down': [10, 0],
  home: [-Infinity, 0],
  end: [Infinity, 0],
};

const moving = ({ pane }: Planner, name: string): Answer | undefined => {
  const step = STEPS[name];
  if (step) {
    const [rows, columns] = step;
    // Evidence has one column: left and right are the one before and the next.
    if (pane === 'evidence') return [{ is: 'moved', rows: rows + columns, columns: 0 }];
    return [{ is: 'moved', rows, columns }, ...(pane === 'drafts' ? [COMPARE] : [])];
  }
  const at = PANES.indexOf(pane);
  const nth = /^[0-9]$/.test(name) ? (Number(name) + 9) % 10 : undefined;
  const by = name === 'tab' ? at + 1 : name === 'shift-tab' ? at - 1 : nth;
  const next = by === undefined ? undefined : PANES[(by + PANES.length) % PANES.length];
  return next && entering(next);
};

/** What a pane shows beside the plan is looked up when it is gone to. */
const entering = (pane: Pane): Answer => {
  if (pane === 'evidence') return [{ is: 'pane', pane }, { wish: { is: 'hunks' } }];
  if (pane === 'messages') return [{ is: 'pane', pane }, { wish: { is: 'texts' } }];
  if (pane === 'drafts') return [{ is: 'pane', pane }, COMPARE];
  return pane === 'strategy' ? [{ is: 'pane', pane }, { wish: { is: 'others' } }] : [{ is: 'pane', pane }];
};

const COMPARE = { wish: { is: 'compare' } } as const;

const inPane = (planner: Planner, name: string): Answer | undefined => {
  const { pane, row, others, scenarios } = planner;
  if (pane === 'phases' && name === 'enter') return [{ is: 'editing' }];
  if (pane === 'simulate' && name === 'enter') return [{ wish: { is: 'play', scenario: scenarios[row] ?? 'healthy' } }];
  if (pane === 'strategy' && name === 'enter') {
    const other = others[row];
    return other?.plan
      ? [{ wish: { is: 'redraft', wishes: { strategy: other.strategy }, said: `the way is ${other.strategy} now` } }]
      : NOTHING;
  }
  if (pane === 'drafts') return inDrafts(planner, name);
  return (pane === 'evidence' || pane === 'summary') && name === 'd'
    ? [{ is: 'dialog', dialog: disagreement(planner) }]
    : undefined;
};

const inDrafts = (planner: Planner, name: string): Answer | undefined => {
  if (name === ' ') return [{ is: 'marked' }, COMPARE];
  if (name !== 'enter') return undefined;
  const { to } = pairOf(planner);
  const said = `back to: ${planner.names.get(to) ?? ''}`;
  return to === planner.draft ? NOTHING : [{ is: 'drafted', draft: to, said }, { is: 'pane', pane: 'drafts' }, COMPARE];
};

const anywhere = (planner: Planner, name: string): Answer => {
  switch (name) {
    case 'u':
      return [{ is: 'undo' }, ...again(planner)];
    case 'U':
    case 'ctrl-r':
      return [{ is: 'redo' }, ...again(planner)];
    case 't':
      return entering('strategy');
    case 'b':
      return [{ is: 'dialog', dialog: baseDialog() }];
    case 'c':
      return entering('drafts');
    case 'o':
      return [{ is: 'dialog', dialog: opinionDialog() }];
    case 'e':
      return [{ wish: { is: 'edit' } }];
    case 'w':
      return [{ wish: { is: 'save' } }];
    case 's':
      return [{ is: 'dialog', dialog: startDialog(planner) }];
    case 'a':
      return planner.rollout === undefined
        ? [{ is: 'said', tone: 'warn', text: 'nothing waits for a yes yet: s starts it, and says whose is missing' }]
        : [{ is: 'dialog', dialog: approveDialog(planner) }];
    default:
      return NOTHING;
  }
};

/** What is shown beside a plan belongs to that plan: with another one it is looked up anew. */
const again = ({ pane }: Planner): Answer =>
  pane === 'summary' || pane === 'simulate' ? NOTHING : entering(pane).filter((one) => 'wish' in one);

const inDialog = (dialog: Dialog, key: Pressed): Answer => {
  const answer = answered(dialog, key);
  if (answer.is === 'open') return [{ is: 'dialog', dialog: answer.dialog }];
  if (answer.is === 'over') return [{ is: 'dialog', dialog: undefined }];
  return [{ is: 'busy', what: dialog.title }, { wish: wishOf(dialog.name, saidIn(dialog)) }];
};

const wishOf = (name: string, said: Readonly<Record<string, string>>): Wish => {
  if (name === 'disagree')
    return {
      is: 'redraft',
      wishes: said,
      said: `the level is ${said['level']} now, and the reason stands in the plan`,
    };
  if (name === 'base') return { is: 'base', base: said['base'] ?? '' };
  if (name === 'opinion') return { is: 'opinion', said };
  if (name === 'start') return { is: 'start', every: said['every'] || undefined };
  return name === 'approve' ? { is: 'approve', said } : { is: 'leave', interrupted: false };
};
