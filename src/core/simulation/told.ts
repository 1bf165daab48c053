import { reachesAnybody } from '../plan/exposure.ts';
import type { Event } from '../rollout/events.ts';
import { MINUTE } from '../values/duration.ts';
import { strictness } from '../values/metric.ts';
import { eventInWords } from './event-words.ts';
import { valueIn, within } from './measure.ts';
import type { Simulated } from './simulated.ts';
import { shareInPhase } from './traffic.ts';
import { nowMs, type World } from './world.ts';

export type Told = Simulated;

/** What came of it, for somebody who was not there. Times are milliseconds since the start. */
export const told = (world: World, turns: number): Told => {
  const { plan, state, log, modelled, counts } = world;
  const sinceStart = (atMs: number): number => atMs - modelled.startMs;
  const whole = { from: 0, end: counts.exposed.length - 1 };
  const outcome = OUTCOMES[state.status] ?? 'stuck';
  return {
    scenario: modelled.scenario.name,
    about: modelled.scenario.about,
    outcome,
    lastedMs: sinceStart(nowMs(world)),
    turns,
    exposedRequests: within(counts.exposed, whole),
    harmedRequests: Math.round(within(counts.harmed, whole)),
    harmedAtOnce: Math.round(within(counts.harmedAtOnce, whole)),
    ...noticed(world),
    why: whyOf(world),
    phases: phasesOf(world),
    events: log.map((event) => ({
      atMs: sinceStart(event.atMs),
      type: event.type,
      what: eventInWords(event, plan),
    })),
    series: seriesOf(world),
  };
};

const OUTCOMES: Readonly<Partial<Record<World['state']['status'], Told['outcome']>>> = {
  completed: 'completed',
  'rolled-back': 'rolled-back',
};

/** From the first request that was spoiled to the first thing that was done about it. */
const noticed = ({ log, counts, modelled }: World): { noticedAfterMs?: number } => {
  const first = counts.harmed.findIndex((sum) => sum > 0);
  if (first < 0) return {};
  const beganMs = modelled.startMs + (first - 1) * MINUTE;
  const seen = log.find((event) => event.atMs >= beganMs && isAnswer(event));
  return seen ? { noticedAfterMs: seen.atMs - beganMs } : {};
};

const isAnswer = (event: Event): boolean =>
  event.type === 'trigger-fired'
    ? strictness(event.action) >= strictness('hold')
    : event.type === 'rollback-decided' || event.type === 'paused';

const whyOf = ({ log, state, plan }: World): string => {
  const decided = log.findLast((event) => event.type === 'rollback-decided');
  if (decided) return eventInWords(decided, plan);
  if (state.status === 'completed') return '';
  const last = log.findLast(({ type }) => type === 'paused' || type === 'held' || type === 'deadline-passed');
  return last ? eventInWords(last, plan) : 'it waits, and nothing that it waits for comes';
};

const phasesOf = ({ plan, log, modelled, rings, state }: World): Told['phases'] => {
  const entered = log.flatMap((event) => (event.type === 'phase-entered' ? [event] : []));
  const endMs = log.at(-1)?.atMs ?? modelled.startMs;
  return entered.map(({ phase, id, atMs }, at) => ({
    id,
    name: plan.phases[phase]?.name ?? id,
    sharePercent: Math.round(shareInPhase(plan, phase, rings) * 100_000) / 1000,
    enteredMs: atMs - modelled.startMs,
    lastedMs: (entered[at + 1]?.atMs ?? endMs) - atMs,
    passed: phase < state.phase || state.status === 'completed',
  }));
};

const POINTS = 40;

/** The metrics that triggers look at, in so many points each that a line of text can hold them. */
const seriesOf = ({ plan, modelled, counts, state }: World): Told['series'] => {
  const watched = new Set(plan.phases.flatMap(({ watch, audience }) => (reachesAnybody(audience) ? watch : [])));
  const looked = new Set(plan.triggers.map(({ monitor }) => monitor).filter((id) => watched.has(id)));
  const end = counts.exposed.length - 1;
  const points = Math.max(1, Math.min(POINTS, end));
  const spans = Array.from({ length: points }, (_, at) => ({
    from: Math.floor((end * at) / points),
    end: Math.floor((end * (at + 1)) / points),
  }));
  return modelled.usual.flatMap(({ monitor, value, measured }, index) => {
    if (!looked.has(monitor.id)) return [];
    const line = (arm: 'treated' | 'control') => spans.map((span) => rounded(valueIn(counts, arm, [monitor, index], span)));
    const lastHour = { from: Math.max(0, end - 60), end };
    const now = state.status === 'rolled-back' ? lastHour : { from: 0, end };
    const at = (arm: 'treated' | 'control') => rounded(valueIn(counts, arm, [monitor, index], now));
    const { id, name, unit } = monitor;
    const usual = { value: rounded(value) ?? 0, measured };
    return [{ id, name, unit, usual, treated: line('treated'), control: line('control'), last: [at('treated'), at('control')] }];
  });
};

const rounded = (value: number | undefined): number | null =>
  value === undefined ? null : Number(value.toPrecision(4));
