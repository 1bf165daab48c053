import { type FlagState, reachesNobody } from '../../flags/flag-state.ts';
import { shareOfEveryone } from '../../plan/exposure.ts';
import type { Plan } from '../../plan/plan.ts';
import { DAY, MINUTE } from '../../values/duration.ts';
import { decide } from '../decide.ts';
import { toWrite } from '../desired.ts';
import type { Event } from '../events.ts';
import { fold } from '../evolve.ts';
import type { Command, Input, Tick } from '../input.ts';
import { toLook } from '../look.ts';
import { initialState, type State } from '../state.ts';
import { LIVE } from '../table.ts';
import { type ToLocal, windowAt } from '../window.ts';
import { chanceOf, type Chance } from './chance.ts';
import { measure, reachOf, type Traffic, usualOf } from './model.ts';
import { askedOfPeople } from './people.ts';
import type { Moment, Story } from './stories.ts';

export type Setting = {
  readonly seed: number;
  readonly fromMs: number;
  /** How often the loop looks. */
  readonly everyMs: number;
  /** No story is told for longer. */
  readonly atMostMs: number;
  readonly traffic: Traffic;
  readonly toLocal: ToLocal;
};

/** One look at the story, for pictures. */
export type Sample = {
  readonly atMs: number;
  readonly status: State['status'];
  readonly phase: number;
  readonly exposurePercent: number;
};

export type Told = {
  readonly state: State;
  readonly events: readonly Event[];
  readonly samples: readonly Sample[];
  /** Requests that had the change, and how many of those went wrong because of it. */
  readonly exposedRequests: number;
  readonly harmedRequests: number;
  readonly highestPercent: number;
  /** From the first harm to the decision to go back; undefined where there was no harm, or nobody noticed. */
  readonly noticedAfterMs: number | undefined;
};

type Run = {
  state: State;
  flags: readonly FlagState[];
  readonly events: Event[];
  readonly samples: Sample[];
  exposed: number;
  harmed: number;
  harmedFromMs: number | undefined;
  waitingFromMs: number | undefined;
};

/** The real decider in virtual time: what would happen to this plan in this story. The same seed tells the same. */
export const simulate = (plan: Plan, story: Story, setting: Setting): Told => {
  const run: Run = {
    state: initialState(plan, 'simulated'),
    flags: [],
    events: [],
    samples: [],
    exposed: 0,
    harmed: 0,
    harmedFromMs: undefined,
    waitingFromMs: undefined,
  };
  const chance = chanceOf(setting.seed);
  take(plan, run, {
    is: 'start',
    by: PERSON,
    reason: 'to see what happens',
    atMs: setting.fromMs,
    authors: ['nobody'],
  });
  for (
    let nowMs = setting.fromMs;
    nowMs <= setting.fromMs + setting.atMostMs && LIVE.includes(run.state.status);
    nowMs += setting.everyMs
  ) {
    if (isOver(run, nowMs)) break;
    look(plan, run, { story, setting, chance, nowMs });
  }
  return told(run);
};

const PERSON = { name: 'simulation', roles: [] };

/** After a rollback, and after a day of pause, nothing happens but what people do: the story is told. */
const isOver = ({ state: { status, pause }, flags }: Run, nowMs: number): boolean =>
  status === 'paused' ? nowMs - (pause?.atMs ?? nowMs) > DAY : status === 'rolled-back' && flags.every(reachesNobody);

type Scene = { readonly story: Story; readonly setting: Setting; readonly chance: Chance; readonly nowMs: number };

const look = (plan: Plan, run: Run, scene: Scene): void => {
  const { story, setting, nowMs } = scene;
  const moment = momentOf(plan, run, scene);
  run.flags = story.meddle?.(moment) ?? run.flags;
  count(plan, run, scene);
  for (const command of peopleSay(plan, run, scene)) take(plan, run, command);
  take(plan, run, tickOf(plan, scene, momentOf(plan, run, scene)));
  if (!story.unreachable?.(moment)) write(plan, run);
  run.samples.push({
    atMs: nowMs,
    status: run.state.status,
    phase: run.state.phase,
    exposurePercent: percentOf(plan, run, setting),
  });
};

const momentOf = (plan: Plan, run: Run, { nowMs, setting }: Scene): Moment => ({
  nowMs,
  sinceMs: nowMs - setting.fromMs,
  state: run.state,
  flags: run.flags,
  exposurePercent: percentOf(plan, run, setting),
});

