import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { flagBackends } from '../../src/adapters/flag-backend/index.ts';
import { reachesNobody } from '../../src/core/flags/flag-state.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import { ok } from '../../src/core/problem.ts';
import { aContext } from '../helpers/context.ts';
import { worked } from '../helpers/log.ts';
import { agreed, anOffice, pass } from '../helpers/office.ts';
import { HOUR, MIN } from '../helpers/rollout.ts';
import { aPlan } from '../helpers/samples.ts';
import { FLAG_WORLDS } from '../worlds/index.ts';

/** The commands that a person gives, over each flag system of the list. */
const ON_OR_OFF = new Set(['env']);
const IN_SHARES = Object.keys(flagBackends).filter((name) => !ON_OR_OFF.has(name));

const planOn = (name: string, strategy: 'immediate' | 'percentage'): Plan =>
  aPlan('medium', {
    environment: 'staging',
    strategy,
    flags: ['refund_tax'],
    ...(name === 'memory' ? {} : { backend: name }),
  });

const opened = async (name: string, plan: Plan) => {
  const world = await FLAG_WORLDS[name]?.();
  if (!world) throw new Error(`no world for the flag backend ${name}`);
  const office = anOffice(plan);
  onTestFinished(office.close);
  const run = (line: string) => office.run(line, { openFlags: async () => ok(world.backend) });
  const held = async () => worked(await world.backend.read(plan.flags.map(({ key }) => key)))[0];
  await run('apply p.json');
  await agreed(office);
  return { office: { ...office, run }, run, held };
};

describe.each(IN_SHARES)('a rollout on %s', (name) => {
  it('gives it step by step, and takes it back when somebody says so', async () => {
    const plan = planOn(name, 'percentage');
    const { office, run, held } = await opened(name, plan);
    await run('apply p.json --once --yes');
    const [first, ...later] = plan.phases.map(({ audience }) => audience.percent);
    expect((await held())?.percent).toBe(first);
    await pass(office, HOUR, 15 * MIN);
    expect(later).toContain((await held())?.percent);
    expect((await run(`rollback ${plan.id} --reason because --by anna`)).err).toBe('');
    await run('tick --all');
    const now = await held();
    expect(now === undefined || reachesNobody(now)).toBe(true);
  });
});

it.each([...ON_OR_OFF])('a rollout at once on %s gives it to everyone', async (name) => {
  const { run, held } = await opened(name, planOn(name, 'immediate'));
  await run('apply p.json --once --yes');
  expect(await held()).toMatchObject({ enabled: true, percent: 100 });
});

const openHttp = async (_: string, place: string) => (await flagBackends.http()).open(place, aContext());

it('a place that holds a secret is refused before anything is written down', async () => {
  const office = anOffice(planOn('http', 'percentage'));
  onTestFinished(office.close);
  const line = 'apply p.json --flags https://flags.example.com/?token=hunter2';
  const said = await office.run(line, { openFlags: openHttp });
  expect(said.code).toBe(2);
  expect(said.err).toContain('FLAGS_TOKEN');
  expect(said.err + said.out).not.toContain('hunter2');
  expect(readFileSync(office.path('rampart.db')).includes('hunter2')).toBe(false);
});
