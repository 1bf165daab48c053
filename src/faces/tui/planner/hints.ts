import type { Hint } from '../key.ts';
import type { Pane, Planner } from './planner.ts';

/** What does something here; `?` lists all of it, the last line as much as fits. */
export const hints = ({ pane, rollout }: Planner): readonly Hint[] => [
  ...(IN_PANE[pane] ?? []),
  ...(rollout === undefined ? [] : [{ key: 'a', does: 'approve' }]),
  { key: 'w', does: 'write' },
  { key: 's', does: 'start' },
  { key: 't', does: 'strategy' },
  { key: 'c', does: 'compare' },
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
  messages: [{ key: '↑↓', does: 'scroll' }],
  drafts: [
    { key: 'space', does: 'compare with it' },
    { key: 'enter', does: 'go back to it' },
  ],
};
