import { describe, expect, it } from 'vitest';
import { scenarios } from '../../../src/core/simulation/scenarios.ts';
import { simulateAll } from '../../../src/core/simulation/simulate-all.ts';
import { Simulation } from '../../../src/core/simulation/simulated.ts';
import { simulatedText } from '../../../src/faces/text/simulated.ts';
import { golden } from '../../helpers/golden.ts';
import { aPlan } from '../../helpers/samples.ts';
import { loadTemplate } from '../../helpers/templates.ts';

const plan = aPlan('critical');
const all = simulateAll(plan, scenarios, { seed: 1 });
const simulated = (...names: readonly string[]): Simulation => ({
  ...all,
  runs: all.runs.filter(({ scenario }) => names.length === 0 || names.includes(scenario)),
});

const text = (simulation: Simulation, width = 80) => {
  const next = ['rampart show rollout.plan.json'];
  return simulatedText({ simulation, plan, next, load: loadTemplate, screen: { width, colour: false } });
};

describe('a simulation, for people', () => {
  it.each([
    ['simulate-twice.txt', ['healthy', 'errors-at-10']],
    ['simulate-backend-down.txt', ['backend-down']],
    ['simulate-all.txt', []],
  ])('%s', async (name, names) => {
    const shown = await text(simulated(...names));
    expect(shown).toBe(await golden(name, shown));
  });

  it('fits a narrow terminal', async () => {
    const lines = (await text(simulated('errors-at-10'), 60)).split('\n');
    expect(lines.filter((line) => [...line].length > 60)).toEqual([]);
  });

  it('is what its schema says', () => {
    expect(Simulation.safeParse(simulated()).error).toBeUndefined();
  });

  it('shows what a plan holds as text and not as commands to a terminal', async () => {
    const simulation = simulated('errors-at-10');
    const runs = simulation.runs.map((run) => ({ ...run, why: '\u001b[2Jgone', about: 'a\u202eb' }));
    const shown = await text({ ...simulation, runs });
    expect(['\u001b', '\u202e'].filter((one) => shown.includes(one))).toEqual([]);
  });
});
