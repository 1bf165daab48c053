import type { Phase } from '../plan/phase.ts';
import { isShare } from '../plan/report/headline.ts';
import { percentInWords } from '../plan/report/words.ts';
import type { Event } from '../rollout/events.ts';
import type { Tick } from '../rollout/input.ts';
import { whyOf } from '../rollout/why.ts';
import { MINUTE } from '../values/duration.ts';
import { strictness } from '../values/metric.ts';
import { eventInWords } from './event-words.ts';
import { type Span, valueIn, within } from './measure.ts';
import type { Simulated } from './simulated.ts';
import { shareInPhase } from './traffic.ts';
import { nowMs, type World } from './world.ts';

/** What came of it, for somebody who was not there. Times are milliseconds since the start. */
export const told = (world: World, turns: number, last: Tick): Simulated => {
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
    why: reasonOf(world, last),
    phases: phasesOf(world),
    events: log.map((event) => ({
      atMs: sinceStart(event.atMs),
      type: event.type,
      what: eventInWords(event, plan),
    })),
    series: seriesOf(world),
  };
};

const OUTCOMES: Readonly<Partial<Record<World['state']['status'], Simulated['outcome']>>> = {
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

const reasonOf = ({ log, state, plan }: World, last: Tick): string => {
  const decided = log.findLast((event) => event.type === 'rollback-decided');
  if (decided) return decided.why;
  if (state.status === 'completed') return '';
  const { checks, waitsFor } = whyOf(plan, state, last);
  const open = checks.filter(({ verdict }) => verdict !== 'pass').map(({ why }) => why);
  return (open.length > 0 ? open : waitsFor).slice(0, 2).join('; ');
};

const phasesOf = ({ plan, log, modelled, rings, state }: World): Simulated['phases'] => {
  const entered = log.flatMap((event) => (event.type === 'phase-entered' ? [event] : []));
  const endMs = log.at(-1)?.atMs ?? modelled.startMs;
  return entered.map(({ phase, id, atMs }, at) => ({
    id,
    step: stepOf(plan.phases[phase]) ?? id,
    sharePercent: Math.round(shareInPhase(plan, phase, rings) * 100_000) / 1000,
    enteredMs: atMs - modelled.startMs,
    lastedMs: (entered[at + 1]?.atMs ?? endMs) - atMs,
    passed: phase < state.phase || state.status === 'completed',
  }));
};

const stepOf = (phase: Phase | undefined): string | undefined =>
  phase && (isShare(phase) ? percentInWords(phase.audience.percent) : phase.name);

const POINTS = 40;
/** As long as most triggers look back: what they saw is what the last point shows. */
const CLOSING = 5;

/** The metrics that triggers look at, in so many points each that a line of text can hold them. */
const seriesOf = (world: World): Simulated['series'] => {
  const { plan, modelled, counts } = world;
  const looked = new Set(plan.triggers.map(({ monitor }) => monitor));
  const spans = spansOf(world);
  const [whole, closing] = [{ from: 0, end: spans.at(-1)?.end ?? 0 }, spans.slice(-1)];
  return modelled.usual.flatMap(({ monitor, value, measured }, index) => {
    if (!looked.has(monitor.id)) return [];
    const line = (arm: 'treated' | 'control', over: readonly Span[]) =>
      over.map((span) => rounded(valueIn(counts, arm, [monitor, index], span)));
    const { id, name, unit, good } = monitor;
    const over = decidedMinute(world) === undefined ? [whole] : closing;
    return [
      {
        id,
        name,
        unit,
        good,
        usual: rounded(value) ?? 0,
        measured,
        treated: line('treated', spans),
        control: line('control', spans),
        last: [...line('treated', over), ...line('control', over)],
      },
    ];
  });
};

/** Equal stretches of the whole. Before a rollback the last is the short one that decided, or it would not be seen. */
const spansOf = (world: World): readonly Span[] => {
  const decided = decidedMinute(world);
  const end = decided === undefined ? world.counts.exposed.length - 1 : Math.max(0, decided - CLOSING);
  const points = Math.max(1, Math.min(POINTS - 1, end));
  const equal = Array.from({ length: points }, (_, at) => ({
    from: Math.floor((end * at) / points),
    end: Math.floor((end * (at + 1)) / points),
  }));
  return decided === undefined ? equal : [...equal, { from: end, end: decided }];
};

const decidedMinute = ({ log, modelled }: World): number | undefined => {
  const decided = log.findLast(({ type }) => type === 'rollback-decided');
  return decided && Math.floor((decided.atMs - modelled.startMs) / MINUTE);
};

const rounded = (value: number | undefined): number | null =>
  value === undefined ? null : Number(value.toPrecision(4));
