import type { Judgement, Verdict } from '../guards/judgement.ts';
import { isNamedOnly } from '../plan/exposure.ts';
import { guardFor, type MetricGate } from '../plan/guard.ts';
import type { Gate } from '../plan/phase.ts';
import type { Plan } from '../plan/plan.ts';
import { humanDuration, toMs } from '../values/duration.ts';
import { strictness } from '../values/metric.ts';
import type { ChecklistItem } from '../values/people.ts';
import { approvalsBefore, approvers } from './approvals.ts';
import type { Tick } from './input.ts';
import { actingTriggers, gateKey, judgeMetricGate, type Judged } from './look.ts';
import { evidenceNow } from './sequential.ts';
import { paceOf } from './pace.ts';
import { soakedMs, type State } from './state.ts';
import { ALERTS } from './words.ts';
import { trialCheck } from './trial-check.ts';

/** One thing that has to be so before the next phase, and how it stands. */
export type Check = {
  readonly what:
    | 'exposure'
    | 'soak'
    | 'triggers'
    | 'alerts'
    | 'experiment'
    | 'metric'
    | 'confirmed'
    | 'window'
    | 'freeze'
    | 'dependencies'
    | 'program'
    | 'approval';
  readonly verdict: Verdict;
  readonly why: string;
  /** When it will pass by itself, if nothing else happens. */
  readonly atMs?: number | undefined;
};

type Seen = {
  readonly plan: Plan;
  readonly state: State;
  readonly tick: Tick;
  readonly judged: Judged;
  readonly nowMs: number;
};

/** Everything between this phase and the next; after the last, between it and the end. All pass, or nothing moves. */
export const checksToGoOn = (seen: Seen): readonly Check[] => {
  const { plan, state } = seen;
  const phase = plan.phases[state.phase];
  const raises = state.phase < plan.phases.length - 1;
  const here = phase
    ? [soak(seen), ...tried(seen), ...quiet(seen), ...phase.gates.flatMap((gate, at) => gateCheck(seen, gate, at))]
    : beforeFirst(seen);
  return onceEach([exposureSeen(seen), ...alerts(seen), ...here, ...(raises ? toRaise(seen) : [])]);
};

/** A gate may ask for what is asked for anyway. */
const onceEach = (checks: readonly Check[]): readonly Check[] => [
  ...new Map(checks.map((one) => [`${one.what} ${one.why}`, one])).values(),
];

const check = (what: Check['what'], passes: boolean, why: string, atMs?: number): Check => ({
  what,
  verdict: passes ? 'pass' : 'inconclusive',
  why,
  atMs,
});

const exposureSeen = ({ state: { confirmedAtMs, drift }, tick }: Seen): Check => {
  if (tick.backend.is === 'unreachable')
    return { what: 'exposure', verdict: 'error', why: `flags are out of reach: ${tick.backend.why}` };
  if (drift)
    return { what: 'exposure', verdict: 'fail', why: drift.left ? LEFT_ON : 'the flags were changed elsewhere' };
  const failure = tick.writeFailure === undefined ? '' : `: ${tick.writeFailure}`;
  const why =
    confirmedAtMs === undefined
      ? `the flags are not yet what they should be${failure}`
      : 'the flags are what they should be';
  return check('exposure', confirmedAtMs !== undefined, why);
};

const LEFT_ON = 'the flags are still on since an earlier attempt; rampart resume switches them off';

const soak = (seen: Seen): Check => {
  const { plan, state, nowMs } = seen;
  const dueMs = toMs(plan.phases[state.phase]?.soak ?? '');
  const doneMs = soakedMs(state, nowMs);
  if (state.soakSkipped) return check('soak', true, 'the rest of the soak was skipped');
  if (doneMs >= dueMs) return check('soak', true, `the soak of ${humanDuration(dueMs)} is over`);
  const tried = trialCheck(plan, state);
  if (tried?.mayGo) return check('soak', true, 'the experiment needs no more of the soak');
  const paced = paceOf(seen);
  if (paced?.mayGo) return check('soak', true, paced.why);
  const atMs = state.soakingFromMs === undefined ? undefined : nowMs + dueMs - doneMs;
  const until = paced ? `, or until enough is ruled out: ${paced.why}` : '';
  return check('soak', false, `${humanDuration(dueMs - doneMs)} of the soak are left${until}`, atMs);
};

const tried = ({ plan, state }: Seen): readonly Check[] => {
  const found = trialCheck(plan, state);
  return found ? [check('experiment', found.mayGo, found.why)] : [];
};

/** Nothing goes on while something burns, whether or not a gate asks: a person may have resumed with the limit still broken. */
const quiet = ({ plan, state, judged }: Seen): readonly Check[] =>
  actingTriggers(plan, state).flatMap(({ id, action }) => {
    const found = judged.get(id);
    const burns = found?.verdict === 'fail' && strictness(action) >= strictness('hold');
    return found && (burns || found.unequal)
      ? [{ what: 'triggers', verdict: found.verdict, why: `${id}: ${found.why}` }]
      : [];
  });

