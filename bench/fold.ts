import { decide } from '../src/core/rollout/decide.ts';
import type { Event } from '../src/core/rollout/events.ts';
import { fold } from '../src/core/rollout/evolve.ts';
import { initialState } from '../src/core/rollout/state.ts';
import { eventful, inPhase, someEvents, tickOf } from '../test/helpers/rollout.ts';
import { type Bench, timedInTurn } from './bench.ts';

const EVENTS = 1_000_000;
const TURNS = 10_000;

/** A million events folded must cost less than a second, and less than reading them from their JSON. */
export const folding: Bench = {
  name: 'fold',
  run: async () => {
    const log = someEvents();
    const whole = Array.from({ length: Math.ceil(EVENTS / log.length) }, () => log).flat();
    const start = initialState(eventful(), 'bench');
    const lines = log.map((event) => JSON.stringify(event));
    const world = inPhase('few');
    const tick = tickOf(world);
    const tickLine = JSON.stringify(tick);
    const [folded = 0, parsed = 0, decided = 0, parsedTicks = 0] = await timedInTurn(5, [
      async () => foldAll(start, log, whole.length / log.length),
      async () => times(whole.length / log.length, () => lines.map((line): Event => JSON.parse(line))),
      async () => times(TURNS, () => decide(world.plan, world.state, tick)),
      async () => times(TURNS, () => JSON.parse(tickLine)),
    ]);
    return [
      { what: `fold ${EVENTS} events`, ms: folded, peer: 'JSON.parse of them', peerMs: parsed, goal: 1 },
      {
        what: `decide ${TURNS} quiet turns`,
        ms: decided,
        peer: 'JSON.parse of what they know',
        peerMs: parsedTicks,
        goal: 10,
      },
    ];
  },
};

/** A rollout that was restarted stands where it began: the same log fits again, if time stands still. */
const foldAll = (start: ReturnType<typeof initialState>, log: readonly Event[], rounds: number): void => {
  let state = start;
  for (let round = 0; round < rounds; round += 1) {
    const next = fold({ ...state, atMs: 0 }, log);
    if (!next.ok) throw new Error(next.problems[0]?.message);
    state = next.value;
  }
};

const times = (count: number, run: () => unknown): void => {
  for (let at = 0; at < count; at += 1) run();
};
