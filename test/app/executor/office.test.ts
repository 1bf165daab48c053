import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { memoryRepository } from '../../../src/adapters/repository/memory.ts';
import type { Ports } from '../../../src/app/operation.ts';
import { DAY } from '../../../src/core/values/duration.ts';
import { agreed, anOffice, type Office, pass } from '../../helpers/office.ts';
import { HOUR, MIN } from '../../helpers/rollout.ts';
import { aPlan } from '../../helpers/samples.ts';

const opened: Office[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

const office = (...given: Parameters<typeof anOffice>): Office => {
  const made = anOffice(...given);
  opened.push(made);
  return made;
};

/** Written down, agreed to, started, and in its first phase. */
const started = async (...given: Parameters<typeof anOffice>): Promise<Office> => {
  const made = office(...given);
  await made.run('apply p.json');
  await agreed(made);
  const said = await made.run('apply p.json --once --yes');
  expect(said.err + said.out).toContain('went on to');
  return made;
};

const json = ({ out }: { out: string }) => JSON.parse(out);

describe('rampart apply, on a flagd file, a file of observations and SQLite', () => {
  it('says at once what is in the way, and lets people give it', async () => {
    const made = office();
    const said = await made.run('apply p.json --json');
    expect(said.code).toBe(5);
    const codes: string[] = json(said).problems.map(({ code }: { code: string }) => code);
    expect(codes.filter((code) => code === 'not-confirmed')).toHaveLength(8);
    expect(made.flag()).toBeUndefined();
    await agreed(made);
    expect((await made.run('apply p.json --once')).code).toBe(0);
  });

  it('climbs to everyone', async () => {
    const made = await started();
    const said = await made.run('apply p.json --every 5m');
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('completed') });
    expect(said.err).toMatch(/went on to 25-percent[\s\S]*went on to 50-percent[\s\S]*went on to 100-percent/);
    expect(made.flag()).toMatchObject({ state: 'ENABLED' });
    const replayed = await made.run(`replay ${made.plan.id}`);
    expect(replayed).toMatchObject({ code: 0, out: expect.stringContaining('✓ chain') });
  });

  it('goes back when the observations turn bad, with an exit code of its own', async () => {
    const made = await started();
    await pass(made, 75 * MIN);
    made.errors.percent = 9;
    const said = await made.run('apply p.json --every 1m');
    expect(said).toMatchObject({ code: 8, err: expect.stringMatching(/rolled-back .*evidence of harm/) });
    expect(made.flag()).toMatchObject({ state: 'DISABLED' });
    const why = await made.run('why');
    expect(why.out).toContain('rolled back');
    expect(await made.run('apply p.json')).toMatchObject({ code: 4, err: expect.stringContaining('rampart restart') });
  });

  it('asks before anything rises in production, and refuses where nobody is there', async () => {
    const made = office(aPlan('medium'));
    await made.run('apply p.json');
    await agreed(made);
    expect(await made.run('apply p.json --once')).toMatchObject({ code: 5, err: expect.stringContaining('--yes') });
    const asked: string[] = [];
    const no = await made.run('apply p.json --once', { ask: async (question) => asked.push(question) < 0 });
    expect(no).toMatchObject({ code: 5, err: expect.stringContaining('nothing was done') });
    expect(asked).toEqual(['Start Recalculate tax on refunds in production?']);
    expect((await made.run('apply p.json --once', { ask: async () => true })).code).toBe(0);
  });

  it('refuses what is stale: a moved head', async () => {
    const made = office();
    const bytes = (async function* () {})();
    const words = { title: 't', description: undefined, author: 'Zoe <z@e.org>', base: 'a', head: 'ffffffffffffffff' };
    const repository = {
      ...memoryRepository(undefined),
      read: async () => ({ ok: true as const, warnings: [], value: { bytes, words, compared: '' } }),
    };
    const said = await made.run('apply p.json --json', { repository });
    expect(json(said).problems).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'head-moved' })]));
    expect((await made.run('list')).out).toContain('No rollout');
  });

  it('says once that nobody named the metrics, and what a new file of flags begins as', async () => {
    const made = office();
    rmSync(made.path('flags.json'));
    const { problems } = json(await made.run('apply p.json --json', { usual }));
    expect(problems).toContainEqual(
      expect.objectContaining({
        kind: 'usage',
        code: 'metrics-not-named',
        message: expect.stringContaining('error-rate'),
      }),
    );
    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'flags-silent',
        path: expect.stringContaining('flags.json'),
        hint: expect.stringContaining('{"flags": {}}'),
      }),
    );
    expect(await made.run('apply p.json', { usual })).toMatchObject({ code: 2 });
  });

  it('tells what happens as it happens, and not once more at the end', async () => {
    const made = office();
    await made.run('apply p.json');
    await agreed(made);
    const said = await made.run('apply p.json --once --yes');
    expect(said.err).toContain('went on to');
    expect(said.out).toMatch(/running/);
    expect(said.out).not.toContain('went on to');
  });

  it('refuses a metric that nobody has ever observed, before anything begins', async () => {
    const plan = aPlan('medium', { environment: 'staging' });
    const [first, ...others] = plan.monitors;
    const made = office(first ? { ...plan, monitors: [{ ...first, query: 'errrors' }, ...others] } : plan);
    const { problems } = json(await made.run('apply p.json --json'));
    expect(problems).toContainEqual(expect.objectContaining({ code: 'metric-silent', path: first?.id }));
  });
});

