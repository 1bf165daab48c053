import type { Watched } from '../../../app/executor/watched.ts';
import { mayIn, type Caller, type Right } from '../../../core/access/caller.ts';
import type { EventType } from '../../../core/rollout/events.ts';
import { TABLE } from '../../../core/rollout/table.ts';

export type ActionName =
  | 'approve'
  | 'confirm'
  | 'resume'
  | 'unfreeze'
  | 'restart'
  | 'pause'
  | 'hold'
  | 'freeze'
  | 'advance'
  | 'abort'
  | 'rollback';

export type Action = {
  readonly name: ActionName;
  readonly label: string;
  readonly right: Right;
  /** What stands in the log afterwards: where the table has nothing like it follow, it is not offered. */
  readonly event: EventType;
  /** What else has to be so, as far as this page can tell. */
  readonly fits: (watched: Watched) => boolean;
  readonly needsReason: boolean;
  readonly tone: 'quiet' | 'main' | 'danger';
  readonly done: string;
  /** The key that begins it. */
  readonly key?: string;
};

const OPERATING = { right: 'operate', needsReason: true, tone: 'quiet', fits: () => true } as const;

/** In the order in which they stand; what takes back comes last, and looks like it. */
export const ACTIONS: readonly Action[] = [
  {
    name: 'approve',
    label: 'Approve',
    right: 'approve',
    event: 'approved',
    fits: ({ approvals }) => approvals.length > 0,
    needsReason: false,
    tone: 'main',
    done: 'Approved.',
    key: 'a',
  },
  {
    name: 'confirm',
    label: 'Confirm',
    right: 'approve',
    event: 'confirmed',
    fits: ({ toConfirm }) => toConfirm.length > 0,
    needsReason: false,
    tone: 'main',
    done: 'Confirmed.',
    key: 'c',
  },
  {
    name: 'resume',
    label: 'Resume',
    ...OPERATING,
    event: 'resumed',
    fits: ({ resumes }) => resumes,
    tone: 'main',
    done: 'Resumed.',
    key: 's',
  },
  {
    name: 'unfreeze',
    label: 'Unfreeze',
    ...OPERATING,
    event: 'unfrozen',
    fits: ({ frozen }) => frozen !== undefined,
    tone: 'main',
    done: 'Unfrozen.',
  },
  { name: 'restart', label: 'Restart', ...OPERATING, event: 'restarted', tone: 'main', done: 'It can begin again.' },
  { name: 'pause', label: 'Pause', ...OPERATING, event: 'paused', done: 'Paused.', key: 'p' },
  { name: 'hold', label: 'Hold', ...OPERATING, event: 'held', fits: ({ resumes }) => !resumes, done: 'Held.' },
  {
    name: 'freeze',
    label: 'Freeze',
    ...OPERATING,
    event: 'frozen',
    fits: ({ frozen }) => frozen === undefined,
    done: 'Frozen.',
  },
  {
    name: 'advance',
    label: 'Advance',
    ...OPERATING,
    event: 'soak-skipped',
    fits: ({ phase, checks }) =>
      phase !== undefined && checks.some(({ what, verdict }) => what === 'soak' && verdict !== 'pass'),
    done: 'The rest of the soak is skipped.',
    key: '+',
  },
  { name: 'abort', label: 'Give up', ...OPERATING, event: 'aborted', tone: 'danger', done: 'Given up.' },
  {
    name: 'rollback',
    label: 'Roll back',
    ...OPERATING,
    event: 'rollback-decided',
    fits: ({ phase, percent, flags }) => flags.length > 0 && (phase !== undefined || percent > 0),
    tone: 'danger',
    done: 'Rolled back.',
    key: 'r',
  },
];

export const actionCalled = (name: string): Action | undefined => ACTIONS.find((one) => one.name === name);

/** What this person may do here and now. Whether it is done is the service's to say. */
export const actionsFor = (watched: Watched, me: Caller | undefined): readonly Action[] =>
  ACTIONS.filter(
    ({ right, event, fits }) =>
      TABLE[event][watched.status] !== undefined &&
      fits(watched) &&
      (me === undefined || mayIn(me, right, watched.environment)),
  );

export type Arranged = { readonly first: readonly Action[]; readonly more: readonly Action[] };

/** More would not fit on a phone, and be looked through where there is no time. */
const MOST_FIRST = 3;

/** What is asked for, what stops it and what takes it back stand there at once; the others one step further. */
export const arranged = (actions: readonly Action[]): Arranged => {
  const brakes = actions.filter(({ name }) => name === 'rollback' || name === 'pause');
  const asked = actions.filter(({ tone }) => tone === 'main').slice(0, Math.max(1, MOST_FIRST - brakes.length));
  const first = new Set([...brakes, ...asked]);
  return { first: actions.filter((one) => first.has(one)), more: actions.filter((one) => !first.has(one)) };
};

/** Why there is nothing for somebody who looks on to do; undefined where there is. */
export const onlyLooks = ({ environment }: Watched, me: Caller | undefined): string | undefined => {
  if (me === undefined || mayIn(me, 'operate', environment) || mayIn(me, 'approve', environment)) return undefined;
  return `${me.name} may look at this: to stop it or take it back asks for an operator of ${environment}.`;
};
