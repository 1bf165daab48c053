import type { Event, EventOf } from '../../src/core/rollout/events.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { Trigger } from '../../src/core/plan/watch.ts';
import { toMs } from '../../src/core/values/duration.ts';
import { allowed, copyOf, isClimbing, type Ledger, note } from './ledger.ts';
import { BASE, OPTIONS } from './plans.ts';
import { inWords, isWithin, type Reach, reachesNobody, reachIn, reachOf, sameReach } from './reach.ts';
import type { Look, Stage } from './stage.ts';

/** One turn: what was known when it began, what was seen, what was decided, and what the log would then say. */
type Seen = {
  readonly stage: Stage;
  readonly look: Look;
  readonly before: Ledger;
  readonly after: Ledger;
  readonly events: readonly Event[];
};

type TurnPromise = {
  readonly promise: number;
  readonly says: string;
  /** What is wrong; undefined where it is kept. */
  readonly check: (seen: Seen) => string | undefined;
};

/** What a turn promises, each by itself. What the flags promise is in promises.ts, what the whole log promises in run.ts. */
export const TURN_PROMISES: readonly TurnPromise[] = [
  {
    promise: 1,
    says: 'a phase is confirmed when the flags were read and are what it asks for',
    check: (seen) => readBack(seen),
  },
  {
    promise: 2,
    says: 'nothing is entered after a rollback, and a second one goes further down',
    check: (seen) => down(seen),
  },
  { promise: 2, says: 'it is rolled back when the flags were read and are down', check: (seen) => wentBack(seen) },
  {
    promise: 3,
    says: 'every decision is written down with what was known, and with its reasons',
    check: (seen) => says(seen),
  },
  {
    promise: 3,
    says: 'the reasons are so: the soak is over, the hour is open, nothing is frozen',
    check: (seen) => isSo(seen),
  },
  {
    promise: 6,
    says: 'nothing is entered but on whole, fresh and good numbers of this phase',
    check: (seen) => good(seen),
  },
  { promise: 7, says: 'a trigger fires whatever the rollout waits for', check: (seen) => fires(seen) },
  { promise: 8, says: 'both arms worse: it holds, says so, and does not fire', check: (seen) => holds(seen) },
  { promise: 9, says: 'a flag that somebody else changed is seen in the next turn', check: (seen) => sees(seen) },
  { promise: 10, says: 'the first phase waits for what it rests on', check: (seen) => rests(seen) },
  { promise: 11, says: 'phases, silence and a lost flag system end in time', check: (seen) => ends(seen) },
  {
    promise: 12,
    says: 'a phase has the agreement of everybody it asks, to this very plan',
    check: (seen) => agreed(seen),
  },
];

type Way = { readonly at: Ledger; readonly event: EventOf<'phase-entered'> | EventOf<'completed'> };

/** The step up of this turn, and the log as it was just before it. */
const wayUp = ({ before, events }: Seen): Way | undefined => {
  const nth = events.findIndex(({ type }) => type === 'phase-entered' || type === 'completed');
  const event = events[nth];
  if (event?.type !== 'phase-entered' && event?.type !== 'completed') return undefined;
  return { at: ledgerAt(before, events.slice(0, nth)), event };
};

const ledgerAt = (before: Ledger, events: readonly Event[]): Ledger => {
  const at = copyOf(before);
  for (const event of events) note(at, event);
  return at;
};

const readsOf = ({ stage, look }: Seen): readonly Reach[] | undefined =>
  look.flags && stage.plan.flags.map(({ key }) => reachOf(look.flags?.get(key)?.flag));

const readBack = (seen: Seen): string | undefined => {
  const nth = seen.events.findIndex(({ type }) => type === 'exposure-confirmed');
  if (nth < 0) return undefined;
  const at = ledgerAt(seen.before, seen.events.slice(0, nth));
  const reads = readsOf(seen);
  if (!reads) return 'confirmed, and nobody has read the flags';
  if (at.rollback) return undefined;
  const asked = reachIn(seen.stage.plan, at.phase);
  const unlike = reads.find((read) => !sameReach(read, asked));
  return unlike && `confirmed at ${inWords(unlike)}, and phase ${at.phase} asks for ${inWords(asked)}`;
};

const down = ({ stage, before, after, events }: Seen): string | undefined => {
  if (!before.rollback) return undefined;
  const raised = events.find(({ type }) => type === 'phase-entered' || type === 'completed');
  if (raised) return `${raised.type} after a rollback`;
  const [was, is] = [allowed(stage.plan, before), allowed(stage.plan, after)];
  return was && is && !isWithin(is, was) ? `a rollback to ${inWords(was)} became one to ${inWords(is)}` : undefined;
};

