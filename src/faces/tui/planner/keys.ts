import { LEVELS } from '../../../core/values/level.ts';
import { aDialog, answered, type Dialog, saidIn } from '../dialog/state.ts';
import type { Hint, Pressed } from '../key.ts';
import { isSaved, type Message, type Pane, PANES, type Planner } from './state.ts';

export type Wish =
  | { readonly is: 'hunks' }
  | { readonly is: 'others' }
  | { readonly is: 'redraft'; readonly wishes: Readonly<Record<string, unknown>>; readonly said: string }
  | { readonly is: 'base'; readonly base: string }
  | { readonly is: 'opinion' }
  | { readonly is: 'play'; readonly scenario: string }
  | { readonly is: 'save' }
  | { readonly is: 'edit' }
  | { readonly is: 'start' }
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

const LEAVE: Dialog = aDialog({
  name: 'leave',
  title: 'Leave without writing the plan?',
  effect: ['What was changed here is gone then. w writes it.'],
  entries: [],
  asksTwice: true,
});

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
    return pane === 'evidence' ? [{ is: 'moved', rows: rows + columns, columns: 0 }] : [{ is: 'moved', rows, columns }];
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
  return pane === 'strategy' ? [{ is: 'pane', pane }, { wish: { is: 'others' } }] : [{ is: 'pane', pane }];
};

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
  return (pane === 'evidence' || pane === 'summary') && name === 'd'
    ? [{ is: 'dialog', dialog: disagreement(planner) }]
    : undefined;
};

const anywhere = (planner: Planner, name: string): Answer => {
  switch (name) {
    case 'u':
      return [{ is: 'undo' }];
    case 'U':
    case 'ctrl-r':
      return [{ is: 'redo' }];
    case 't':
      return entering('strategy');
    case 'b':
      return [{ is: 'dialog', dialog: baseDialog() }];
    case 'o':
      return [{ is: 'busy', what: 'Asking for a second opinion' }, { wish: { is: 'opinion' } }];
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

const disagreement = ({ draft }: Planner): Dialog =>
  aDialog({
    name: 'disagree',
    title: `Disagree with ${draft.plan.risk.level.toUpperCase()}`,
    effect: [
      `The facts alone say ${draft.plan.risk.floor}. Another level, a name and a reason stand in the plan, for whoever approves it.`,
      `Levels: ${LEVELS.join(', ')}`,
    ],
    entries: [
      { name: 'level', label: 'level', needed: true },
      { name: 'by', label: 'your name', needed: true },
      { name: 'reason', label: 'reason', needed: true },
    ],
    asksTwice: false,
  });

const baseDialog = (): Dialog =>
  aDialog({
    name: 'base',
    title: 'Compare with another base',
    effect: ['A branch or a commit that this change goes into. The plan is made anew.'],
    entries: [{ name: 'base', label: 'base', needed: true }],
    asksTwice: false,
  });

const startDialog = ({ draft: { plan } }: Planner): Dialog =>
  aDialog({
    name: 'start',
    title: `Start ${plan.feature} (${plan.provenance.environment})`,
    effect: [
      'The plan is written, and carried out by rampart apply: everything is checked first.',
      `First: ${plan.phases[0]?.audience.who ?? 'nobody'}; the flag system is ${plan.provenance.backend}.`,
    ],
    entries: [],
    asksTwice: true,
  });

const approveDialog = ({ draft: { plan } }: Planner): Dialog =>
  aDialog({
    name: 'approve',
    title: `Approve ${plan.feature}`,
    effect: plan.approvals.map(
      ({ count, from, before, why }) => `${count} of ${from.join(', ')} before ${before}: ${why}`,
    ),
    entries: [
      { name: 'role', label: 'as (role or team)', needed: false },
      { name: 'by', label: 'your name (else git tells)', needed: false },
      { name: 'reason', label: 'reason', needed: false },
    ],
    asksTwice: true,
  });

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
  if (name === 'start') return { is: 'start' };
  return name === 'approve' ? { is: 'approve', said } : { is: 'leave', interrupted: false };
};

/** What does something here; `?` lists all of it, the last line as much as fits. */
export const hints = ({ pane, rollout }: Planner): readonly Hint[] => [
  ...(IN_PANE[pane] ?? []),
  ...(rollout === undefined ? [] : [{ key: 'a', does: 'approve' }]),
  { key: 'w', does: 'write' },
  { key: 's', does: 'start' },
  { key: 't', does: 'strategy' },
  { key: 'e', does: 'editor' },
  { key: 'u', does: 'undo' },
  { key: 'o', does: 'second opinion' },
  { key: 'b', does: 'base' },
  { key: 'U', does: 'redo' },
  { key: 'tab', does: 'next pane' },
  { key: '?', does: 'keys' },
  { key: 'q', does: 'leave' },
];

const IN_PANE: Readonly<Partial<Record<Pane, readonly Hint[]>>> = {
  summary: [{ key: 'd', does: 'disagree' }],
  evidence: [
    { key: '←→', does: 'before, next' },
    { key: 'd', does: 'disagree' },
  ],
  phases: [
    { key: '←→↑↓', does: 'choose' },
    { key: 'enter', does: 'edit' },
  ],
  strategy: [{ key: 'enter', does: 'take it' }],
  simulate: [{ key: 'enter', does: 'play' }],
  json: [{ key: '↑↓', does: 'scroll' }],
};
