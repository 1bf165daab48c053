import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { operations, operationsFor } from '../../src/app/index.ts';
import { Plan } from '../../src/core/plan/plan.ts';
import { simulate } from '../../src/core/simulation/run.ts';
import type { Effect, Scenario } from '../../src/core/simulation/scenario.ts';
import type { Simulated } from '../../src/core/simulation/simulated.ts';
import { DAY, toMs } from '../../src/core/values/duration.ts';
import { portsWith, say } from '../helpers/cli.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const bundle = { read: (name: string) => readFile(new URL(name, REPOSITORY), 'utf8') };

/** What `init` writes is what `plan` goes by: the file is the only thing between the two. */
const planned = async (policy: string, level: string): Promise<Plan> => {
  const files = new Map([['a.diff', await bundle.read('fixtures/demo/refund-tax.diff')]]);
  const ports = portsWith(files, { bundle });
  const run = async (line: string) => {
    const words = line.split(' ');
    return say(words, { operations: await operationsFor(words, operations), ports });
  };
  expect(await run(`init --policy ${policy} --json`)).toMatchObject({ code: 0 });
  const lower = '--by anna --reason tried';
  const said = await run(`plan --diff a.diff --level ${level} ${lower} --json`);
  const plan = Plan.parse(JSON.parse(said.out));
  files.set('p.json', said.out);
  expect(await run('check p.json --json')).toMatchObject({ code: 0 });
  return plan;
};

const worse = (points: number, on: Effect['on'] = ['error-rate']): Effect => ({
  from: { is: 'exposure', percent: 0.5 },
  on,
  arms: 'treated',
  points,
});

const story = (...effects: Effect[]): Scenario => ({
  name: 'bands',
  about: 'errors among those who have it',
  effects,
  silences: [],
  outages: [],
  meddling: [],
});

const carriedOut = (plan: Plan, ...effects: Effect[]): Simulated => simulate(plan, story(...effects), { seed: 1 });
const typesOf = ({ events }: Simulated) => new Set(events.map(({ type }) => type));
/** What the triggers on errors did, each once, in the order of their strictness. */
const firedIn = ({ events }: Simulated): string[] =>
  ['hold', 'pause', 'rollback'].filter((action) =>
    events.some(
      ({ type, what }) => type === 'trigger-fired' && what.startsWith('errors-') && what.includes(`→ ${action}`),
    ),
  );
const atOf = ({ events }: Simulated, type: string): number => events.find((one) => one.type === type)?.atMs ?? 0;
const percents = ({ phases }: Plan) => phases.map(({ audience }) => audience.percent);

describe('the policy of the pilot, from rampart init to the end of a rollout', { timeout: 120_000 }, async () => {
  const plan = await planned('pilot', 'medium');

  it('has five tiers, at every level above low', async () => {
    expect(percents(plan)).toEqual([0, 1, 10, 50, 100]);
    for (const level of ['high', 'critical']) expect(percents(await planned('pilot', level))).toEqual(percents(plan));
  });

  it('leaves no tier before its time, and none out', () => {
    const { phases, outcome } = carriedOut(plan);
    expect(outcome).toBe('completed');
    expect(phases.map(({ id }) => id)).toEqual(plan.phases.map(({ id }) => id));
    const times = phases.map(({ enteredMs }) => enteredMs);
    for (const [at, { soak }] of plan.phases.slice(0, -1).entries())
      expect((times[at + 1] ?? 0) - (times[at] ?? 0)).toBeGreaterThanOrEqual(toMs(soak ?? ''));
    expect(plan.phases.map(({ soak }) => soak)).toEqual(['P7D', 'P2D', 'P7D', 'P7D', undefined]);
  });

  it('goes on with up to 2 % of errors', () => {
    const told = carriedOut(plan, worse(0.8));
    expect(told.outcome).toBe('completed');
    expect(firedIn(told)).not.toContain('pause');
  });

  it('holds between 2 and 5 %, and goes on when they are fewer', () => {
    const held = carriedOut(plan, worse(3));
    expect(firedIn(held)).toEqual(['hold']);
    expect(held.phases.at(-1)?.id).toBe(plan.phases[1]?.id);
    const fixed = carriedOut(plan, { ...worse(3), lasts: 'PT30M' });
    expect(fixed.outcome).toBe('completed');
    expect(typesOf(fixed)).toContain('released');
  });

  it('pauses between 5 and 10 %, and goes back when the errors of an hour are that many', () => {
    const short = carriedOut(plan, { ...worse(7), lasts: 'PT4M' });
    expect(firedIn(short)).toEqual(['hold', 'pause']);
    expect(short.outcome).toBe('completed');
    const long = carriedOut(plan, worse(7));
    expect(long).toMatchObject({ outcome: 'rolled-back', why: expect.stringContaining('errors-5-for-an-hour') });
    const [paused, back] = ['paused', 'rollback-decided'].map((type) => atOf(long, type));
    expect((back ?? 0) - (paused ?? 0)).toBeGreaterThan(0);
    expect((back ?? 0) - (paused ?? 0)).toBeLessThanOrEqual(DAY / 24);
  });

  it('goes back at once above 10 %', () => {
    const told = carriedOut(plan, worse(14));
    expect(told).toMatchObject({ outcome: 'rolled-back', why: expect.stringContaining('limit 10 %') });
    expect(told.noticedAfterMs).toBeLessThan(DAY / 96);
    expect(told.phases.at(-1)?.id).toBe(plan.phases[1]?.id);
  });

  it('stays where fewer than 95 % succeed', () => {
    const told = carriedOut(plan, worse(8, ['success-rate']));
    expect(typesOf(told)).toContain('paused');
    expect(told.outcome).not.toBe('completed');
  });
});

describe('the fast track of the pilot', { timeout: 120_000 }, async () => {
  const plan = await planned('pilot', 'low');

  it('is for low risk: 1, 10, 50, 100 % in two to three weeks', () => {
    expect(percents(plan)).toEqual([1, 10, 50, 100]);
    const { outcome, lastedMs } = carriedOut(plan);
    expect(outcome).toBe('completed');
    expect(lastedMs / DAY).toBeGreaterThanOrEqual(14);
    expect(lastedMs / DAY).toBeLessThanOrEqual(21);
  });

  it('is taken only above 98 % of success', () => {
    const usual = plan.monitors.find(({ id }) => id === 'success-rate');
    expect(usual).toBeDefined();
    const told = carriedOut(plan, worse(1.6, ['success-rate']));
    expect(told.phases.map(({ id }) => id)).toEqual([plan.phases[0]?.id]);
    expect(carriedOut(plan, worse(0.5, ['success-rate'])).outcome).toBe('completed');
  });
});

it('the policy of the playbook makes its plan: a canary, then 1, 10, 50, 100 %', async () => {
  const plan = await planned('playbook', 'medium');
  expect(percents(plan)).toEqual([0, 1, 10, 50, 100]);
  expect(carriedOut(plan).outcome).toBe('completed');
});