const wentBack = (seen: Seen): string | undefined => {
  if (!seen.events.some(({ type }) => type === 'rolled-back')) return undefined;
  const target = allowed(seen.stage.plan, seen.after);
  const reads = readsOf(seen);
  if (!reads) return 'rolled back, and nobody has read the flags';
  const over = target && reads.find((read) => !isWithin(read, target));
  return over && `rolled back, and ${inWords(over)} still have it`;
};

const says = ({ look, events }: Seen): string | undefined => {
  const [first, ...rest] = events;
  if (!first) return undefined;
  if (first.type !== 'turn-taken') return `a turn begins with ${first.type}`;
  if (look.looked && first.input.is !== 'tick') return 'a turn says that somebody asked for it';
  const bare = rest.find(
    (event) =>
      (event.type === 'phase-entered' && event.why.length === 0) ||
      (event.type === 'rollback-decided' && event.why.length === 0) ||
      ('by' in event && event.by?.name === ''),
  );
  return bare && `${bare.type} without a reason`;
};

const isSo = (seen: Seen): string | undefined => {
  const way = wayUp(seen);
  if (!way || way.at.phase < 0) return undefined;
  const { at, event } = way;
  const { plan } = seen.stage;
  const soakedMs = event.atMs - (at.confirmedAtMs ?? Infinity);
  if (!at.soakSkipped && soakedMs < toMs(plan.phases[at.phase]?.soak ?? ''))
    return `${event.type} before the soak was over`;
  if (event.type === 'completed') return undefined;
  if (at.frozen && (at.frozen.untilMs === undefined || event.atMs < at.frozen.untilMs)) return 'raised while frozen';
  const hours = new Date(seen.look.atMs ?? 0);
  const isOpen = hours.getUTCDay() % 6 !== 0 && hours.getUTCHours() >= 8 && hours.getUTCHours() < 18;
  return plan.schedule.windows.length > 0 && !isOpen ? `raised at ${hours.toISOString()}` : undefined;
};

const acting = ({ phases, triggers }: Plan, phase: number): readonly Trigger[] => {
  const asked = phases[phase];
  if (!asked || reachesNobody(reachIn({ phases } as Plan, phase))) return [];
  const control = asked.audience.percent < 100;
  return triggers.filter(
    ({ monitor, rule }) => asked.watch.includes(monitor) && (control || rule.is !== 'times-control'),
  );
};

type Asked = Pick<Trigger, 'monitor' | 'window' | 'rule'>;

/** What was answered to that question in time, where it was a whole and fresh answer. */
const fitAnswer = ({ told }: Look, { monitor, window }: Asked) =>
  told.find((one) => one.monitor === monitor && one.windowMs === toMs(window) && one.isFit && one.heard);

const isOver = ({ rule }: Asked, { value, control }: { value: number; control: number }): boolean =>
  rule.is === 'times-control' ? value > rule.value * control : rule.is === 'above' && value > rule.value;

const good = (seen: Seen): string | undefined => {
  const way = wayUp(seen);
  if (!way) return undefined;
  const { at } = way;
  const { plan } = seen.stage;
  if (!seen.look.flags) return 'went on without having read the flags';
  if (at.phase < 0) return unready(plan, at, seen.look);
  const doubtful = acting(plan, at.phase).find((trigger) => {
    const answer = fitAnswer(seen.look, trigger);
    return !answer || isOver(trigger, answer) || answer.fromMs < (at.confirmedAtMs ?? Infinity);
  });
  if (doubtful) return `went on from phase ${at.phase} and ${doubtful.id} was not known to be well`;
  return plan.phases[at.phase]?.gates.some((gate) => {
    const answer = gate.is === 'metric' ? fitAnswer(seen.look, { ...gate, monitor: gate.metric }) : undefined;
    return gate.is === 'metric' && (!answer || answer.value >= 2 || answer.fromMs < (at.confirmedAtMs ?? Infinity));
  })
    ? `went on from phase ${at.phase} through a closed gate`
    : undefined;
};

const unready = ({ checklists }: Plan, at: Ledger, look: Look): string | undefined => {
  const missing = checklists.before.find(({ id, confirm }) =>
    confirm === 'check' ? !look.built : !at.confirmed.has(id),
  );
  return missing && `began, and nobody had confirmed ${missing.id}`;
};

const fires = ({ stage, look, before, after }: Seen): string | undefined => {
  if (!isClimbing(before)) return undefined;
  for (const trigger of acting(stage.plan, before.phase)) {
    const answer = fitAnswer(look, trigger);
    if (!answer || before.fired.has(trigger.id) || !isOver(trigger, answer) || isUpstream(trigger, answer)) continue;
    if (!after.fired.has(trigger.id)) return `${trigger.id} was set off at ${answer.value} and did not fire`;
    if (trigger.action === 'rollback' && !after.rollback) return `${trigger.id} fired and did not roll back`;
  }
  return undefined;
};

