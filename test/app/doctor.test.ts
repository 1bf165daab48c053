import { existsSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { flagBackends } from '../../src/adapters/flag-backend/index.ts';
import { metricSources } from '../../src/adapters/metric-source/index.ts';
import { notifiers } from '../../src/adapters/notifier/index.ts';
import { Examined } from '../../src/app/doctor.ts';
import type { Ports } from '../../src/app/operation.ts';
import { failed, ok } from '../../src/core/problem.ts';
import type { Adapter, AdapterList } from '../../src/ports/adapter.ts';
import { memoryFlagBackend } from '../../src/adapters/flag-backend/memory.ts';
import { claudeAt } from '../helpers/adviser.ts';
import { aContext } from '../helpers/context.ts';
import { anOffice, agreed, type Office } from '../helpers/office.ts';
import { aServer, SECRET } from '../helpers/server.ts';
import { claudeWorld } from '../worlds/claude.ts';
import { githubWorld } from '../worlds/github.ts';
import { PROMETHEUS, vector } from '../worlds/prometheus.ts';

const open: Office[] = [];
afterEach(() => open.splice(0).forEach((one) => one.close()));

const office = (): Office => {
  const made = anOffice();
  open.push(made);
  return made;
};

const adapterIn = async (list: AdapterList<Adapter<unknown>>, name: string) => list[name]?.();
const LISTS = { flags: flagBackends, metrics: metricSources, notifiers };
const adapter: Ports['adapter'] = async (of, name) => adapterIn(LISTS[of], name);

const examined = async (one: Office, line: string, more: Partial<Ports> = {}) => {
  const said = await one.run(`doctor ${line} --json`, { adapter, ...more });
  const document = Examined.parse(JSON.parse(said.out));
  const thing = (what: string) => document.things.find((found) => found.what === what);
  return { ...said, document, thing };
};

const openMetrics: Ports['openMetrics'] = async (place) => (await metricSources.file()).open(place, aContext());

const pipeline = async () => ({ host: 'github' as const, repository: 'acme/shop', pull: 12 });

describe('rampart doctor', () => {
  it('finds all well where it is, asks for each metric of the plan, and leaves no traces', async () => {
    const one = office();
    const db = one.path('none.db');
    const { code, document, thing } = await examined(one, `p.json --db ${db}`);
    expect({ code, ok: document.ok }).toEqual({ code: 0, ok: true });
    expect(thing('log')).toMatchObject({ state: 'absent' });
    expect(existsSync(db)).toBe(false);
    expect(thing('flags')).toMatchObject({ name: 'flagd', state: 'works', says: expect.stringContaining('0 of 1') });
    expect(thing('metrics')).toMatchObject({ name: 'file', place: one.path('metrics.jsonl'), state: 'works' });
    const watched = new Set(one.plan.triggers.map(({ monitor }) => monitor));
    const metrics = document.things.filter(({ what }) => what === 'metric');
    expect(metrics.map(({ name }) => name).toSorted()).toEqual([...watched].toSorted());
    expect(metrics.every(({ state }) => state === 'works')).toBe(true);
  });

  it('looks at what a rollout under way has written down, without being told', async () => {
    const one = office();
    await one.run('apply p.json --once --yes');
    await agreed(one);
    await one.run('apply p.json --once --yes');
    const quiet = { usual: () => undefined };
    const { document, thing } = await examined(one, `--db ${one.path('rampart.db')}`, quiet);
    expect(thing('log')).toMatchObject({ state: 'works', says: '1 rollouts, 1 under way' });
    expect(thing('flags')).toMatchObject({ place: one.path('flags.json'), says: expect.stringContaining('1 of 1') });
    expect(document.things.filter(({ what }) => what === 'metrics').map(({ state }) => state)).toEqual([
      'absent',
      'works',
    ]);
  });

  it('fails with exit code 7 where something is broken, and says what to do', async () => {
    const one = office();
    writeFileSync(one.path('metrics.jsonl'), 'not at all');
    writeFileSync(one.path('log.db'), 'not a database, but long enough to be taken for one'.repeat(100));
    const { code, document, thing } = await examined(one, `p.json --db ${one.path('log.db')}`, {
      openFlags: async () =>
        failed({ kind: 'refused', code: 'x', path: '', message: 'who are you?', hint: 'say it', severity: 'error' }),
    });
    expect({ code, ok: document.ok }).toEqual({ code: 7, ok: false });
    expect(thing('flags')).toMatchObject({ state: 'fails', says: 'who are you?', hint: 'say it' });
    expect(thing('log')?.state).toBe('fails');
    expect(thing('metric')).toMatchObject({ state: 'fails', hint: expect.stringContaining('policy') });
  });

  it('says what is missing: a plan that watches needs a source, and without a plan that is only absent', async () => {
    const one = office();
    const quiet = { usual: () => undefined };
    expect(await examined(one, 'p.json', quiet)).toMatchObject({ code: 7 });
    const { code, thing } = await examined(one, '--db none.db', quiet);
    expect(code).toBe(0);
    expect(thing('metrics')).toMatchObject({ state: 'absent', hint: expect.stringContaining('RAMPART_METRICS') });
  });

  it('says which secrets are set, and shows none, wherever it stands', async () => {
    const one = office();
    const server = aServer(PROMETHEUS, () => vector([]), { PROMETHEUS_TOKEN: SECRET });
    const source = await (await metricSources.prometheus()).open(PROMETHEUS, server.context);
    const set: Partial<Ports> = {
      hasSecret: async (name) => name === 'PROMETHEUS_TOKEN',
      openMetrics: async () => source,
    };
    const place = `prometheus:${PROMETHEUS}?token=${SECRET}`;
    const { out, err, thing } = await examined(one, `p.json --metrics ${place}`, set);
    expect(thing('metrics')?.secrets).toContainEqual({ name: 'PROMETHEUS_TOKEN', needed: false, set: true });
    expect(thing('metrics')?.place).toBe(PROMETHEUS);
    expect(`${out}${err}`).not.toContain(SECRET);
    const text = await one.run(`doctor p.json --metrics ${place}`, { adapter, ...set });
    expect(`${text.out}${text.err}`).not.toContain(SECRET);
    expect(text.out).toContain('PROMETHEUS_TOKEN');
  });

  it('does not wait without end for one that does not answer', async () => {
    const one = office();
    const { thing } = await examined(one, 'p.json', {
      openMetrics: async () => ok({ measure: () => new Promise(() => undefined) }),
      clock: { nowMs: () => 0, sleep: async () => undefined },
    });
    expect(thing('metric')).toMatchObject({ state: 'fails', says: 'no answer within 30 s' });
  });

  it('opens a log on a server, and shows neither its name nor its password', async () => {
    const one = office();
    const { thing, out } = await examined(one, `--db postgres://ana:pa55word@db.example/rampart`, {
      openLog: async () =>
        failed({ kind: 'unreachable', code: 'x', path: '', message: 'no way', hint: 'h', severity: 'error' }),
    });
    expect(thing('log')).toMatchObject({ name: 'postgres', place: 'postgres://db.example/rampart', state: 'fails' });
    expect(out).not.toMatch(/ana|pa55word/);
  });

  it('opens what it is told by name', async () => {
    const one = office();
    const { thing } = await examined(one, 'p.json --metrics file:other.jsonl', { openMetrics });
    expect(thing('metrics')).toMatchObject({ name: 'file', place: expect.stringMatching(/other\.jsonl$/) });
  });

  it('says what a file of flags lets us do, and a place that does not', async () => {
    const one = office();
    const { thing } = await examined(one, 'p.json');
    expect(thing('flags')?.says).toContain('may be read and written');
    const refused = {
      openFlags: async () =>
        ok({
          ...memoryFlagBackend(),
          greet: async () =>
            failed({ kind: 'refused', code: 'x', path: '', message: 'may not', hint: 'h', severity: 'error' } as const),
        }),
    };
    expect((await examined(one, 'p.json', refused)).thing('flags')).toMatchObject({ state: 'fails', says: 'may not' });
  });

  it('says who comments on pull requests, and that there is no pipeline here', async () => {
    const one = office();
    expect((await examined(one, 'p.json')).thing('host')).toMatchObject({ state: 'absent' });
    const { host } = githubWorld({ scopes: 'repo' });
    const openHost = async () => ok(host);
    const named = await examined(one, 'p.json --host github --repo acme/shop', { openHost });
    expect(named.thing('host')).toMatchObject({
      place: 'acme/shop',
      state: 'works',
      says: expect.stringMatching(/^comments as github-actions.* · acme\/shop, push, pull; scopes repo$/),
    });
    const here = await examined(one, 'p.json', { openHost, pipeline });
    expect(here.thing('host')).toMatchObject({ place: 'acme/shop', state: 'works' });
    expect((await examined(one, 'p.json', { pipeline })).code).toBe(7);
  });

  it('looks the model up where there is a key, and never asks it', async () => {
    const one = office();
    const quiet = (await examined(one, 'p.json')).thing('adviser');
    expect(quiet).toMatchObject({ state: 'absent', secrets: [{ name: 'ANTHROPIC_API_KEY', set: false }] });
    const world = await claudeWorld({ raw: '{"id": "claude-haiku-5-5"}', type: 'application/json' });
    const set: Partial<Ports> = {
      hasSecret: async (name) => name === 'ANTHROPIC_API_KEY',
      openAdviser: async () => ok(claudeAt(world.url)),
    };
    const { thing, out } = await examined(one, 'p.json', set);
    expect(thing('adviser')).toMatchObject({ state: 'works', says: expect.stringContaining('may be asked') });
    expect(world.asked.map(({ path }) => path)).toEqual(['/v1/models/claude-haiku-5-5']);
    expect(out).not.toContain('sk-of-a-test');
  });

  it('looks at everybody whom the policy tells, says which secret is missing, and tells nobody anything', async () => {
    const one = office();
    const hooks = aServer('https://hooks.example.com', () => ({ status: 200 }));
    writeFileSync(
      one.path('tells.yaml'),
      `version: 1
announce:
  ops: { by: webhook, at: https://hooks.example.com/rampart }
  team: { by: slack, at: https://hooks.slack.com }
`,
    );
    const secrets = { RAMPART_WEBHOOK_SECRET: Buffer.alloc(32, 7).toString('base64') };
    const openNotifier: Ports['openNotifier'] = async (by, at) => (await notifiers[by]()).open(at, aContext(secrets));
    const hasSecret = async (name: string) => Object.hasOwn(secrets, name);
    const { code, document } = await examined(one, `p.json --policy ${one.path('tells.yaml')}`, {
      openNotifier,
      hasSecret,
    });
    const told = document.things.filter(({ what }) => what === 'notifier');
    expect(told).toMatchObject([
      { name: 'ops', place: 'https://hooks.example.com/rampart', state: 'works', secrets: [{ set: true }] },
      { name: 'team', state: 'fails', says: expect.stringContaining('SLACK_WEBHOOK_URL'), secrets: [{ set: false }] },
    ]);
    expect(code).toBe(7);
    expect(hooks.seen).toEqual([]);
  });
});
