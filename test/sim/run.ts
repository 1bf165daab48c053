import { follow } from '../../src/app/executor/follow.ts';
import { load, loadAll } from '../../src/app/executor/journal.ts';
import { openWorld } from '../../src/app/executor/open.ts';
import { rollback } from '../../src/app/rollback.ts';
import { tick } from '../../src/app/tick.ts';
import { replay } from '../../src/core/rollout/replay.ts';
import { canonicalJson } from '../../src/core/values/digest.ts';
import { diceOf } from './dice.ts';
import { allowed, isLive } from './ledger.ts';
import { logFor } from './log.ts';
import { portsFor } from './outside.ts';
import { asks, beginsWell, comes, meddles } from './people.ts';
import { PLANS } from './plans.ts';
import { finished } from './promises.ts';
import { inWords, isWithin, reachesNobody, reachOf } from './reach.ts';
import { type Agent, agentCalled, aStage, type Broken, type Stage } from './stage.ts';
import { turnstile } from './turnstile.ts';
import { calm, weatherOf } from './weather.ts';

const MINUTE = 60_000;
/** A Monday morning. */
const BEGINS = Date.parse('2026-11-23T08:30:00Z');

export type Ran = {
  readonly seed: number;
  readonly broken: Broken | undefined;
  /** How many things had happened when it ended. */
  readonly steps: number;
  readonly trace: readonly string[];
  readonly status: string;
};

/** One rollout in one kind of bad weather, from its start to its last word. The seed is all there is to it. */
export const run = async (seed: number): Promise<Ran> => {
  const dice = diceOf(seed);
  const plan = PLANS[seed % PLANS.length] ?? PLANS[0];
  const storyMs = dice.from(20, 75) * MINUTE;
  const time = turnstile(BEGINS);
  const stage = await aStage({ plan, time, dice, weather: weatherOf(dice, BEGINS, storyMs) });
  born(stage, 'one', followed);
  born(stage, 'two', dice.is(0.5) ? followed : ticked);
  scheduled(stage, storyMs);
  let steps = await until(stage, BEGINS + storyMs);
  stage.weather = calm(stage.weather);
  stage.tell('weather', 'calm');
  steps += await until(stage, time.nowMs() + 15 * MINUTE);
  afterCalm(stage);
  steps += await lastWord(stage);
  await wholeLog(stage);
  return { seed, broken: stage.broken, steps, trace: stage.trace, status: stage.ledger.status };
};

const until = async (stage: Stage, endMs: number): Promise<number> => {
  let steps = 0;
  while (!stage.broken && stage.time.nowMs() < endMs && (await stage.time.step())) steps += 1;
  return steps;
};