/** The usual latency is 100. */
const isUpstream = ({ rule }: Asked, { control }: { control: number }): boolean =>
  rule.is === 'times-control' && control > rule.value * 100;

const holds = ({ stage, look, before, after, events }: Seen): string | undefined => {
  if (!isClimbing(before) || !look.looked) return undefined;
  for (const trigger of acting(stage.plan, before.phase)) {
    const answer = fitAnswer(look, trigger);
    if (!answer || !isOver(trigger, answer) || !isUpstream(trigger, answer)) continue;
    if (events.some((event) => event.type === 'trigger-fired' && event.trigger === trigger.id))
      return `${trigger.id} fired, and both arms are as badly off`;
    const told = after.holds.some(({ cause, of }) => cause === 'upstream' && of === trigger.id);
    if ((after.status === 'running' || after.status === 'held') && !told)
      return `${trigger.id} does not hold for both arms`;
  }
  return undefined;
};

const sees = ({ stage, look, before, after }: Seen): string | undefined => {
  if (!look.flags || after.drift || (!isClimbing(before) && before.status !== 'rolled-back')) return undefined;
  if (isClimbing(before) && after.rollback) return undefined;
  const wanted = allowed(stage.plan, before) ?? reachIn(stage.plan, before.phase);
  for (const { key } of stage.plan.flags) {
    const held = look.flags.get(key);
    if (held?.by !== 'person') continue;
    const is = reachOf(held.flag);
    const inFlight = before.confirmedAtMs === undefined && sameReach(is, reachIn(stage.plan, before.phase - 1));
    const asked = before.rollback ? isWithin(is, wanted) : sameReach(is, wanted) || inFlight;
    if (!asked) return `somebody else set ${key} to ${inWords(is)}, and it is not written down`;
  }
  return undefined;
};

const rests = (seen: Seen): string | undefined => {
  const way = wayUp(seen);
  if (!way || way.at.phase >= 0 || !seen.stage.plan.flags.some(({ prerequisites }) => prerequisites.includes(BASE)))
    return undefined;
  const base = reachOf(seen.look.flags?.get(BASE)?.flag);
  return base.percent < 100 ? `began, and ${BASE} is at ${inWords(base)}` : undefined;
};

const ends = ({ stage, look, before, after }: Seen): string | undefined => {
  if (!look.looked || !isClimbing(before)) return undefined;
  const nowMs = Math.max(look.atMs ?? 0, before.lastMs);
  const deadline = stage.plan.phases[before.phase]?.deadline;
  const moved = after.phase !== before.phase || after.rollback !== undefined || after.status === 'completed';
  if (deadline && !after.deadlinePassed && !moved && nowMs - before.limitsFromMs >= toMs(deadline.after))
    return `phase ${before.phase} takes longer than ${deadline.after}, and nothing is done`;
  const silent = acting(stage.plan, before.phase).find(({ id, noData, ...asked }) => {
    const silence = before.silent.get(id);
    const lasted = silence && !silence.acted && nowMs - silence.sinceMs >= toMs(noData.after);
    return (
      lasted && !fitAnswer(look, asked) && !look.told.some((one) => isFew(one, asked)) && !after.silent.get(id)?.acted
    );
  });
  if (silent) return `nothing is heard for ${silent.id}, and nothing is done`;
  const lostMs = before.lostAtMs === undefined ? 0 : nowMs - Math.max(before.lostAtMs, before.limitsFromMs);
  const waits = after.status === 'running' || after.status === 'held';
  return !look.flags && waits && lostMs >= OPTIONS.backendPauseAfterMs
    ? `the flags are lost for ${lostMs / 60_000} min, and nothing is done`
    : undefined;
};

/** Too few samples are no silence. */
const isFew = (told: Look['told'][number], { monitor, window }: Asked): boolean =>
  told.monitor === monitor && told.windowMs === toMs(window) && told.isFew && told.heard;

const agreed = (seen: Seen): string | undefined => {
  const way = wayUp(seen);
  if (!way || way.event.type !== 'phase-entered') return undefined;
  const { id } = way.event;
  const { plan, planDigest } = seen.stage;
  for (const asked of plan.approvals.filter(({ before }) => before === id)) {
    const given = way.at.approvals
      .filter(({ approval, planDigest: seen }) => approval === asked.id && seen === planDigest)
      .filter(({ by }) => by.roles.some((role) => asked.from.includes(role)))
      .filter(({ by }) => asked.authorMayApprove || !way.at.authors.includes(by.name));
    if (new Set(given.map(({ by }) => by.name)).size < asked.count) return `${id} was entered without ${asked.id}`;
  }
  return undefined;
};
