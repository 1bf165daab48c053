import type { Status } from '../../core/rollout/table.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'calm' | 'going';

/** How a status looks: a word, a shape and a colour, so that no one of them has to be seen. */
export type Look = { readonly word: string; readonly icon: IconName; readonly tone: Tone };

export type IconName =
  | 'up'
  | 'down'
  | 'hand'
  | 'pause'
  | 'ring'
  | 'check'
  | 'cross'
  | 'back'
  | 'unsure'
  | 'dot'
  | 'warning';

export const STANDING: Readonly<Record<Status, Look>> = {
  pending: { word: 'not begun', icon: 'ring', tone: 'calm' },
  running: { word: 'under way', icon: 'up', tone: 'going' },
  held: { word: 'held', icon: 'hand', tone: 'warn' },
  paused: { word: 'paused', icon: 'pause', tone: 'warn' },
  'rolling-back': { word: 'rolling back', icon: 'down', tone: 'bad' },
  'rolled-back': { word: 'rolled back', icon: 'back', tone: 'bad' },
  completed: { word: 'completed', icon: 'check', tone: 'good' },
  aborted: { word: 'given up', icon: 'cross', tone: 'calm' },
};

type Verdict = 'pass' | 'fail' | 'inconclusive' | 'no-data' | 'error';

export const VERDICTS: Readonly<Record<Verdict, Look>> = {
  pass: { word: 'passed', icon: 'check', tone: 'good' },
  fail: { word: 'not yet', icon: 'ring', tone: 'warn' },
  inconclusive: { word: 'not sure yet', icon: 'unsure', tone: 'warn' },
  'no-data': { word: 'nothing heard', icon: 'unsure', tone: 'warn' },
  error: { word: 'cannot be asked', icon: 'warning', tone: 'bad' },
};

/** What only takes its time, and it is known how long. */
export const WAITING: Look = { word: 'waits', icon: 'ring', tone: 'calm' };

/** A trigger's verdict turns the same words round: what fails there has gone off. */
export const TRIGGERS: Readonly<Record<Verdict, Look>> = {
  ...VERDICTS,
  pass: { word: 'quiet', icon: 'check', tone: 'good' },
  fail: { word: 'fired', icon: 'cross', tone: 'bad' },
};

export const UNWATCHED: Look = { word: 'not watched now', icon: 'dot', tone: 'calm' };