/** Runs by itself; what it throws is a promise broken: trouble is told, never thrown. */
const alone = (stage: Stage, done: Promise<unknown>): void =>
  void done.catch((error: unknown) =>
    stage.breaks(0, error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );

const everyMs = ({ dice }: Stage): number => dice.from(3, 6) * MINUTE + dice.from(0, 59_999);

/** An executor; when it dies, another of its name begins anew a little later. */
const born = (stage: Stage, name: string, lives: (stage: Stage, agent: Agent) => Promise<void>): void => {
  const { time, dice } = stage;
  const agent = agentCalled(name, () => void time.after(dice.from(1000, 5 * MINUTE), () => born(stage, name, lives)));
  if (dice.is(stage.weather.clock)) astray(stage, agent);
  alone(stage, lives(stage, agent));
};

/** A clock that is wrong, and is put right after a while. */
const astray = (stage: Stage, agent: Agent): void => {
  const { dice, time } = stage;
  agent.clockMs = dice.pick([4, -4, 30, -30, -180, 1440, -525_600]) * MINUTE;
  stage.tell(agent.name, `has a clock that is wrong by ${agent.clockMs / MINUTE} min`);
  time.after(dice.from(1, 40) * MINUTE, () => void (agent.clockMs = 0));
};

/** In the foreground, as `apply` does it; and again after a while where that has ended. */
const followed = async (stage: Stage, agent: Agent): Promise<void> => {
  const ports = portsFor(stage, agent);
  const places = { flags: 'flags', metrics: 'metrics', checks: 'checks.json' };
  const world = await openWorld({ plan: stage.plan, places }, logFor(stage, agent), ports);
  if (!world.ok) throw new Error('the world opens');
  const turned = (): void => finished(stage, agent);
  for (;;) {
    await follow(stage.id, world.value, { everyMs: everyMs(stage), once: false, turned, troubled: () => undefined });
    await ports.clock.sleep(everyMs(stage));
    if (stage.dice.is(stage.weather.clock / 10)) astray(stage, agent);
  }
};

/** Once in a while for all that is under way, as a timer does it. */
const ticked = async (stage: Stage, agent: Agent): Promise<void> => {
  const ports = portsFor(stage, agent);
  for (;;) {
    const { looks } = agent;
    const live = isLive(stage.ledger);
    const done = await tick.run({ all: true }, ports);
    finished(stage, agent);
    if (done.ok && live && isLive(stage.ledger) && agent.looks === looks)
      stage.breaks(7, 'a tick of all looked at nothing');
    await ports.clock.sleep(everyMs(stage));
    if (stage.dice.is(stage.weather.clock / 10)) astray(stage, agent);
  }
};

/** Who comes when. */
const scheduled = (stage: Stage, storyMs: number): void => {
  const { time, dice, weather } = stage;
  const some = (times: number, act: () => Promise<void>): void => {
    for (let nth = 0; nth < times; nth += 1) time.after(dice.from(0, storyMs), () => alone(stage, act()));
  };
  const well = dice.is(0.9);
  if (well) time.after(1000, () => alone(stage, beginsWell(stage)));
  some(weather.people, () => comes(stage));
  some(weather.people > 2 ? 2 : 1, () => beginsWell(stage));
  some(weather.meddling, () => meddles(stage));
};

/** Nothing has gone wrong for a while: everything is as the log says, whatever arrived late. */
const afterCalm = (stage: Stage): void => {
  const { ledger, plan, held } = stage;
  const most = allowed(plan, ledger);
  if (stage.broken || !most || !isLive(ledger)) return;
  for (const { key } of plan.flags) {
    const now = held.get(key);
    const is = reachOf(now?.flag);
    const isSeen = ledger.drift?.some((one) => one.key === key) === true;
    if (isWithin(is, most) || (isSeen && (now?.by === 'person' || ledger.leftOn))) continue;
    stage.breaks(ledger.rollback ? 2 : 1, `${key} stays at ${inWords(is)}, and ${inWords(most)} are allowed`);
  }
};

/** Whoever is asked last switches it off, and off it is. */
const lastWord = async (stage: Stage): Promise<number> => {
  const { ledger, time } = stage;
  if (stage.broken || ledger.status === 'pending' || ledger.status === 'aborted' || ledger.phase < 0) return 0;
  alone(stage, asks(stage, rollback, { to: 'off' }));
  const steps = await until(stage, time.nowMs() + 12 * MINUTE);
  for (const { key } of stage.plan.flags) {
    const is = reachOf(stage.held.get(key)?.flag);
    if (!reachesNobody(is)) stage.breaks(2, `it was to be off, and ${key} is at ${inWords(is)}`);
  }
  if (ledger.status !== 'rolled-back') stage.breaks(11, `it was to be off, and is ${ledger.status}`);
  return steps;
};

/** The log alone gives the same state and the same decisions; and whoever changes it is found out. */
const wholeLog = async (stage: Stage): Promise<void> => {
  if (stage.broken) return;
  const { log, id, dice } = stage;
  const [whole, short] = [await loadAll(log, id), await load(log, id)];
  if (!whole.ok || !short.ok) return stage.breaks(13, 'a log that nobody touched cannot be read');
  const { rollout, beginning, events } = whole.value;
  if (canonicalJson(rollout.state) !== canonicalJson(short.value.state))
    stage.breaks(4, 'a snapshot tells another story');
  const again = replay(rollout.plan, beginning, events);
  if (!again.ok) stage.breaks(4, again.problems[0]?.message ?? 'a replay fails');
  else if (canonicalJson(again.value.state) !== canonicalJson(rollout.state))
    stage.breaks(4, 'a replay ends elsewhere');
  const entries = await log.read(id, 1);
  if (!entries.ok || entries.value.length < 3) return undefined;
  const at = dice.from(0, entries.value.length - 1);
  const isLast = at === entries.value.length - 1;
  const event = { ...(entries.value[at]?.event as object), atMs: 1 };
  const forged =
    isLast || dice.is(0.5)
      ? entries.value.map((entry, nth) => (nth === at ? { ...entry, event } : entry))
      : entries.value.filter((_, nth) => nth !== at);
  const read = await loadAll({ ...log, read: async () => ({ ok: true, value: forged, warnings: [] }) }, id);
  if (read.ok) stage.breaks(13, `event ${at + 1} was changed or taken out, and nobody noticed`);
};
