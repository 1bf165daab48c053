import type { FlagState } from '../../src/core/flags/flag-state.ts';
import { ok, type Result } from '../../src/core/problem.ts';
import type { FlagBackend } from '../../src/ports/flag-backend.ts';
import { call, quick, slow, trouble } from './call.ts';
import { issued, type Issue, landed } from './promises.ts';
import { inWords, reachOf } from './reach.ts';
import { type Agent, type Held, lookAround, type Stage } from './stage.ts';
import { isSpell } from './weather.ts';

const MINUTE = 60_000;

/** A flag system that is down, slow, writes twice, lies in both ways, and lets a write land long after it was given up. */
export const flagsFor = (stage: Stage, agent: Agent): FlagBackend => ({
  capabilities: stage.flags.capabilities,
  read: (keys) => reading(stage, agent, keys),
  write: (flag, revision) => writing(stage, agent, { flag, revision }),
});

const reading = (stage: Stage, agent: Agent, keys: readonly string[]): ReturnType<FlagBackend['read']> => {
  const { weather, dice, time } = stage;
  agent.look.looked = true;
  const askedMs = time.nowMs();
  const { look } = agent;
  const comesMs = dice.is(weather.read.slow) ? slow(stage) : quick(stage);
  return call(stage, agent, { goesMs: quick(stage), comesMs }, async () => {
    if (isDown(stage) || dice.is(weather.read.fails)) return trouble('unreachable', 'flags-down');
    const read = await stage.flags.read(keys);
    const seen = new Map<string, Held>(stage.held);
    const late = time.nowMs() + comesMs - askedMs > 30_000;
    if (!late) look.flags = seen;
    return read;
  });
};

const isDown = ({ weather, time }: Stage): boolean => isSpell(weather, time.nowMs(), 'down');

type Given = { readonly flag: FlagState; readonly revision: string | undefined };
type How = 'fails' | 'failsAfter' | 'lies' | 'twice' | 'slow' | 'late';

const writing = (stage: Stage, agent: Agent, given: Given): Promise<Result<void>> => {
  const { dice, weather } = stage;
  const issue = issued(stage, agent, given.flag);
  const how = (['fails', 'failsAfter', 'lies', 'twice', 'slow', 'late'] as const).find((one) =>
    dice.is(weather.write[one]),
  );
  const { look } = agent;
  stage.tell(agent.name, `writes ${given.flag.key} ${inWords(reachOf(given.flag))}${how ? ` (${how})` : ''}`);
  return call(stage, agent, fateOf(stage, how), async () => {
    const answer = await outcome(stage, { ...given, issue, how });
    if (answer.ok) look.acknowledged.set(given.flag.key, given.flag);
    return answer;
  });
};

const fateOf = (stage: Stage, how: How | undefined) => {
  const { dice } = stage;
  if (how === 'slow') return { goesMs: quick(stage), comesMs: slow(stage) };
  return { goesMs: how === 'late' ? dice.from(31_000, 5 * MINUTE) : quick(stage), comesMs: quick(stage) };
};

type Landing = Given & { readonly issue: Issue; readonly how?: How | undefined };

const outcome = async (stage: Stage, { how, ...landing }: Landing): Promise<Result<void>> => {
  if (how === 'lies') return ok(undefined);
  if (how === 'fails' || (isDown(stage) && how !== 'late')) return trouble('unreachable', 'flags-down');
  const answer = await land(stage, landing);
  if (how === 'twice')
    stage.time.after(stage.dice.from(1000, 5 * MINUTE), async () => void (await land(stage, landing)));
  return how === 'failsAfter' ? trouble('unreachable', 'flags-broke-off') : answer;
};

const land = async (stage: Stage, { flag, revision, issue }: Landing): Promise<Result<void>> => {
  const before = stage.held.get(flag.key);
  const expected = stage.weather.revisioned ? revision : before?.flag?.revision;
  const answer = await stage.flags.write(flag, expected);
  await lookAround(stage, 'rampart');
  const after = stage.held.get(flag.key);
  if (before && after && before !== after) {
    stage.tell('flags', `${flag.key} ${inWords(reachOf(before.flag))} → ${inWords(reachOf(after.flag))}`);
    landed(stage, { before, after, issue });
  }
  return answer;
};
