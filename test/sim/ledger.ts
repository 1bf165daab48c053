import type { Event, EventOf } from '../../src/core/rollout/events.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { Actor, RollbackTo } from '../../src/core/rollout/words.ts';
import { isWithin, NOBODY, type Reach, reachIn } from './reach.ts';

type Status = 'pending' | 'running' | 'held' | 'paused' | 'rolling-back' | 'rolled-back' | 'completed' | 'aborted';

/**
 * What the log says, added up a second time and in another way than the program does it: a promise that were checked
 * with the program's own state would be kept by whatever the program believes.
 */
export type Ledger = {
  status: Status;
  attempt: number;
  phase: number;
  lastMs: number;
  limitsFromMs: number;
  deadlinePassed: boolean;
  confirmedAtMs: number | undefined;
  soakSkipped: boolean;
  authors: readonly string[];
  approvals: { readonly approval: string; readonly by: Actor; readonly planDigest: string }[];
  confirmed: Set<string>;
  fired: Set<string>;
  silent: Map<string, { readonly sinceMs: number; acted: boolean }>;
  holds: EventOf<'held'>['holds'];
  drift: EventOf<'drift-seen'>['flags'] | undefined;
  /** Nobody has said that it is to be set again. */
  driftIsLeft: boolean;
  /** Whether the attempt before this one ended with flags on: given up, or gone back to a share. It is seen, and a person looks. */
  leftOn: boolean;
  /** How many events there were when drift was last seen. */
  driftSeenAt: number;
  lostAtMs: number | undefined;
  frozen: { readonly untilMs: number | undefined } | undefined;
  rollback: { readonly to: RollbackTo; readonly at: number } | undefined;
  /** How many events there are. */
  count: number;
};

export const emptyLedger = (): Ledger => ({
  ...fresh(),
  status: 'pending',
  attempt: 1,
  lastMs: 0,
  frozen: undefined,
  count: 0,
});

const fresh = () => ({
  phase: -1,
  limitsFromMs: 0,
  deadlinePassed: false,
  confirmedAtMs: undefined,
  soakSkipped: false,
  authors: [],
  approvals: [],
  confirmed: new Set<string>(),
  fired: new Set<string>(),
  silent: new Map(),
  holds: [],
  drift: undefined,
  driftIsLeft: false,
  leftOn: false,
  driftSeenAt: -1,
  lostAtMs: undefined,
  rollback: undefined,
});

export const isClimbing = ({ status }: Ledger): boolean =>
  status === 'running' || status === 'held' || status === 'paused';

export const isLive = (ledger: Ledger): boolean =>
  isClimbing(ledger) || ledger.status === 'rolling-back' || ledger.status === 'rolled-back';

/** The most that may be had now by anybody; undefined where the flags are nobody's business any more. */
export const allowed = (plan: Plan, { status, phase, rollback }: Ledger): Reach | undefined => {
  if (status === 'aborted' || status === 'pending') return undefined;
  return rollback ? targetOf(plan, phase, rollback.to) : reachIn(plan, phase);
};

const targetOf = (plan: Plan, phase: number, to: RollbackTo): Reach => {
  const from = reachIn(plan, phase);
  if (to.is === 'off') return NOBODY;
  if (to.is === 'percent') return { ...from, percent: Math.min(to.percent, from.percent) };
  const there = reachIn(
    plan,
    plan.phases.findIndex(({ id }) => id === to.phase),
  );
  return isWithin(there, from) ? there : from;
};

export const note = (ledger: Ledger, event: Event): void => {
  ledger.count += 1;
  ledger.lastMs = event.atMs;
  const notes = NOTES[event.type] as ((ledger: Ledger, event: Event) => void) | undefined;
  notes?.(ledger, event);
};

type Notes = { readonly [Type in Event['type']]?: (ledger: Ledger, event: EventOf<Type>) => void };

const NOTES: Notes = {
  started: (ledger, { atMs, authors, by }) =>
    Object.assign(ledger, { status: 'running', limitsFromMs: atMs, authors: authors.length > 0 ? authors : [by.name] }),
  approved: ({ approvals }, { approval, by, planDigest }) => void approvals.push({ approval, by, planDigest }),
  confirmed: ({ confirmed }, { item }) => void confirmed.add(item),
  'phase-entered': (ledger, { phase, atMs }) =>
    Object.assign(ledger, {
      phase,
      limitsFromMs: atMs,
      deadlinePassed: false,
      confirmedAtMs: undefined,
      soakSkipped: false,
    }),
  'exposure-confirmed': (ledger, { atMs }) => Object.assign(ledger, { confirmedAtMs: atMs, leftOn: false }),
  'soak-skipped': (ledger) => void (ledger.soakSkipped = true),
  held: (ledger, { holds }) => Object.assign(ledger, { status: 'held', holds }),
  released: (ledger) => Object.assign(ledger, { status: 'running', holds: [] }),
  paused: (ledger) => Object.assign(ledger, { status: 'paused', holds: [] }),
  resumed: (ledger, { atMs }) =>
    Object.assign(ledger, {
      status: 'running',
      holds: [],
      driftIsLeft: false,
      limitsFromMs: atMs,
      deadlinePassed: false,
    }),
  'trigger-fired': ({ fired }, { trigger }) => void fired.add(trigger),
  'trigger-quieted': ({ fired }, { trigger }) => void fired.delete(trigger),
  'data-lost': ({ silent }, { trigger, atMs }) => void silent.set(trigger, { sinceMs: atMs, acted: false }),
  'data-found': ({ silent }, { trigger }) => void silent.delete(trigger),
  'silence-passed': ({ silent }, { trigger }) => {
    const silence = silent.get(trigger);
    if (silence) silence.acted = true;
  },
  'drift-seen': (ledger, { flags, answer }) =>
    Object.assign(ledger, { drift: flags, driftIsLeft: answer !== 'repair', driftSeenAt: ledger.count }),
  'drift-ended': (ledger) => Object.assign(ledger, { drift: undefined, driftIsLeft: false }),
  'backend-lost': (ledger, { atMs }) => void (ledger.lostAtMs = atMs),
  'backend-found': (ledger) => void (ledger.lostAtMs = undefined),
  'deadline-passed': (ledger) => void (ledger.deadlinePassed = true),
  'rollback-decided': (ledger, { to }) =>
    Object.assign(ledger, {
      status: 'rolling-back',
      rollback: { to, at: ledger.count },
      drift: undefined,
      driftIsLeft: false,
      holds: [],
      confirmedAtMs: undefined,
    }),
  'rolled-back': (ledger) => void (ledger.status = 'rolled-back'),
  completed: (ledger) => void (ledger.status = 'completed'),
  aborted: (ledger) => void (ledger.status = 'aborted'),
  restarted: (ledger) =>
    Object.assign(ledger, fresh(), {
      status: 'pending',
      attempt: ledger.attempt + 1,
      leftOn: ledger.status === 'aborted' || (ledger.rollback !== undefined && ledger.rollback.to.is !== 'off'),
    }),
  frozen: (ledger, { untilMs }) => void (ledger.frozen = { untilMs }),
  unfrozen: (ledger) => void (ledger.frozen = undefined),
};

export const copyOf = (ledger: Ledger): Ledger => ({
  ...ledger,
  approvals: [...ledger.approvals],
  confirmed: new Set(ledger.confirmed),
  fired: new Set(ledger.fired),
  silent: new Map([...ledger.silent].map(([trigger, silence]) => [trigger, { ...silence }])),
});
