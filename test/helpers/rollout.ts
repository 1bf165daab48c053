import type { FlagState } from '../../src/core/flags/flag-state.ts';
import type { Arm, Measurement } from '../../src/core/guards/measurement.ts';
import type { Phase } from '../../src/core/plan/phase.ts';
import { type Plan, planDigest } from '../../src/core/plan/plan.ts';
import type { Approval } from '../../src/core/plan/safety.ts';
import type { Trigger } from '../../src/core/plan/watch.ts';
import type { Problem } from '../../src/core/problem.ts';
import { chainStart, linked } from '../../src/core/rollout/chain.ts';
import { decide } from '../../src/core/rollout/decide.ts';
import { toWrite } from '../../src/core/rollout/desired.ts';
import type { Event, EventOf, EventType } from '../../src/core/rollout/events.ts';
import { fold } from '../../src/core/rollout/evolve.ts';
import type { Command, Input, Tick } from '../../src/core/rollout/input.ts';
import { type Question, toLook } from '../../src/core/rollout/look.ts';
import { initialState, type State } from '../../src/core/rollout/state.ts';
import { toMs } from '../../src/core/values/duration.ts';
import { aPlan } from './samples.ts';

export const MIN = 60_000;
export const HOUR = 60 * MIN;
/** A Monday, at nine in the morning. */
export const NINE = Date.parse('2026-11-23T09:00:00Z');

export const ANNA = { name: 'anna', roles: ['engineering'] };
export const BEN = { name: 'ben', roles: ['engineering', 'product'] };
export const CARL = { name: 'carl', roles: ['support'] };

export const aPhase = (id: string, percent: number, more: Partial<Phase> = {}): Phase => ({
  id,
  name: id,
  audience: { percent, rings: [], allow: [], place: { is: 'everywhere' }, who: `${percent} % of users` },
  soak: 'PT1H',
  deadline: { after: 'PT8H', action: 'pause' },
  watch: ['error-rate', 'latency-p99'],
  gates: [{ is: 'triggers-quiet' }],
  rollbackWithin: 'PT5M',
  ...more,
});

export const aTrigger = (id: string, more: Partial<Trigger> = {}): Trigger => ({
  id,
  monitor: 'error-rate',
  kind: 'limit',
  rule: { is: 'above', value: 5 },
  window: 'PT5M',
  minSamples: 100,
  action: 'rollback',
  severity: 'critical',
  noData: { after: 'PT15M', action: 'hold' },
  ...more,
});

/** Three phases of an hour each, one trigger that rolls back, nobody to ask. */
export const aClimb = (more: Partial<Plan> = {}): Plan => {
  const plan = aPlan('high');
  return {
    ...plan,
    phases: [aPhase('few', 5), aPhase('half', 50), aPhase('all', 100, { soak: undefined })],
    triggers: [aTrigger('errors')],
    approvals: [],
    dependencies: [],
    checklists: { before: [], during: [], after: [] },
    rollback: { ...plan.rollback, target: { percent: 0 }, deadline: 'PT10M' },
    ...more,
  };
};

export const anApproval = (before: string, more: Partial<Approval> = {}): Approval => ({
  id: `before-${before}`,
  before,
  from: ['engineering'],
  count: 1,
  authorMayApprove: false,
  why: 'somebody else looks',
  ...more,
});

export type World = {
  readonly plan: Plan;
  state: State;
  nowMs: number;
  log: Event[];
  flags: FlagState[];
  /** What is out of order; everything else is well. */
  trouble: {
    backend?: string;
    writes?: boolean;
    closed?: string;
    unmet?: string;
    percent?: number;
    samples?: number;
    answer?: (question: Question, nowMs: number) => Measurement | undefined;
  };
};

export const aWorld = (plan: Plan = aClimb(), id = 'r1'): World => ({
  plan,
  state: initialState(plan, id),
  nowMs: NINE,
  log: [],
  flags: [],
  trouble: {},
});

export const measured = (
  nowMs: number,
  windowMs: number,
  treatment: Partial<Arm>,
  control?: Partial<Arm>,
): Measurement => ({
  is: 'measured',
  fromMs: nowMs - windowMs,
  toMs: nowMs,
  atMs: nowMs,
  treatment: { samples: 1000, value: 1, ...treatment },
  ...(control ? { control: { samples: 1000, value: 1, ...control } } : {}),
});

export const tickOf = ({ plan, state, nowMs, flags, trouble }: World, more: Partial<Tick> = {}): Tick => ({
  is: 'tick',
  atMs: nowMs,
  backend: trouble.backend === undefined ? { is: 'read', flags } : { is: 'unreachable', why: trouble.backend },
  measurements: Object.fromEntries(
    toLook(plan, state, nowMs).questions.flatMap((question) => {
      const value = { value: trouble.percent ?? 1, samples: trouble.samples ?? 1000 };
      const found = trouble.answer
        ? trouble.answer(question, nowMs)
        : measured(question.toMs ?? nowMs, toMs(question.window), value, {});
      return found ? [[question.key, found]] : [];
    }),
  ),
  checks: {},
  window: trouble.closed === undefined ? { open: true, why: 'open' } : { open: false, why: trouble.closed },
  dependencies: { met: trouble.unmet === undefined, why: trouble.unmet ?? 'all there' },
  ...more,
});

