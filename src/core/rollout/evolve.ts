import { type Evidence, inNextPhase, noEvidence, withoutWindow, withWindow } from '../guards/evidence.ts';
import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { type Decided, inTrial, NOTHING_TRIED, type Trial } from './trial.ts';
import type { Event, EventOf, EventType } from './events.ts';
import { soakedMs, type State } from './state.ts';
import { type Status, TABLE } from './table.ts';

/** The state after an event. One that may not follow is refused, and the problem names both. */
export const evolve = (state: State, event: Event): Result<State> => {
  const next = TABLE[event.type]?.[state.status];
  if (next === undefined) return failed(refusal(state, event, `a rollout that is ${state.status}`));
  const fault = faultOf(state, event);
  if (fault !== undefined) return failed(refusal(state, event, fault));
  return ok(applied(state, event, next));
};

/** The state after many events, or the first of them that could not have followed. */
export const fold = (state: State, events: Iterable<Event>): Result<State> => {
  let folded = state;
  for (const event of events) {
    const result = evolve(folded, event);
    if (!result.ok) return result;
    folded = result.value;
  }
  return ok(folded);
};

const refusal = (state: State, event: Event, after: string): Problem =>
  problem({
    kind: 'refused',
    code: 'event-refused',
    path: `events[${state.version}]`,
    message: `"${event.type}" may not follow ${after}`,
    hint: 'look at where the rollout stands: rampart why',
  });

/** What the table cannot say: that a log goes forward, in time and from phase to phase. */
const faultOf = (state: State, event: Event): string | undefined => {
  if (event.atMs < state.atMs) return `an event of a later time (${state.atMs - event.atMs} ms later)`;
  if (event.type === 'phase-entered') {
    if (event.phase !== state.phase + 1) return `phase ${state.phase} when it is about phase ${event.phase}`;
    if (state.confirmedAtMs === undefined) return `phase ${state.phase} before its exposure was seen`;
  }
  if (event.type === 'evidence-counted' || event.type === 'evidence-missed') {
    const next = state.evidence[event.trigger]?.next;
    if (event.window !== next) return `window ${next} of ${event.trigger} when it is about window ${event.window}`;
  }
  if (event.type === 'experiment-counted' || event.type === 'experiment-missed') {
    const next = state.trial?.next;
    if (event.window !== next) return `window ${next} of the experiment when it is about window ${event.window}`;
  }
  if ('planDigest' in event && event.planDigest !== state.planDigest) return 'another plan';
  if (event.type === 'rollback-stepped' && event.step >= (state.rollback?.step ?? -1))
    return `step ${state.rollback?.step} of the rollback`;
  return undefined;
};

const applied = (state: State, event: Event, status: Status): State => {
  const apply = CHANGES[event.type] as ((state: State, event: Event) => Partial<State>) | undefined;
  const { version } = state;
  // Soak time is time on the way up with nothing in the way: where that ends, the clock of the soak stops.
  const stopped = state.soakingFromMs !== undefined && status !== 'running';
  const next = { ...state, version: version + 1, atMs: event.atMs, status };
  if (stopped) Object.assign(next, soakStopped(state, event.atMs));
  return apply ? Object.assign(next, apply(state, event)) : next;
};

const soakStopped = (state: State, atMs: number): Partial<State> => ({
  soakedMs: soakedMs(state, atMs),
  soakingFromMs: undefined,
});

const soakGoesOn = (state: State, atMs: number): Partial<State> => ({
  soakingFromMs: state.confirmedAtMs === undefined || state.drift ? undefined : (state.soakingFromMs ?? atMs),
});

const each = (evidence: State['evidence'], change: (one: Evidence) => Evidence): State['evidence'] =>
  Object.fromEntries(Object.entries(evidence).map(([id, one]) => [id, change(one)]));

const oneOf = (evidence: State['evidence'], id: string, change: (one: Evidence) => Evidence): State['evidence'] => {
  const one = evidence[id];
  return one ? { ...evidence, [id]: change(one) } : evidence;
};

const decisionIn = ({ is, variant, metric, atEnd, why, atMs }: EventOf<'experiment-decided'>): Decided => ({
  is,
  variant,
  metric,
  atEnd,
  why,
  atMs,
});

/** Whoever lets an experiment go on that found nothing has answered in its place. */
const answered = ({ trial, pause }: State): Trial | undefined =>
  trial && pause?.cause === 'experiment' ? { ...trial, answered: true } : trial;

type Changes = { readonly [Type in EventType]?: (state: State, event: EventOf<Type>) => Partial<State> };

