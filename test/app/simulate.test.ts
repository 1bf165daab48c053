import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/app/simulate.ts';
import { scenarios } from '../../src/core/simulation/scenarios.ts';
import { portsWith, say } from '../helpers/cli.ts';
import { aPlan } from '../helpers/samples.ts';

const MINE = { name: 'mine', about: 'slow at once', effects: [], silences: [], outages: [], meddling: [] };

const files = () =>
  new Map([
    ['plan.json', JSON.stringify(aPlan('medium'))],
    ['mine.json', JSON.stringify(MINE)],
    [
      'mine.yaml',
      Object.entries(MINE)
        .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
        .join(''),
    ],
    ['broken.json', JSON.stringify({ ...MINE, effects: [{ on: 'errors' }], speed: 3 })],
    ['tabs.yaml', 'name:\n\t- mine\n'],
  ]);

const run = async (...words: readonly string[]) => {
  const said = await say(['simulate', 'plan.json', ...words, '--json'], {
    operations: [simulate],
    ports: portsWith(files()),
  });
  const document: unknown = JSON.parse(said.out || '{}');
  return { ...said, document };
};

const namesOf = ({ document }: Awaited<ReturnType<typeof run>>) =>
  (document as { runs: { scenario: string }[] }).runs.map(({ scenario }) => scenario);

describe('rampart simulate', () => {
  it('shows it going well and going wrong where nobody asks for more', async () => {
    expect(namesOf(await run())).toEqual(['healthy', 'errors-at-10']);
  });

  it('takes one scenario, all of them, or one on a file', async () => {
    expect(namesOf(await run('--scenario', 'drift'))).toEqual(['drift']);
    expect(namesOf(await run('--all'))).toEqual(scenarios.map(({ name }) => name));
    expect(namesOf(await run('--scenario', 'mine.json'))).toEqual(['mine']);
    expect(namesOf(await run('--scenario', 'mine.yaml'))).toEqual(['mine']);
  });

  it('takes the traffic and the seed that it is given', async () => {
    const { document } = await run('--traffic', '12000', '--seed', '7', '--scenario', 'healthy');
    expect(document).toMatchObject({ requestsPerDay: 12_000, seed: 7, runs: [{ outcome: 'stuck' }] });
  });

  it.each([
    [['--scenario', 'drfit'], 2, 'no-such-scenario'],
    [['--scenario', 'none.json'], 2, ''],
    [['--scenario', 'broken.json'], 3, 'scenario-unknown-field'],
    [['--scenario', 'tabs.yaml'], 3, 'scenario-not-yaml'],
    [['--scenario', 'drift', '--all'], 2, 'one-or-all'],
    [['--traffic', '0'], 2, ''],
    [['--seed', '-1'], 2, ''],
  ])('%j is refused with a way out', async (words, code, name) => {
    const said = await run(...words);
    expect(said.code).toBe(code);
    expect(said.out + said.err).toContain(name);
  });
});