/** One decision, and its events in the log; the words of what was refused otherwise. */
export const given = (world: World, input: Input): readonly Problem[] => {
  const decided = decide(world.plan, world.state, input);
  if (!decided.ok) return decided.problems;
  const next = fold(world.state, decided.value);
  if (!next.ok) throw new Error(JSON.stringify(next.problems));
  world.state = next.value;
  world.log.push(...decided.value);
  return [];
};

/** As the loop does it: look, decide, write. What happened, without the turn itself. */
export const turn = (world: World, more: Partial<Tick> = {}): readonly EventType[] => {
  const before = world.log.length;
  given(world, tickOf(world, more));
  if (world.trouble.backend === undefined && world.trouble.writes !== false) write(world);
  return typesSince(world, before);
};

const write = (world: World): void => {
  for (const flag of toWrite(world.plan, world.state, world.flags))
    world.flags = [...world.flags.filter(({ key }) => key !== flag.key), flag];
};

export const later = (world: World, ms: number, more: Partial<Tick> = {}): readonly EventType[] => {
  world.nowMs += ms;
  return turn(world, more);
};

/** Time passes with a turn every so often. */
export const pass = (world: World, ms: number, everyMs = 5 * MIN): readonly EventType[] => {
  const before = world.log.length;
  for (let gone = 0; gone < ms; gone += everyMs) later(world, everyMs);
  return typesSince(world, before);
};

type Bare<C> = C extends Command ? Omit<C, 'by' | 'reason' | 'atMs'> : never;

export const asks = (world: World, command: Bare<Command>, by = ANNA): readonly EventType[] | string => {
  const before = world.log.length;
  const full = { by, reason: 'because', atMs: world.nowMs, ...command } as Command;
  const [problem] = given(world, full);
  return problem ? `${problem.code}: ${problem.message}` : typesSince(world, before);
};

export const started = (plan: Plan = aClimb()): World => {
  const world = aWorld(plan);
  asks(world, { is: 'start', authors: ['zoe'] });
  return world;
};

/** Started, and in the named phase with its flags read back. */
export const inPhase = (id: string, plan: Plan = aClimb()): World => {
  const world = started(plan);
  for (let turns = 0; turns < 500; turns += 1) {
    if (plan.phases[world.state.phase]?.id === id && world.state.confirmedAtMs !== undefined) return world;
    later(world, 5 * MIN);
  }
  throw new Error(`never came to ${id}: ${world.state.status} in ${world.state.phase}`);
};

export const agreed = (world: World, before: string, by = ANNA) =>
  asks(world, { is: 'approve', before, planDigest: planDigest(world.plan) }, by);

export const lastOf = <Type extends EventType>(world: World, type: Type): EventOf<Type> => {
  const found = world.log.findLast((event): event is EventOf<Type> => event.type === type);
  if (!found) throw new Error(`no ${type} in the log`);
  return found;
};

export const percentOf = ({ flags }: World): number => (flags[0]?.enabled ? flags[0].percent : 0);

const typesSince = ({ log }: World, from: number): readonly EventType[] =>
  log.slice(from).flatMap(({ type }) => (type === 'turn-taken' ? [] : [type]));

/** What `someEvents` are events of. */
export const eventful = (): Plan => aClimb({ approvals: [anApproval('half')] });

/** A log with much in it. */
export const someEvents = (): readonly Event[] => {
  const world = started(eventful());
  pass(world, 90 * MIN, 15 * MIN);
  agreed(world, 'half');
  asks(world, { is: 'freeze', untilMs: world.nowMs + HOUR });
  asks(world, { is: 'hold' });
  asks(world, { is: 'resume' });
  pass(world, 3 * HOUR, 30 * MIN);
  world.trouble.percent = 9;
  pass(world, HOUR, 30 * MIN);
  asks(world, { is: 'restart' });
  return world.log;
};

const happened = (type: string, more: object): object => ({ schemaVersion: 1, type, atMs: NINE, ...more });

/** What people did to a flag by hand. */
const someFlagEvents = (): readonly object[] => {
  const place = { backend: 'flagd', place: 'flags.json' };
  const flag = { key: 'refund_tax', enabled: true, percent: 5, rings: [], allow: ['ada'], place: { is: 'everywhere' } };
  const said = { ...place, by: ANNA, reason: 'a ticket' };
  return [
    happened('canary-set', { ...said, on: true, users: ['ada'] }),
    happened('flag-told', { ...said, asked: 'rollout 5 %', before: { ...flag, revision: '7' }, wanted: flag }),
    happened('flag-read-back', { ...place, holds: { ...flag, revision: '8' } }),
    happened('flag-not-told', { ...place, why: 'no answer within 30 s' }),
  ];
};

/** An exported log with every kind of line in it. */
export const someLogLines = (): readonly unknown[] => {
  const plan = eventful();
  const logs: readonly (readonly [string, readonly object[]])[] = [
    [plan.id, [{ schemaVersion: 1, type: 'planned', plan, places: { flags: 'flags.json' } }, ...someEvents()]],
    ['flags:refund_tax', someFlagEvents()],
  ];
  const events = logs.map(([log, held]) =>
    linked(chainStart(log), held).map((entry, at) => ({ line: 'event', log, version: at + 1, ...entry })),
  );
  const ends = events.map((lines) => ({ log: lines[0]?.log, events: lines.length, hash: lines.at(-1)?.hash }));
  return [...events.flat(), { line: 'end', schemaVersion: 1, logs: ends }];
};
