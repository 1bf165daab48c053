import { decide } from '../src/core/rollout/decide.ts';
import { simulate } from '../src/core/simulation/run.ts';
import { scenarios } from '../src/core/simulation/scenarios.ts';
import { inPhase, tickOf } from '../test/helpers/rollout.ts';
import { aPlan } from '../test/helpers/samples.ts';
import { type Bench, timedInTurn } from './bench.ts';

const ROUNDS = 9;

/** Two weeks of a critical plan must feel like nothing: beside it, what as many turns cost the decider alone. */
export const simulating: Bench = {
  name: 'simulate',
  run: async () => {
    const plan = aPlan('critical');
    const stories = scenarios.filter(({ name }) => name === 'healthy' || name === 'errors-at-10');
    const world = inPhase('few');
    const tick = tickOf(world);
    const turns = stories.map((story) => simulate(plan, story, { seed: 1 }).turns);
    const times = await timedInTurn(ROUNDS, [
      ...stories.map((story) => async () => simulate(plan, story, { seed: 1 })),
      ...turns.map((count) => async () => {
        for (let turn = 0; turn < count; turn += 1) decide(world.plan, world.state, tick);
      }),
    ]);
    return stories.map(({ name }, at) => ({
      what: `simulate a critical plan, ${name}`,
      ms: times[at] ?? Number.NaN,
      peer: `decide ${turns[at]} quiet turns`,
      peerMs: times[at + stories.length] ?? Number.NaN,
      goal: 10,
    }));
  },
};