/** What each event changes beside the status. Events that are not here are only told. */
const CHANGES: Changes = {
  started: (_, { authors, options, atMs, by }) => ({
    authors: authors.length > 0 ? authors : [by.name, ...(by.knownAs ?? [])],
    options,
    startedAtMs: atMs,
    enteredAtMs: atMs,
    limitsFromMs: atMs,
  }),
  approved: ({ approvals }, { approval, by }) => ({ approvals: [...approvals, { approval, by }] }),
  confirmed: ({ confirmations }, { item, phase, by }) => ({ confirmations: [...confirmations, { item, phase, by }] }),
  'phase-entered': ({ evidence }, { phase, atMs }) => ({
    phase,
    evidence: each(evidence, inNextPhase),
    enteredAtMs: atMs,
    limitsFromMs: atMs,
    confirmedAtMs: undefined,
    soakedMs: 0,
    soakingFromMs: undefined,
    soakSkipped: false,
    deadlinePassed: false,
  }),
  'exposure-confirmed': (state, { atMs }) => ({
    confirmedAtMs: atMs,
    soakingFromMs: state.status === 'running' && !state.drift ? atMs : undefined,
  }),
  'soak-skipped': () => ({ soakSkipped: true }),
  held: (_, { holds }) => ({ holds }),
  released: (state, { atMs }) => ({ holds: [], ...soakGoesOn(state, atMs) }),
  paused: (_, { cause, why, by, atMs }) => ({ holds: [], pause: { cause, why, by, atMs } }),
  // A person who resumes answers for the flags as well: what drifted is set again, and limits of time begin anew.
  resumed: (state, { atMs }) => ({
    holds: [],
    pause: undefined,
    limitsFromMs: atMs,
    deadlinePassed: false,
    trial: answered(state),
    drift: state.drift && { ...state.drift, answer: 'repair' },
    ...soakGoesOn(state, atMs),
  }),
  'trigger-fired': ({ fired }, { trigger, action }) => ({ fired: [...fired, { trigger, action }] }),
  'trigger-quieted': ({ fired }, { trigger }) => ({ fired: fired.filter((one) => one.trigger !== trigger) }),
  'data-lost': ({ silences }, { trigger, atMs }) => ({ silences: [...silences, { trigger, sinceMs: atMs }] }),
  'data-found': ({ silences }, { trigger }) => ({ silences: silences.filter((one) => one.trigger !== trigger) }),
  'silence-passed': ({ silences }, { trigger, action }) => ({
    silences: silences.map((one) => (one.trigger === trigger ? { ...one, acted: action } : one)),
  }),
  'verdict-began': ({ lasting }, { trigger, verdict, atMs }) => ({
    lasting: [...lasting.filter((one) => one.trigger !== trigger), { trigger, verdict, sinceMs: atMs }],
  }),
  'verdict-ended': ({ lasting }, { trigger }) => ({ lasting: lasting.filter((one) => one.trigger !== trigger) }),
  'verdict-lasted': ({ lasting }, { trigger, action }) => ({
    lasting: lasting.map((one) => (one.trigger === trigger ? { ...one, acted: action } : one)),
  }),
  'evidence-counted': ({ evidence }, { trigger, counted }) => ({
    evidence: oneOf(evidence, trigger, (one) => withWindow(one, counted)),
  }),
  'evidence-missed': ({ evidence }, { trigger }) => ({ evidence: oneOf(evidence, trigger, withoutWindow) }),
  'experiment-counted': ({ trial }, { seen }) => ({ trial: trial && inTrial(trial, seen) }),
  'experiment-missed': ({ trial }) => ({
    trial: trial && { ...trial, next: trial.next + 1, missed: trial.missed + 1 },
  }),
  'experiment-decided': ({ trial }, event) => ({ trial: trial && { ...trial, decided: decisionIn(event) } }),
  'drift-seen': (state, { answer, flags, left, atMs }) => ({
    drift: { answer, flags, sinceMs: atMs, ...(left === undefined ? {} : { left }) },
    ...soakStopped(state, atMs),
  }),
  'drift-ended': (state, { atMs }) => ({
    drift: undefined,
    soakingFromMs: state.status === 'running' && state.confirmedAtMs !== undefined ? atMs : undefined,
  }),
  'backend-lost': (_, { atMs }) => ({ backendLostAtMs: atMs }),
  'backend-found': () => ({ backendLostAtMs: undefined }),
  'deadline-passed': () => ({ deadlinePassed: true }),
  'rollback-decided': (_, { to, step, stepMs, withinMs, after, why, atMs }) => ({
    holds: [],
    pause: undefined,
    drift: undefined,
    confirmedAtMs: undefined,
    rollback: {
      to,
      step,
      stepMs,
      withinMs,
      firstStep: step,
      decidedAtMs: atMs,
      overdue: false,
      after: after && { dependants: after.dependants, untilMs: atMs + after.withinMs },
      why,
    },
  }),
  // Steps down begin here. What is lowered at once still has to be down when the whole was to be.
  'dependants-awaited': ({ rollback }, { atMs }) => ({
    dependants: [],
    rollback: rollback && {
      ...rollback,
      after: undefined,
      decidedAtMs: atMs,
      withinMs: rollback.stepMs > 0 ? rollback.withinMs : Math.max(0, rollback.decidedAtMs + rollback.withinMs - atMs),
    },
  }),
  'dependant-joined': ({ dependants }, { dependant }) => ({ dependants: [...dependants, dependant] }),
  'rollback-stepped': ({ rollback }, { step }) => ({
    confirmedAtMs: undefined,
    rollback: rollback && { ...rollback, step },
  }),
  'rollback-overdue': ({ rollback }) => ({ rollback: rollback && { ...rollback, overdue: true } }),
  completed: () => ({ holds: [] }),
  aborted: () => ({ holds: [], pause: undefined }),
  // What was agreed to was the last attempt: it went wrong, and that is news to everybody who agreed.
  restarted: ({ attempt, phase, reached, evidence, trial }) => ({
    attempt: attempt + 1,
    phase: -1,
    reached: Math.max(reached, phase),
    startedAtMs: undefined,
    confirmedAtMs: undefined,
    soakedMs: 0,
    soakingFromMs: undefined,
    soakSkipped: false,
    deadlinePassed: false,
    approvals: [],
    confirmations: [],
    fired: [],
    silences: [],
    lasting: [],
    evidence: each(evidence, ({ setting }) => noEvidence(setting)),
    trial: trial && NOTHING_TRIED,
    holds: [],
    pause: undefined,
    drift: undefined,
    backendLostAtMs: undefined,
    rollback: undefined,
    dependants: [],
  }),
  frozen: (_, { by, reason, untilMs }) => ({ frozen: { by, reason, untilMs } }),
  unfrozen: () => ({ frozen: undefined }),
};
