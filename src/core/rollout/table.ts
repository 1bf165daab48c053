import type { EventType } from './events.ts';

/** Where a rollout can be. `held` ends with its cause; `paused` ends when a person says so. */
export const STATUSES = [
  'pending',
  'running',
  'held',
  'paused',
  'rolling-back',
  'rolled-back',
  'completed',
  'aborted',
] as const;
export type Status = (typeof STATUSES)[number];

type Row = Readonly<Partial<Record<Status, Status>>>;

const stays = (...statuses: readonly Status[]): Row => Object.fromEntries(statuses.map((status) => [status, status]));
const goes = (to: Status, ...from: readonly Status[]): Row => Object.fromEntries(from.map((status) => [status, to]));

const CLIMBING = ['running', 'held', 'paused'] as const;
const DESCENDING = ['rolling-back', 'rolled-back'] as const;

/**
 * What may follow what: the event, the status before, the status after. A pair that is not here is refused. Nothing
 * leads from a rollback back to the climb but `restarted`, and that begins again before the first phase.
 */
export const TABLE: Readonly<Record<EventType, Row>> = {
  'turn-taken': stays(...STATUSES),
  started: goes('running', 'pending'),
  approved: stays('pending', ...CLIMBING),
  confirmed: stays('pending', ...CLIMBING, 'completed'),
  'phase-entered': stays('running'),
  'exposure-confirmed': stays(...CLIMBING, 'rolling-back'),
  'soak-skipped': stays('running', 'held'),
  held: goes('held', 'running', 'held'),
  released: goes('running', 'held'),
  paused: goes('paused', 'running', 'held'),
  resumed: goes('running', 'held', 'paused'),
  'trigger-fired': stays(...CLIMBING, ...DESCENDING),
  'trigger-quieted': stays(...CLIMBING, ...DESCENDING),
  'data-lost': stays(...CLIMBING, ...DESCENDING),
  'data-found': stays(...CLIMBING, ...DESCENDING),
  'silence-passed': stays(...CLIMBING, ...DESCENDING),
  'verdict-began': stays(...CLIMBING, ...DESCENDING),
  'verdict-ended': stays(...CLIMBING, ...DESCENDING),
  'verdict-lasted': stays(...CLIMBING, ...DESCENDING),
  'evidence-counted': stays(...CLIMBING),
  'evidence-missed': stays(...CLIMBING),
  'experiment-counted': stays(...CLIMBING),
  'experiment-missed': stays(...CLIMBING),
  'experiment-decided': stays(...CLIMBING),
  'drift-seen': stays(...CLIMBING, 'rolled-back'),
  'drift-ended': stays(...CLIMBING, ...DESCENDING),
  'backend-lost': stays(...CLIMBING, ...DESCENDING),
  'backend-found': stays(...CLIMBING, ...DESCENDING),
  'deadline-passed': stays(...CLIMBING),
  'rollback-decided': goes('rolling-back', ...CLIMBING, ...DESCENDING, 'completed'),
  'dependants-awaited': stays('rolling-back'),
  'rollback-stepped': stays('rolling-back'),
  'rollback-overdue': stays('rolling-back'),
  'rolled-back': goes('rolled-back', 'rolling-back'),
  completed: goes('completed', 'running'),
  aborted: goes('aborted', 'pending', ...CLIMBING, 'rolled-back'),
  restarted: goes('pending', 'rolled-back', 'aborted'),
  'dependant-joined': stays(...CLIMBING, 'completed'),
  frozen: stays('pending', ...CLIMBING),
  unfrozen: stays('pending', ...CLIMBING),
};

/** In these, something may still happen by itself: they need turns. */
export const LIVE: readonly Status[] = [...CLIMBING, ...DESCENDING];
