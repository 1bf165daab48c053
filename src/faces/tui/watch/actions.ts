import { EFFECTS } from '../../../app/executor/effects.ts';
import type { Watched } from '../../../app/executor/watched.ts';
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
    effect: EFFECTS.approve,
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
    effect: EFFECTS.pause,
    entries: () => [REASON],
    asksTwice: false,
  },
  {
    key: 's',
    does: 'resume',
    operation: 'resume',
    when: ['paused', 'held'],
    effect: EFFECTS.resume,
    entries: () => [REASON],
    asksTwice: true,
  },
  {
    key: '+',
    does: 'advance',
    operation: 'advance',
    when: ['running', 'held'],
    effect: EFFECTS.advance,
    entries: () => [REASON],
    asksTwice: true,
  },
  {
    key: 'r',
    does: 'roll back',
    operation: 'rollback',
    when: [...CLIMBING, 'completed'],
    effect: (watched) => EFFECTS.rollback(watched, { percent: 0 }),
    entries: () => [REASON],
    asksTwice: true,
  },
];

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
