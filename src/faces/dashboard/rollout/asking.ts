import type { Watched } from '../../../app/executor/watched.ts';
import { mayIn, type Caller, type Right } from '../../http/caller.ts';
import { ACTIONS } from '../../tui/watch/actions.ts';
import type { Said } from '../documents.ts';

/** A command that somebody thinks about: what comes of it, what they say for it, and what was answered so far. */
export type Asking = {
  readonly rollout: string;
  readonly action: ActionName;
  /** What was seen when it was begun: only to that it is agreed. */
  readonly tag: string | undefined;
  readonly digest: string;
  readonly effect: readonly string[];
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
  readonly needsReason: boolean;
  readonly tone: 'plain' | 'main' | 'danger';
};

/** In the order in which they stand; what takes back comes last, and looks like it. */
const ALL: readonly Action[] = [
  { name: 'approve', label: 'Approve', right: 'approve', needsReason: false, tone: 'main' },
  { name: 'resume', label: 'Resume', right: 'operate', needsReason: true, tone: 'main' },
  { name: 'pause', label: 'Pause', right: 'operate', needsReason: true, tone: 'plain' },
  { name: 'advance', label: 'Advance', right: 'operate', needsReason: true, tone: 'plain' },
  { name: 'rollback', label: 'Roll back', right: 'operate', needsReason: true, tone: 'danger' },
];

export const actionCalled = (name: ActionName): Action | undefined => ALL.find((one) => one.name === name);

/** What this person may do here and now. Whether it is done is the service's to say. */
export const actionsFor = (watched: Watched, me: Caller | undefined): readonly Action[] =>
  ALL.filter(({ name, right }) => {
    const known = ACTIONS.find(({ operation }) => operation === name);
    if (!known?.when.includes(watched.status)) return false;
    if (name === 'approve' && watched.approvals.length === 0) return false;
    return me === undefined || mayIn(me, right, watched.environment);
  });

export const askingFor = (action: ActionName, watched: Watched, tag: string | undefined): Asking => ({
  rollout: watched.id,
  action,
  tag,
  digest: watched.planDigest,
  effect: ACTIONS.find(({ operation }) => operation === action)?.effect(watched) ?? [],
  reason: '',
  busy: false,
  moved: false,
  problems: [],
});

/** The same command on what is there now; what was said for it stays. */
export const askedAnew = (asking: Asking, watched: Watched, tag: string | undefined): Asking => ({
  ...askingFor(asking.action, watched, tag),
  reason: asking.reason,
  moved: true,
});

/** What keeps it from being sent; undefined where nothing does. */
export const missingIn = ({ action, reason }: Asking): string | undefined =>
  actionCalled(action)?.needsReason && reason.trim() === '' ? 'Say why: the reason stands in the log.' : undefined;

/** What the service is told. */
export const bodyOf = ({ action, reason, digest }: Asking): Readonly<Record<string, string>> => ({
  ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  ...(action === 'approve' ? { digest } : {}),
});

export const doneInWords: Readonly<Record<ActionName, string>> = {
  approve: 'Approved.',
  pause: 'Paused.',
  resume: 'Resumed.',
  advance: 'The rest of the soak is skipped.',
  rollback: 'Rolling back.',
};