/** Where somebody tells of alerts, that none fires has to be known. */
const alerts = ({ tick: { checks } }: Seen): readonly Check[] => {
  const found = Object.hasOwn(checks, ALERTS) ? checks[ALERTS] : undefined;
  return found ? [{ what: 'alerts', ...found }] : [];
};

const gateCheck = (seen: Seen, gate: Gate, at: number): readonly Check[] => {
  switch (gate.is) {
    case 'triggers-quiet':
      return allQuiet(seen);
    case 'metric':
      return metric(seen, gate, at);
    case 'confirmed':
      return [confirmed(seen, gate.item)];
    case 'window':
      return [windowOpen(seen)];
    case 'dependencies':
      return [dependencies(seen)];
  }
};

/** Of a few named users no least number of samples ever comes together: they are asked for their time. */
const allQuiet = ({ plan, state, judged }: Seen): readonly Check[] => {
  const phase = plan.phases[state.phase];
  const named = phase !== undefined && isNamedOnly(phase.audience);
  return actingTriggers(plan, state).map(({ id }) => {
    const found: Judgement = judged.get(id) ?? { verdict: 'no-data', why: 'was not judged' };
    if (named && found.few) return check('triggers', true, `${id}: ${found.why}, but only named users have it`);
    return { what: 'triggers', verdict: found.verdict, why: `${id}: ${found.why}` };
  });
};

const metric = (seen: Seen, gate: MetricGate, at: number): readonly Check[] => {
  const { plan, state, tick } = seen;
  const phase = plan.phases[state.phase];
  if (!phase) return [];
  const { verdict, why } =
    gate.rule.is === 'regression'
      ? guarded(seen, gate)
      : judgeMetricGate(plan, state, tick, [gate, gateKey(phase, at)]);
  return [{ what: 'metric', verdict, why: `${gate.metric}: ${why}` }];
};

/** No regression is what a guard says of all of a phase; the gate asks for so many samples, and may ask for more than it. */
const guarded = ({ plan, state, tick, judged }: Seen, gate: MetricGate): Judgement => {
  const guard = guardFor(plan, gate);
  const found = guard && judged.get(guard.id);
  if (!guard || !found) return { verdict: 'no-data', why: 'no guard of this phase watches it' };
  const samples = evidenceNow(plan, state, tick, guard)?.samples ?? 0;
  if (found.verdict !== 'pass' || samples >= gate.minSamples) return found;
  return { verdict: 'inconclusive', why: `${found.why}; ${samples} samples, and ${gate.minSamples} are needed` };
};

/** A word given in an earlier phase was about that phase. */
const confirmed = ({ state, tick }: Seen, { id, confirm, by, text }: ChecklistItem): Check => {
  if (confirm === 'person') {
    const found = state.confirmations.find(({ item, phase }) => item === id && phase === state.phase);
    return check(
      'confirmed',
      found !== undefined,
      found ? `${id}: confirmed by ${found.by.name}` : `${id}: ${by} confirms: ${text}`,
    );
  }
  const result = Object.hasOwn(tick.checks, id) ? tick.checks[id] : undefined;
  return {
    what: 'confirmed',
    verdict: result?.verdict ?? 'no-data',
    why: `${id}: ${result?.why ?? `the check ${by} has not run`}`,
  };
};

const windowOpen = ({ tick: { window } }: Seen): Check =>
  check('window', window.open, window.why, window.open ? undefined : window.opensAtMs);

const dependencies = ({ tick }: Seen): Check => check('dependencies', tick.dependencies.met, tick.dependencies.why);

const beforeFirst = (seen: Seen): readonly Check[] => {
  const { plan } = seen;
  const needs = plan.dependencies.length > 0 || plan.flags.some(({ prerequisites }) => prerequisites.length > 0);
  return [...(needs ? [dependencies(seen)] : []), ...plan.checklists.before.map((item) => confirmed(seen, item))];
};

/** Raising asks for more than finishing: an open hour, no freeze, its turn in the program, and everybody's yes. */
const toRaise = (seen: Seen): readonly Check[] => [
  ...freeze(seen),
  windowOpen(seen),
  ...inProgram(seen),
  ...agreed(seen),
];

const inProgram = ({ tick: { program } }: Seen): readonly Check[] =>
  program ? [check('program', program.met, program.why)] : [];

const freeze = ({ state: { frozen }, nowMs }: Seen): readonly Check[] => {
  if (!frozen || (frozen.untilMs !== undefined && nowMs >= frozen.untilMs)) return [];
  return [check('freeze', false, `frozen by ${frozen.by.name}: ${frozen.reason}`, frozen.untilMs)];
};

const agreed = ({ plan, state }: Seen): readonly Check[] =>
  approvalsBefore(plan, state.phase + 1).map((approval) => {
    const names = approvers(state, approval);
    const missing = approval.count - names.length;
    const why = missing > 0 ? `${missing} more of ${approval.from.join(', ')}` : `approved by ${names.join(', ')}`;
    return check('approval', missing <= 0, `${approval.id}: ${why}`);
  });