/** What no flag holds reaches whom its phase says, from its first minute. */
const percentOf = (plan: Plan, { flags, state }: Run, { traffic }: Setting): number => {
  const audience = plan.phases[state.phase]?.audience;
  if (plan.flags.length === 0) return audience ? shareOfEveryone(audience) : 0;
  return Math.max(0, ...flags.map((flag) => reachOf(flag, traffic)));
};

const take = (plan: Plan, run: Run, input: Input): void => {
  const decided = decide(plan, run.state, input);
  if (!decided.ok) return;
  const next = fold(run.state, decided.value);
  if (!next.ok) return;
  run.state = next.value;
  run.events.push(...decided.value);
};

const write = (plan: Plan, run: Run): void => {
  const written = toWrite(plan, run.state, run.flags);
  run.flags = [...run.flags.filter(({ key }) => !written.some((flag) => flag.key === key)), ...written];
};

const tickOf = (plan: Plan, { story, setting, chance, nowMs }: Scene, moment: Moment): Tick => {
  const { questions, checks } = toLook(plan, moment.state);
  const traffic = setting.traffic;
  const heard = story.silent?.(moment) ? [] : questions;
  return {
    is: 'tick',
    atMs: nowMs,
    backend: story.unreachable?.(moment)
      ? { is: 'unreachable', why: 'no answer' }
      : { is: 'read', flags: [...moment.flags] },
    measurements: Object.fromEntries(
      heard.map((question) => [question.key, measure(plan, story, { question, moment, chance, traffic })]),
    ),
    checks: Object.fromEntries(checks.map(({ id }) => [id, { verdict: 'pass' as const, why: 'as simulated' }])),
    window: windowAt(plan.schedule, nowMs, setting.toLocal),
    dependencies: { met: true, why: 'taken for granted in a simulation' },
  };
};

/** People agree and confirm once they were waited for long enough: as many as are asked for, none of them the author. */
const peopleSay = (plan: Plan, run: Run, { story, nowMs }: Scene): readonly Command[] => {
  const { state } = run;
  const asked = askedOfPeople(plan, state, nowMs);
  if (asked.length === 0 || run.waitingFromMs === undefined) run.waitingFromMs = asked.length === 0 ? undefined : nowMs;
  return nowMs - (run.waitingFromMs ?? nowMs) >= (story.peopleTakeMs ?? 0) ? asked : [];
};

/** Harm is what goes wrong for those with the change beyond what usually goes wrong. */
const count = (plan: Plan, run: Run, scene: Scene): void => {
  const { story, setting, nowMs } = scene;
  const moment = momentOf(plan, run, scene);
  const perLook = (setting.traffic.requestsPerMinute * (story.trafficTimes ?? 1) * setting.everyMs) / MINUTE;
  const exposed = (perLook * moment.exposurePercent) / 100;
  const beyond = plan.monitors.map((monitor) => {
    if (monitor.kind !== 'ratio' || monitor.good !== 'down') return 0;
    const usual = usualOf(plan, monitor) / 100;
    const { treatment, control } = story.worse?.(moment, monitor) ?? { treatment: 1, control: 1 };
    return Math.min(1, usual * treatment) - Math.min(1, usual * control);
  });
  const harmed = exposed * Math.max(0, ...beyond);
  run.exposed += exposed;
  run.harmed += harmed;
  if (harmed > 0) run.harmedFromMs ??= nowMs - setting.everyMs;
};

const told = ({ state, events, samples, exposed, harmed, harmedFromMs }: Run): Told => {
  const decided = events.find(({ type, atMs }) => type === 'rollback-decided' && atMs >= (harmedFromMs ?? Infinity));
  return {
    state,
    events,
    samples,
    exposedRequests: Math.round(exposed),
    harmedRequests: Math.round(harmed),
    highestPercent: Math.max(0, ...samples.map(({ exposurePercent }) => exposurePercent)),
    noticedAfterMs: decided && harmedFromMs !== undefined ? decided.atMs - harmedFromMs : undefined,
  };
};

/** What a simulation takes for granted where nobody says otherwise. */
export const DEFAULT_SETTING: Omit<Setting, 'fromMs' | 'toLocal'> = {
  seed: 1,
  everyMs: 5 * MINUTE,
  atMostMs: 60 * DAY,
  traffic: { requestsPerMinute: 10_000, ringPercent: 2 },
};
