import type { Watched } from '../../../app/executor/watched.ts';
import { percentInWords } from '../../../core/plan/report/words.ts';
import { humanDuration } from '../../../core/values/duration.ts';
import { aDialog, type Dialog, type Wanted } from '../dialog/state.ts';
import type { Hint } from '../key.ts';

type Status = Watched['status'];

/** What somebody can do here: the key, the operation that does it, when it is offered, and what comes of it. */
type Action = Hint & {
  readonly operation: string;
  readonly when: readonly Status[];
  readonly effect: (watched: Watched) => readonly string[];
  readonly entries: (watched: Watched, roles: readonly string[]) => Wanted['entries'];
  readonly asksTwice: boolean;
};

const CLIMBING: readonly Status[] = ['running', 'held', 'paused'];
const REASON = { name: 'reason', label: 'reason', needed: true } as const;

export const ACTIONS: readonly Action[] = [
  {
    key: 'a',
    does: 'approve',
    operation: 'approve',
    when: ['pending', ...CLIMBING],
    effect: ({ planDigest, next, nextPercent, approvals }) => [
      `You agree to the plan sha256:${planDigest.slice(0, 12)}…, before its next phase${next === undefined ? '' : ` (${next})`}.`,
      ...(nextPercent === undefined ? [] : [`With it ${percentInWords(nextPercent)} of everyone may have the change.`]),
      ...approvals.map((why) => `Missing: ${why}`),
    ],
    entries: (_, roles) => [
      { name: 'role', label: 'as (role or team)', text: roles.join(', '), needed: false },
      { ...REASON, needed: false },
    ],
    asksTwice: true,
  },
  {
    key: 'p',
    does: 'pause',
    operation: 'pause',
    when: ['running', 'held'],
    effect: ({ percent }) => [
      `It stays at ${percentInWords(percent)} until somebody resumes it. Triggers keep watching.`,
    ],
    entries: () => [REASON],
    asksTwice: false,
  },
  {
    key: 's',
    does: 'resume',
    operation: 'resume',
    when: ['paused', 'held'],
    effect: ({ why, nextPercent }) => [
      'It may go on. Whoever resumes answers for what stopped it, and its limits of time begin anew.',
      ...why,
      ...(nextPercent === undefined ? [] : [`Next: ${percentInWords(nextPercent)}, when everything has passed.`]),
    ],
    entries: () => [REASON],
    asksTwice: true,
  },
  {
    key: '+',
    does: 'advance',
    operation: 'advance',
    when: ['running', 'held'],
    effect: (watched) => [`The rest of the soak is skipped: ${soakLeft(watched)}.`, ...stillOpen(watched)],
    entries: () => [REASON],
    asksTwice: true,
  },
  {
    key: 'r',
    does: 'roll back',
    operation: 'rollback',
    when: [...CLIMBING, 'completed'],
    effect: ({ percent, flags }) => [
      `From ${percentInWords(percent)} to 0 %, at once; the flags are read back.`,
      `Switched off: ${flags.join(', ') || 'nothing, there is no flag'}`,
      'It goes up again only when somebody restarts it, with new approvals.',
    ],
    entries: () => [REASON],
    asksTwice: true,
  },
];

const soakLeft = ({ soak }: Watched): string =>
  soak && soak.ofMs > soak.doneMs ? humanDuration(soak.ofMs - soak.doneMs) : 'nothing is left of it';

const stillOpen = ({ checks }: Watched): readonly string[] => {
  const open = checks.filter(({ what, verdict }) => what !== 'soak' && verdict !== 'pass');
  if (open.length === 0) return ['Everything else has passed.'];
  return [`${open.length} more ${open.length === 1 ? 'thing has' : 'things have'} to pass as before.`];
};

export const offered = ({ status }: Watched): readonly Action[] => ACTIONS.filter(({ when }) => when.includes(status));

export const dialogFor = (action: Action, watched: Watched, roles: readonly string[]): Dialog =>
  aDialog({
    name: action.operation,
    title: `${action.does.charAt(0).toUpperCase()}${action.does.slice(1)} ${watched.id} (${watched.environment})`,
    effect: action.effect(watched),
    entries: action.entries(watched, roles),
    asksTwice: action.asksTwice,
  });

/** What the operation is asked: the same fields that a command line has. Agreed is to the plan that was looked at. */
export const inputFor = (
  { id, planDigest }: Watched,
  operation: string,
  said: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> => {
  const roles = (said['role'] ?? '')
    .split(',')
    .map((role) => role.trim())
    .filter(Boolean);
  return {
    rollout: id,
    ...(said['reason'] ? { reason: said['reason'] } : {}),
    ...(roles.length > 0 ? { role: roles } : {}),
    ...(operation === 'approve' ? { digest: planDigest } : {}),
  };
};
