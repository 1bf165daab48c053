/** A bug planted on purpose: one text of one file, another in its place, and the promise that is broken by it. */
export type Plant = {
  readonly name: string;
  /** Below src. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly put: string;
  readonly promise: number;
};

/** Mistakes that somebody could make tomorrow; two of them were there until the simulator found them. */
export const PLANTS: readonly Plant[] = [
  {
    name: 'takes a flag that is not there for one that is in place',
    file: 'core/rollout/steps/exposure.ts',
    find: "if (seen && 'asDesired' in seen) return [];",
    put: "if (!seen || 'asDesired' in seen) return [];",
    promise: 1,
  },
  {
    name: 'asks for the phase after this one',
    file: 'core/rollout/desired.ts',
    find: 'const from = servedIn(plan, state, phase);',
    put: 'const from = servedIn(plan, state, phase + 1);',
    promise: 1,
  },
  {
    name: 'takes a few percent of difference for none',
    file: 'core/flags/compare.ts',
    find: 'return Math.abs(a.percent - b.percent) < HARDLY && samePlace',
    put: 'return Math.abs(a.percent - b.percent) < 5 && samePlace',
    promise: 1,
  },
  {
    name: 'does not ask the log again before it raises',
    file: 'app/executor/reconcile.ts',
    find: 'if (isRaise(flag, found) && (await movedOn(rollout, world)))',
    put: "if (rollout.id === '' && (await movedOn(rollout, world)))",
    promise: 2,
  },
  {
    name: 'raises what is left to raise while it is paused',
    file: 'core/rollout/desired.ts',
    find: "if (state.status === 'paused' && (!found || reachesMore(wanted, found))) return [];",
    put: '',
    promise: 2,
  },
  {
    name: 'believes in a rollback before it is read back',
    file: 'core/rollout/steps/rollback.ts',
    find: 'const isThere = stepped.state.confirmedAtMs !== undefined && due <= lowest;',
    put: 'const isThere = due <= lowest;',
    promise: 2,
  },
  {
    name: 'climbs again once it is back',
    file: 'core/rollout/table.ts',
    find: "'rolled-back': goes('rolled-back', 'rolling-back'),",
    put: "'rolled-back': goes('running', 'rolling-back'),",
    promise: 2,
  },
  {
    name: 'refuses to switch off what somebody else gave after a rollback',
    file: 'core/rollout/steps/rollback.ts',
    find: 'return !raises && !(same && state.rollback && !state.drift);',
    put: 'return !raises && !(same && state.rollback);',
    promise: 2,
  },
  {
    name: 'counts half of the soak twice',
    file: 'core/rollout/checks.ts',
    find: 'if (doneMs >= dueMs) return check',
    put: 'if (doneMs * 2 >= dueMs) return check',
    promise: 3,
  },
  {
    name: 'takes a freeze that ends for none',
    file: 'core/rollout/checks.ts',
    find: 'if (!frozen || (frozen.untilMs !== undefined && nowMs >= frozen.untilMs)) return [];',
    put: 'if (!frozen || frozen.untilMs !== undefined) return [];',
    promise: 3,
  },
  {
    name: 'keeps the state of before the events in a snapshot',
    file: 'app/executor/journal.ts',
    find: 'await log.keepSnapshot(id, snapshotOf(written));',
    put: 'await log.keepSnapshot(id, snapshotOf({ ...rollout, head: written.head }));',
    promise: 4,
  },
  {
    name: 'goes on to write where its append was refused',
    file: 'app/executor/turn.ts',
    find: 'const rollout = await append(world.log, loaded.value, events.value, unmoved.value);',
    put: 'const kept = await append(world.log, loaded.value, events.value, unmoved.value);\n  const rollout = kept.ok ? kept : loaded;',
    promise: 5,
  },
  {
    name: 'goes on when nothing has failed, rather than when all has passed',
    file: 'core/rollout/steps/advance.ts',
    find: "if (checks.some(({ verdict }) => verdict !== 'pass')) return turn;",
    put: "if (checks.some(({ verdict }) => verdict === 'fail')) return turn;",
    promise: 6,
  },
  {
    name: 'takes numbers of yesterday for fresh',
    file: 'core/guards/verdict.ts',
    find: 'if (ageMs <= Math.max(windowMs, FRESH_MS)) return undefined;',
    put: 'if (ageMs <= Math.max(windowMs, FRESH_MS) || windowMs > 0) return undefined;',
    promise: 6,
  },
  {
    name: 'takes good news from before the phase for news about it',
    file: 'core/rollout/look.ts',
    find: 'if (confirmedAtMs !== undefined && measurement.fromMs >= confirmedAtMs) return judgement;',
    put: 'if (confirmedAtMs !== undefined) return judgement;',
    promise: 6,
  },
  {
    name: 'does not look at triggers while it is paused',
    file: 'core/rollout/steps/triggers.ts',
    find: 'return act(recordAll(forgotten(turn, triggers), happenings), happenings);',
    put: "return turn.state.status === 'paused' ? turn : act(recordAll(forgotten(turn, triggers), happenings), happenings);",
    promise: 7,
  },
  {
    name: 'takes back what no rollback would help',
    file: 'core/guards/verdict.ts',
    find: 'return found.bothArms\n',
    put: 'return found.bothArms && nowMs < 0\n',
    promise: 8,
  },
  {
    name: 'overwrites drift that is left to people',
    file: 'core/rollout/desired.ts',
    find: "drift ? drift.answer === 'repair' : confirmedAtMs === undefined;",
    put: "drift ? drift.answer !== 'note' : confirmedAtMs === undefined;",
    promise: 9,
  },
  {
    name: 'takes whatever is lower for a write on its way',
    file: 'core/rollout/steps/exposure.ts',
    find: 'return unlike.some(({ wanted, found }) => !isAny(before, found ?? switchedOff(wanted)));',
    put: 'return before.length > 0 && unlike.some(({ wanted, found }) => found && reachesMore(found, wanted));',
    promise: 9,
  },
  {
    name: 'switches the first flag off first',
    file: 'app/executor/reconcile.ts',
    find: '(down ?? []).toReversed()',
    put: '(down ?? [])',
    promise: 10,
  },
  {
    name: 'forgets what its flags rest on',
    file: 'core/rollout/checks.ts',
    find: 'const needs = plan.dependencies.length > 0 || plan.flags.some(({ prerequisites }) => prerequisites.length > 0);',
    put: 'const needs = plan.dependencies.length > 0;',
    promise: 10,
  },
  {
    name: 'reads minutes of a deadline as hours',
    file: 'core/rollout/steps/deadline.ts',
    find: 'const lateMs = nowMs - state.limitsFromMs - limit.afterMs;',
    put: 'const lateMs = nowMs - state.limitsFromMs - limit.afterMs * 60;',
    promise: 11,
  },
  {
    name: 'waits for ever for numbers that do not come',
    file: 'core/rollout/steps/triggers.ts',
    find: 'if (silence.acted !== undefined || lastedMs < toMs(answer.after)) return [];',
    put: 'if (silence.acted === undefined || lastedMs < toMs(answer.after)) return [];',
    promise: 11,
  },
  {
    name: 'lets authors agree to their own change',
    file: 'core/rollout/approvals.ts',
    find: 'if (!approval.authorMayApprove && isAuthor(state, by))',
    put: 'if (approval.authorMayApprove && isAuthor(state, by))',
    promise: 12,
  },
  {
    name: 'asks for one person less',
    file: 'core/rollout/checks.ts',
    find: 'const missing = approval.count - names.length;',
    put: 'const missing = approval.count - 1 - names.length;',
    promise: 12,
  },
  {
    name: 'does not compare the links of the chain',
    file: 'core/rollout/chain.ts',
    find: 'if (link(previous, event) !== hash) return failed(broken(at));',
    put: 'if (link(previous, event) === "") return failed(broken(at));',
    promise: 13,
  },
  {
    name: 'links every event of a turn to the turn before',
    file: 'core/rollout/chain.ts',
    find: 'hash = link(hash, event);',
    put: 'hash = link(previousHash, event);',
    promise: 13,
  },
];
