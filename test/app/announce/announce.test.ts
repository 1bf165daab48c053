import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ports } from '../../../src/app/operation.ts';
import { failed, ok, problem } from '../../../src/core/problem.ts';
import { DAY } from '../../../src/core/values/duration.ts';
import type { Announcement } from '../../../src/ports/notifier.ts';
import { golden } from '../../helpers/golden.ts';
import { agreed, anOffice, type Office } from '../../helpers/office.ts';
import { HOUR, MIN } from '../../helpers/rollout.ts';

const opened: Office[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

const POLICY = `
announce:
  team: { by: slack, at: 'https://hooks.slack.com' }
  pager: { by: webhook, at: 'https://hooks.example.com/rampart' }
`;

/** A rollout in its first phase, and two who are told of it; each may be deaf for a while. */
const aTeam = async () => {
  const office = anOffice();
  opened.push(office);
  await office.run('apply p.json');
  await agreed(office);
  await office.run('apply p.json --once --yes');
  writeFileSync(office.path('announce.yaml'), POLICY);
  const heard: Record<'slack' | 'webhook', Announcement[]> = { slack: [], webhook: [] };
  const deaf = new Set<string>();
  const openNotifier: Ports['openNotifier'] = async (by) =>
    ok({
      tell: async (one) => {
        if (deaf.has(by)) return failed(problem({ kind: 'unreachable', code: 'deaf', message: 'deaf', hint: 'wait' }));
        heard[by].push(one);
        return ok(undefined);
      },
    });
  const run: Office['run'] = (line, more) => {
    const policy = /^(?:tick|apply)/.test(line) ? ` --policy ${office.path('announce.yaml')}` : '';
    return office.run(line + policy, { openNotifier, ...more });
  };
  const kinds = (by: 'slack' | 'webhook' = 'slack'): string[] => heard[by].map(({ kind }) => kind);
  return { ...office, run, heard, deaf, kinds, openNotifier };
};

type Team = Awaited<ReturnType<typeof aTeam>>;

const pass = async ({ run, clock }: Team, ms: number): Promise<void> => {
  for (let gone = 0; gone < ms; gone += 5 * MIN) {
    await clock.sleep(5 * MIN);
    await run('tick --all');
  }
};

describe('rampart tick, where the policy names somebody to tell', () => {
  it('tells each of them once that it has begun and where it is', async () => {
    const team = await aTeam();
    await team.run('tick --all');
    await team.run('tick --all');
    expect(team.kinds()).toEqual(['before', 'progress']);
    expect(team.kinds('webhook')).toEqual(['before', 'progress']);
    const texts = team.heard.slack.map(({ text }) => text).join('\n---\n');
    expect(texts).toBe(await golden('announced.txt', texts));
    const [one, other] = team.heard.slack;
    expect(one).toMatchObject({ rollout: team.plan.id, environment: 'staging', feature: team.plan.feature });
    expect(one?.id).toMatch(/^[0-9a-f]{32}$/);
    expect(other?.id).not.toBe(one?.id);
  });

  it('tells of a pause, of going on, and of a person who takes it back', async () => {
    const team = await aTeam();
    await team.run('tick --all');
    await team.run(`pause ${team.plan.id} --reason lunch`);
    await team.run('tick --all');
    await team.run(`resume ${team.plan.id} --reason back`);
    await team.run('tick --all');
    await team.run(`rollback ${team.plan.id} --reason smoke --by Zoe`);
    await team.run('tick --all');
    expect(team.kinds()).toEqual(['before', 'progress', 'progress', 'progress', 'rollback']);
    const texts = team.heard.slack.map(({ text }) => text);
    expect(texts[2]).toContain('paused: lunch');
    expect(texts[3]).toContain('resumed by somebody: back');
    expect(texts[4]).toMatch(/rolled back at 20\d\d-\d\d-\d\d \d\d:\d\d UTC[\s\S]*Why: smoke/);
  });

  it('tells again what could not be told, in order, says so, and goes on meanwhile', async () => {
    const team = await aTeam();
    team.deaf.add('slack');
    const said = await team.run('tick --all');
    expect(said.code).toBe(0);
    expect(said.err + said.out).toMatch(/announce\.team[\s\S]*deaf/);
    expect(team.kinds('webhook')).toEqual(['before', 'progress']);
    await pass(team, 2 * HOUR);
    expect(team.kinds('webhook').length).toBeGreaterThan(2);
    expect(team.kinds()).toEqual([]);
    team.deaf.clear();
    await team.run('tick --all');
    expect(team.heard.slack.map(({ id }) => id)).toEqual(team.heard.webhook.map(({ id }) => id));
  });

  it('tells what is over as well, and nobody of what is a day old', async () => {
    const team = await aTeam();
    team.deaf.add('slack');
    await team.run(`rollback ${team.plan.id} --reason smoke`);
    await team.run(`abort ${team.plan.id} --reason enough`);
    await team.run('tick --all');
    team.deaf.clear();
    team.clock.set(team.clock.now + DAY - MIN);
    await team.run('tick --all');
    expect(team.kinds()).toEqual(['before', 'progress', 'rollback', 'progress']);
    const late = await aTeam();
    late.clock.set(late.clock.now + DAY + MIN);
    await late.run('tick --all');
    expect(late.kinds()).not.toContain('before');
  });

  it('tells it once where two tell at once', async () => {
    const team = await aTeam();
    await Promise.all([team.run('tick --all'), team.run('tick --all'), team.run('tick --all')]);
    await team.run('tick --all');
    expect(team.kinds()).toEqual(['before', 'progress']);
  });

  it('tells it again, under the same id, where somebody died over it', async () => {
    const team = await aTeam();
    const ids: string[] = [];
    const dying: Ports['openNotifier'] = async () =>
      ok({ tell: async ({ id }) => (ids.push(id), Promise.reject(new Error('killed'))) });
    await team.run('tick --all', { openNotifier: dying }).catch(() => undefined);
    await team.run('tick --all');
    expect(team.kinds()).toEqual([]);
    team.clock.set(team.clock.now + 6 * MIN);
    await team.run('tick --all');
    expect(team.heard.slack[0]?.id).toBe(ids[0]);
    expect(team.kinds()).toEqual(['before', 'progress']);
  });

  it('goes on where the policy cannot be read, and says so', async () => {
    const team = await aTeam();
    writeFileSync(team.path('announce.yaml'), 'announce:\n  team: { by: pigeon, at: x }\n');
    const said = await team.run('tick --all');
    expect(said.code).toBe(0);
    expect(said.err + said.out).toMatch(/announce\.team[\s\S]*pigeon/);
  });

  it('leaves lists, names and exports as they were', async () => {
    const team = await aTeam();
    const [list, log] = [await team.run('list --json'), await team.run('export-log')];
    await team.run('tick --all');
    expect((await team.run('list --json')).out).toBe(list.out);
    expect((await team.run('export-log')).out.split('\n')[0]).toBe(log.out.split('\n')[0]);
    expect((await team.run('export-log')).out).not.toContain('told:');
    expect((await team.run('status')).code).toBe(0);
    expect((await team.run(`replay ${team.plan.id}`)).code).toBe(0);
  });
});

describe('rampart apply, where the policy names somebody to tell', () => {
  it('tells it all while it follows, to the end', async () => {
    const team = await aTeam();
    const said = await team.run('apply p.json --every 5m');
    expect(said.code).toBe(0);
    expect(team.kinds()).toEqual(['before', ...team.plan.phases.map(() => 'progress'), 'complete']);
    expect(team.heard.slack.at(-1)?.text).toMatch(/rollout complete ✅ 20\d\d-/);
  });
});
