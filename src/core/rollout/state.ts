import { planDigest, type Plan } from '../plan/plan.ts';
import type { Evidence } from '../guards/evidence.ts';
import type { Sha256 } from '../values/digest.ts';
import { blankEvidence } from './evidence.ts';
import { blankTrial, type Trial } from './trial.ts';
import type { EventOf } from './events.ts';
import type { Status } from './table.ts';
import { type Actor, DEFAULT_OPTIONS, type Hold, type Options, type PauseCause, type RollbackTo } from './words.ts';

export type Approved = { readonly approval: string; readonly by: Actor };
export type Confirmed = { readonly item: string; readonly phase: number; readonly by: Actor };
export type Fired = { readonly trigger: string; readonly action: EventOf<'trigger-fired'>['action'] };
/** No data for a trigger, since when, and what the plan's answer was once it had lasted too long. */
export type Silence = {
  readonly trigger: string;
  readonly sinceMs: number;
  readonly acted?: Fired['action'] | undefined;
};

/** A verdict that has to last before it counts, since when, and what the plan's answer was once it had. */
export type Lasting = {
  readonly trigger: string;
  readonly verdict: EventOf<'verdict-began'>['verdict'];
  readonly sinceMs: number;
  readonly acted?: Fired['action'] | undefined;
};

/** What somebody else changed, as far as it is written down. */
export type Drift = Pick<EventOf<'drift-seen'>, 'answer' | 'flags' | 'left'> & { readonly sinceMs: number };

export type Pause = {
  readonly cause: PauseCause;
  readonly why: string;
  readonly by: Actor | undefined;
  readonly atMs: number;
};

export type RollingBack = {
  readonly to: RollbackTo;
  readonly firstStep: number;
  readonly step: number;
  readonly stepMs: number;
  readonly withinMs: number;
  readonly decidedAtMs: number;
  readonly overdue: boolean;
  /** Who has to be off before anything is lowered, and until when that is waited for. */
  readonly after: { readonly dependants: readonly string[]; readonly untilMs: number } | undefined;
  readonly why: string;
};

/** Everything that a rollout's log adds up to. Every field is always there: one shape folds faster. */
export type State = {
  readonly id: string;
  readonly planDigest: Sha256;
  readonly status: Status;
  /** How many events it was folded from: what an append expects to find. */
  readonly version: number;
  /** Of the last event. Time never runs backwards in a log. */
  readonly atMs: number;
  readonly attempt: number;
  /** Index into the plan's phases; -1 before the first. After a rollback the one that was rolled back from. */
  readonly phase: number;
  /** The furthest phase that an earlier attempt came to; -1 where there was none. */
  readonly reached: number;
  readonly options: Options;
  readonly authors: readonly string[];
  readonly startedAtMs: number | undefined;
  readonly enteredAtMs: number;
  /** When the flag system was first seen to hold what it should; undefined while a write is in flight. */
  readonly confirmedAtMs: number | undefined;
  /** Soak that is over, and since when more is being added; undefined while it stands still. */
  readonly soakedMs: number;
  readonly soakingFromMs: number | undefined;
  readonly soakSkipped: boolean;
  /** From when this phase's limits of time count: since it was entered, or since a person resumed it. */
  readonly limitsFromMs: number;
  readonly deadlinePassed: boolean;
  readonly approvals: readonly Approved[];
  readonly confirmations: readonly Confirmed[];
  readonly fired: readonly Fired[];
  readonly silences: readonly Silence[];
  readonly lasting: readonly Lasting[];
  /** What sequential tests have seen so far, by trigger. */
  readonly evidence: Readonly<Record<string, Evidence>>;
  /** What the experiment has seen so far; undefined where the plan decides by none. */
  readonly trial: Trial | undefined;
  readonly holds: readonly Hold[];
  readonly pause: Pause | undefined;
  readonly drift: Drift | undefined;
  readonly backendLostAtMs: number | undefined;
  readonly frozen: { readonly by: Actor; readonly reason: string; readonly untilMs: number | undefined } | undefined;
  readonly rollback: RollingBack | undefined;
  /** The rollouts that rest on this one, in the order in which they came. */
  readonly dependants: readonly string[];
};

/** Before anything happened. Costs one digest of the plan. */
export const initialState = (plan: Plan, id: string): State => ({
  id,
  planDigest: planDigest(plan),
  status: 'pending',
  version: 0,
  atMs: 0,
  attempt: 1,
  phase: -1,
  reached: -1,
  options: DEFAULT_OPTIONS,
  authors: [],
  startedAtMs: undefined,
  enteredAtMs: 0,
  confirmedAtMs: undefined,
  soakedMs: 0,
  soakingFromMs: undefined,
  soakSkipped: false,
  limitsFromMs: 0,
  deadlinePassed: false,
  approvals: [],
  confirmations: [],
  fired: [],
  silences: [],
  lasting: [],
  evidence: blankEvidence(plan),
  trial: blankTrial(plan),
  holds: [],
  pause: undefined,
  drift: undefined,
  backendLostAtMs: undefined,
  frozen: undefined,
  rollback: undefined,
  dependants: [],
});

export const soakedMs = ({ soakedMs, soakingFromMs }: State, nowMs: number): number =>
  soakedMs + (soakingFromMs === undefined ? 0 : Math.max(0, nowMs - soakingFromMs));
