import type { Preview } from '../../../app/preview.ts';
import type { Watched } from '../../../app/executor/watched.ts';
import { mayIn, type Caller, type Right } from '../../../core/access/caller.ts';
import type { Said } from '../documents.ts';

/** A command that somebody thinks about: what comes of it, what they say for it, and what was answered so far. */
export type Asking = {
  readonly rollout: string;
  readonly action: ActionName;
  readonly digest: string;
  /** What would come of it, and the version of the rollout that this was said of: only to that it is agreed. */
  readonly preview: Preview | undefined;
  readonly tag: string | undefined;
  readonly reason: string;
  readonly busy: boolean;
  /** It went on while somebody thought: what is said above was looked at again. */
  readonly moved: boolean;
  readonly problems: readonly Said[];
};

export type ActionName = 'approve' | 'pause' | 'resume' | 'advance' | 'rollback';

export type Action = {
  readonly name: ActionName;
  readonly label: string;
  readonly right: Right;
  readonly when: readonly Watched['status'][];
  readonly needsReason: boolean;
  readonly tone: 'quiet' | 'main' | 'danger';
};

const CLIMBING = ['running', 'held', 'paused'] as const;
const OPERATING = { right: 'operate', needsReason: true } as const;

/** In the order in which they stand; what takes back comes last, and looks like it. */
const ALL: readonly Action[] = [
  {
    name: 'approve',
    label: 'Approve',
    right: 'approve',
    needsReason: false,
    when: ['pending', ...CLIMBING],
    tone: 'main',
  },
  { name: 'resume', label: 'Resume', ...OPERATING, when: ['paused', 'held'], tone: 'main' },
  { name: 'pause', label: 'Pause', ...OPERATING, when: ['running', 'held'], tone: 'quiet' },
  { name: 'advance', label: 'Advance', ...OPERATING, when: ['running', 'held'], tone: 'quiet' },
  { name: 'rollback', label: 'Roll back', ...OPERATING, when: [...CLIMBING, 'completed'], tone: 'danger' },
];

export const actionCalled = (name: ActionName): Action | undefined => ALL.find((one) => one.name === name);

/** What this person may do here and now. Whether it is done is the service's to say. */
export const actionsFor = (watched: Watched, me: Caller | undefined): readonly Action[] =>
  ALL.filter(
    ({ name, right, when }) =>
      when.includes(watched.status) &&
      (name !== 'approve' || watched.approvals.length > 0) &&
      (me === undefined || mayIn(me, right, watched.environment)),
  );

export const askingFor = (action: ActionName, { id, planDigest }: Watched): Asking => ({
  rollout: id,
  action,
  digest: planDigest,
  preview: undefined,
  tag: undefined,
  reason: '',
  busy: false,
  moved: false,
  problems: [],
});

/** Told what would come of it; what was typed meanwhile stays. */
export const foreseen = (asking: Asking, preview: Preview, tag: string | undefined): Asking => ({
  ...asking,
  preview,
  tag,
  busy: false,
  problems: preview.refused,
});

/** What keeps it from being sent; undefined where nothing does. */
export const missingIn = ({ action, reason, preview }: Asking): string | undefined => {
  if (preview === undefined) return 'What would come of it is still being asked.';
  return actionCalled(action)?.needsReason && reason.trim() === ''
    ? 'Say why: the reason stands in the log.'
    : undefined;
};

/** What the service is told. */
export const bodyOf = ({ action, reason, digest }: Asking): Readonly<Record<string, string>> => ({
  ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  ...(action === 'approve' ? { digest } : {}),
});

export const DONE: Readonly<Record<ActionName, string>> = {
  approve: 'Approved.',
  pause: 'Paused.',
  resume: 'Resumed.',
  advance: 'The rest of the soak is skipped.',
  rollback: 'Rolled back.',
};
