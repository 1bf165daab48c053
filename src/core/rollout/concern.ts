import type { Plan } from '../plan/plan.ts';
import { toMs } from '../values/duration.ts';
import { approvalsBefore, approvers } from './approvals.ts';
import { toConfirm } from './commands.ts';
import { phaseNow } from './desired.ts';
import type { Pause, State } from './state.ts';
import { LIVE, type Status } from './table.ts';

/** What somebody who looks over many rollouts has to know of one, from its log alone. */
export type Concern = {
  /** What keeps it where it is or takes it back, the gravest first. */
  readonly trouble?: string;
  /** Whose word it waits for, one line each. */
  readonly awaits: readonly string[];
  /** When its soak is over, where nothing stops it until then. */
  readonly soakedAtMs?: number;
};

export const concernOf = (plan: Plan, state: State): Concern => {
  const trouble = troubleOf(state);
  const soakedAtMs = soakOverAt(plan, state);
  return {
    ...(trouble === undefined ? {} : { trouble }),
    awaits: awaitedIn(plan, state),
    ...(soakedAtMs === undefined ? {} : { soakedAtMs }),
  };
};

const troubleOf = ({ status, rollback, pause, holds, drift, backendLostAtMs, silences, frozen }: State) => {
  if (!LIVE.includes(status)) return undefined;
  const found = [
    rollback && `${rollback.why}${rollback.overdue ? '; this takes longer than it should' : ''}`,
    pause && pausedFor(pause),
    ...holds.map(({ of, why }) => [of, why].filter(Boolean).join(': ')),
    drift && `changed elsewhere: ${drift.flags.map(({ key }) => key).join(', ')}`,
    backendLostAtMs !== undefined && 'the flags are out of reach',
    silences.length > 0 && `nothing is heard for ${silences.map(({ trigger }) => trigger).join(', ')}`,
    frozen && `frozen by ${frozen.by.name}: ${frozen.reason}`,
  ];
  return found.find((one) => typeof one === 'string');
};

/** Some reasons say already where they come from. */
export const pausedFor = ({ cause, why }: Pick<Pause, 'cause' | 'why'>): string =>
  why.startsWith(`${cause}: `) ? why : `${cause}: ${why}`;

const awaitedIn = (plan: Plan, state: State): readonly string[] => {
  const { status, phase } = state;
  if (status === 'rolling-back' || status === 'rolled-back' || status === 'aborted') return [];
  const missing = approvalsBefore(plan, phase + 1).filter((one) => approvers(state, one).length < one.count);
  return [
    ...(status === 'completed'
      ? []
      : missing.map(({ from, before }) => `approval by ${from.join(', ')} before ${before}`)),
    ...toConfirm(plan, state).map((item) => `confirmation of ${item}`),
  ];
};

const soakOverAt = (plan: Plan, state: State): number | undefined => {
  const soak = plan.phases[phaseNow(plan, state)]?.soak;
  if (soak === undefined || state.soakingFromMs === undefined || state.rollback) return undefined;
  return state.soakingFromMs + Math.max(0, toMs(soak) - state.soakedMs);
};

/** The order in which somebody looks at many: what goes wrong, what has stopped, what goes on, what is over. */
const URGENCY: readonly Status[] = [
  'rolling-back',
  'paused',
  'held',
  'running',
  'rolled-back',
  'pending',
  'completed',
  'aborted',
];

/** 0 to 9, the most urgent first. What runs and is in trouble stands before what only runs. */
export const urgencyOf = (status: Status, trouble: string | undefined): number => {
  const at = URGENCY.indexOf(status);
  return at + (at > 3 || (status === 'running' && trouble === undefined) ? 1 : 0);
};