const usual = (what: string): string | undefined => ({ checks: 'checks.json' })[what];

describe('operating a rollout', () => {
  it('shows where it stands, by the beginning of its name', async () => {
    const made = await started();
    expect((await made.run('status')).out).toMatch(/running {3}5-percent {3}5 %/);
    expect(json(await made.run('status recalc --json'))).toMatchObject({ status: 'running', phase: '5-percent' });
    expect(await made.run('status nobody')).toMatchObject({ code: 2, err: expect.stringContaining('no-such-rollout') });
    expect((await made.run('list')).out).toContain('5-percent');
    expect((await made.run('why')).out).toMatch(/Goes on\s+to 25-percent/);
    expect((await made.run(`log ${made.plan.id}`)).out).toMatch(/went on to 5-percent/);
  });

  it('pauses and goes on; a pause still watches', async () => {
    const made = await started();
    expect(json(await made.run('pause recalc --reason looking --by ben --json'))).toMatchObject({
      status: 'paused',
      why: ['operator: looking'],
    });
    await pass(made, 2 * HOUR);
    expect(json(await made.run('status --json'))).toMatchObject({ status: 'paused', percent: 5 });
    expect((await made.run('resume recalc --reason fine')).code).toBe(0);
    await pass(made, 75 * MIN);
    expect(json(await made.run('status --json'))).toMatchObject({ status: 'running', percent: 25 });
    await made.run('pause recalc');
    made.errors.percent = 9;
    await pass(made, 10 * MIN);
    expect(json(await made.run('status --json'))).toMatchObject({ status: 'rolled-back', percent: 0 });
  });

  it.each([
    ['rollback recalc --reason bad', 'rolled-back', 0],
    ['rollback recalc --to 5% --reason bad', 'rolled-back', 5],
    ['rollback recalc --to 5-percent --reason bad', 'rolled-back', 5],
  ])('%s', async (line, status, percent) => {
    const made = await started();
    await pass(made, 75 * MIN);
    expect(json(await made.run(`${line} --json`))).toMatchObject({ status, percent });
  });

  it('advances, holds, freezes, aborts, restarts', async () => {
    const made = await started();
    expect((await made.run('advance recalc')).code).toBe(2);
    expect((await made.run('hold recalc --reason wait')).out).toContain('held');
    expect((await made.run('resume recalc')).code).toBe(0);
    expect((await made.run('advance recalc --reason seen')).code).toBe(0);
    await made.run('freeze recalc --lasts 1h --reason holiday');
    await pass(made, 50 * MIN);
    expect(json(await made.run('status --json'))).toMatchObject({ percent: 5, why: ['frozen by somebody: holiday'] });
    await made.run('unfreeze recalc');
    await pass(made, 25 * MIN);
    expect(json(await made.run('status --json'))).toMatchObject({ percent: 25 });
    expect((await made.run('abort recalc --reason enough')).out).toContain('aborted');
    expect((await made.run('restart recalc --reason mended')).out).toContain('pending');
    expect(await made.run('advance recalc --reason x')).toMatchObject({ code: 5 });
  });

  it('takes approvals for this very plan, and none from its author', async () => {
    const made = office(aPlan('high'));
    const { id } = made.plan;
    expect((await made.run('apply p.json --author zoe')).err).toContain('approval-needed');
    const wrong = await made.run(`approve ${id} --digest ${'0'.repeat(64)} --role engineering`);
    expect(wrong).toMatchObject({ code: 4, err: expect.stringContaining('plan-changed') });
    await agreed(made);
    expect((await made.run('apply p.json --author person0 --yes --once')).err).toContain('approval-needed');
    expect((await made.run('apply p.json --author zoe --yes --once')).code).toBe(0);
  });

  it('keeps watching when the clock is set back a year: it holds, and still takes back what is bad', async () => {
    const made = await started();
    const back: Partial<Ports> = { clock: { ...made.clock, nowMs: () => made.clock.now - 365 * DAY } };
    expect(json(await made.run('tick --all --json', back)).rollouts).toMatchObject([
      { status: 'held', percent: 5, why: ['the clock is 365 d behind the last event'] },
    ]);
    expect((await made.run('rollback recalc --reason bad', back)).code).toBe(0);
    expect(made.flag()).toMatchObject({ state: 'DISABLED' });
    expect((await made.run('replay recalc')).code).toBe(0);
  });

  it('tells two executors apart: one takes the turn, the other says so and does nothing', async () => {
    const made = await started();
    await made.clock.sleep(70 * MIN);
    await pass(made, 5 * MIN);
    const before = json(await made.run('log recalc --json')).events.length;
    made.errors.percent = 9;
    await made.clock.sleep(MIN);
    const both = await Promise.all([made.run('tick --all --json'), made.run('tick --all --json')]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const { events } = json(await made.run('log recalc --json'));
    expect(events.length).toBeGreaterThan(before);
    const decided = events.filter(({ type }: { type: string }) => type === 'rollback-decided');
    expect(decided.length).toBeLessThan(2);
    expect((await made.run('replay recalc')).code).toBe(0);
  });
});
