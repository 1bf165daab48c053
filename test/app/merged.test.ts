import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import { ok } from '../../src/core/problem.ts';
import { digestOf } from '../../src/core/values/digest.ts';
import { anOffice } from '../helpers/office.ts';
import {
  agreedTo,
  aWorld,
  closed,
  digestIn,
  inWorld,
  mergedIn,
  opened,
  ours,
  POLICY,
  REFUND,
  runIn,
} from '../helpers/review.ts';
import { aPlan } from '../helpers/samples.ts';

describe('rampart merged', () => {
  it('keeps the plan by its fingerprint, and who agreed to it', async () => {
    const { world, digest } = await agreedTo();
    const { document, files } = await mergedIn(world, closed(world));
    expect(document).toMatchObject({
      digest,
      started: false,
      kept: [expect.stringContaining(`${digest}.plan.json`), expect.anything()],
    });
    const kept = [...files].find(([name]) => name.endsWith(`${digest}.plan.json`))?.[1] ?? '{}';
    expect(digestOf(JSON.parse(kept))).toBe(digest);
    const record = [...files].find(([name]) => name.endsWith(`${digest}.approved.json`))?.[1] ?? '{}';
    expect(JSON.parse(record)).toMatchObject({ digest, pull: 12, approvals: [{ by: 'zoe' }, { by: 'bo' }] });
    expect(ours(world)).toContain('is kept');
  });

  it('keeps nothing that nobody agreed to, and nothing that the host does not call merged', async () => {
    const { world } = await opened();
    expect(await mergedIn(world, closed(world))).toMatchObject({
      code: 4,
      document: { error: { code: 'not-merged' } },
    });
    Object.assign(world.pull, { state: 'closed', merged: true });
    const said = await mergedIn(world, closed(world));
    expect(said).toMatchObject({ code: 5, document: { error: { code: 'no-approved-plan' } } });
    expect([...said.files.keys()]).toEqual(['event.json', '/policy.yaml']);
    const other = { ...closed(world), pull_request: { number: 12, merged: true, head: { sha: 'beef'.repeat(10) } } };
    expect(await mergedIn(world, other)).toMatchObject({ code: 4 });
    const unmerged = {
      ...closed(world),
      pull_request: { number: 12, merged: false, head: { sha: world.pull.head.sha } },
    };
    expect((await mergedIn(world, unmerged)).document).toMatchObject({ kept: [], why: 'nothing was merged' });
  });

  it('starts nothing by the hand of somebody who may not', async () => {
    const { world } = await agreedTo();
    const { document } = await mergedIn(world, closed(world, 'zoe'), ' --start');
    expect(document).toMatchObject({ started: false, why: expect.stringContaining('apply takes maintain access') });
  });

  it('never starts by itself what changes the rules, and takes it for critical', async () => {
    const world = aWorld();
    const run = inWorld(world);
    const workflow = '.github/workflows/release.yml';
    const diff = `diff --git a/${workflow} b/${workflow}\n--- a/${workflow}\n+++ b/${workflow}\n@@ -1 +1 @@\n-on: push\n+on: release\n`;
    expect((await run.comment(diff)).document).toMatchObject({ level: 'critical' });
    const digest = digestIn(world);
    for (const name of ['zoe', 'bo']) await run.respond(world.says(name, `/rampart approve sha256:${digest}`), diff);
    Object.assign(world.pull, { state: 'closed', merged: true });
    const { document } = await mergedIn(world, closed(world), ' --start', { diff });
    expect(document).toMatchObject({ digest, started: false, why: expect.stringContaining(`it changes ${workflow}`) });
  });
});

const pipeline = async () => ({ host: 'github' as const, repository: 'acme/shop' });

/** Plans of the policy outlive the run there; by the built-in one they do not. */
const keeping = (on: string, more = ''): string => `${POLICY}review: { merged: { keep: ${on}${more} } }\n`;

describe.each(['branch', 'release'] as const)('a plan that is kept on a %s', (on) => {
  const policy = keeping(on);
  const inPolicy = (files = new Map<string, string>()) => files.set('/somewhere/rampart.yaml', policy);

  it('lies there by its fingerprint, once, however often that is run', async () => {
    const { world, digest } = await agreedTo(policy);
    const { document } = await mergedIn(world, closed(world), '', { policy });
    expect(document).toMatchObject({
      digest,
      kept: expect.arrayContaining([`${on} rampart-plans: ${digest}.plan.json`]),
    });
    expect(ours(world)).toContain(`is kept on the ${on} rampart-plans`);
    const { [`${digest}.plan.json`]: plan = '{}', [`${digest}.approved.json`]: record = '{}' } =
      world.shelves[on]['rampart-plans'] ?? {};
    expect(digestOf(JSON.parse(plan))).toBe(digest);
    expect(JSON.parse(record)).toMatchObject({ digest, pull: 12 });
    const before = structuredClone(world.shelves);
    expect(await mergedIn(world, closed(world), '', { policy })).toMatchObject({ code: 0, document: { digest } });
    expect(world.shelves).toEqual(before);
  });

  it('is found by its fingerprint in a later run, and is that very plan', async () => {
    const { world, digest } = await agreedTo(policy);
    await mergedIn(world, closed(world), '', { policy });
    const later = runIn(world, {
      policy,
      files: inPolicy(),
      more: { pipeline },
    });
    expect(await later(`check sha256:${digest}`)).toMatchObject({ code: 0, document: { digest } });
    expect(await later(`check sha256:${'0'.repeat(64)}`)).toMatchObject({
      code: 2,
      document: {
        error: { code: 'no-such-plan', message: `the ${on} rampart-plans holds no plan of this fingerprint` },
      },
    });
    const elsewhere = runIn(world, { policy, files: inPolicy() });
    expect(await elsewhere(`check sha256:${digest}`)).toMatchObject({
      document: { error: { code: 'which-repository', hint: expect.stringContaining('RAMPART_REPO') } },
    });
  });

  it('is neither used nor written over where it is another one', async () => {
    const { world, digest } = await agreedTo(policy);
    const other = aPlan('low');
    world.shelves[on] = { 'rampart-plans': { [`${digest}.plan.json`]: JSON.stringify(other) } };
    const before = structuredClone(world.shelves);
    const refused = { code: 5, document: { error: { code: 'another-plan-there' } } };
    expect(await mergedIn(world, closed(world), ' --start', { policy })).toMatchObject(refused);
    expect(world.shelves).toEqual(before);
    const later = runIn(world, { policy, files: inPolicy(), more: { pipeline } });
    expect(await later(`check sha256:${digest}`)).toMatchObject(refused);
  });

  it('keeps the first record of who agreed, and says that there is another', async () => {
    const { world, digest } = await agreedTo(policy);
    await mergedIn(world, closed(world), '', { policy });
    const files = world.shelves[on]['rampart-plans'] ?? {};
    files[`${digest}.approved.json`] = '{"schemaVersion":1,"by":"mallory"}\n';
    const said = await mergedIn(world, closed(world), '', { policy });
    expect(said).toMatchObject({ code: 0, document: { digest } });
    expect(files[`${digest}.approved.json`]).toContain('mallory');
  });
});

describe('where a merged plan is kept', () => {
  it('is never among the code', async () => {
    const policy = keeping('branch', ', name: main');
    const { world } = await agreedTo(policy);
    expect(await mergedIn(world, closed(world), '', { policy })).toMatchObject({
      code: 5,
      document: { error: { code: 'kept-among-code' } },
    });
    expect(world.shelves.branch).toEqual({});
  });

  it('is what somebody asks for, whatever the policy says', async () => {
    const { world } = await agreedTo();
    await mergedIn(world, closed(world), ' --keep branch');
    expect(Object.keys(world.shelves.branch)).toEqual(['rampart-plans']);
  });

  it('is the folder of the run, and a plan is found there, but not another by its name', async () => {
    const { world, digest } = await agreedTo();
    const { files } = await mergedIn(world, closed(world));
    const later = runIn(world, { files });
    expect(await later(`check sha256:${digest}`)).toMatchObject({ code: 0, document: { digest } });
    files.set(`rampart-plan/${digest}.plan.json`, JSON.stringify(aPlan('low')));
    expect(await later(`check sha256:${digest}`)).toMatchObject({
      document: { error: { code: 'another-plan-there' } },
    });
    expect(await mergedIn(world, closed(world), '', { files })).toMatchObject({
      document: { error: { code: 'another-plan-there' } },
    });
  });

  it('is told where it cannot be written', async () => {
    const { world } = await agreedTo();
    Object.assign(world.trouble, { status: 403, on: '/contents/' });
    expect(await mergedIn(world, closed(world), ' --keep branch')).toMatchObject({
      code: 5,
      document: { error: { code: 'host-forbidden' } },
    });
  });
});

const usual = (what: string) => ({ metrics: 'metrics.jsonl', checks: 'checks.json', repo: 'acme/shop' })[what];

const anOfficeOn = async (policy: string) => {
  const { world, digest } = await agreedTo(policy);
  const office = anOffice(aPlan('critical'));
  onTestFinished(office.close);
  const repository = memoryRepository({ diff: REFUND, title: 'Faster sign-in', head: world.pull.head.sha });
  writeFileSync(office.path('policy.yaml'), policy);
  writeFileSync(office.path('event.json'), JSON.stringify(closed(world)));
  const run = async (line: string) => {
    const more = { repository, openHost: async () => ok(world.host), folder: office.folder };
    const said = await office.run(`${line} --db ${office.path('rampart.db')} --json`, more);
    return { code: said.code, document: JSON.parse(said.out) as Record<string, unknown> };
  };
  const merged = (more = '') =>
    run(
      `merged --repo acme/shop --event ${office.path('event.json')} --out ${office.path('kept')} --policy ${office.path('policy.yaml')}${more}`,
    );
  const id = /faster-sign-in-[0-9a-f]+/.exec(ours(world))?.[0] ?? '';
  const confirmed = async () => {
    for (const { id: item, confirm } of office.plan.checklists.before)
      if (confirm === 'person') await run(`confirm ${id} ${item} --by anna`);
  };
  return { world, digest, office, run, merged, id, confirmed };
};

describe('a plan that is started when it is merged', () => {
  const OPEN = 'environments: { production: { windows: false } }\n';

  it.each([
    ['by an option', `${POLICY}${OPEN}`, ' --start'],
    ['by the policy', `${POLICY}${OPEN}review: { merged: { start: true } }\n`, ''],
  ])('%s begins once everything is there, and is the plan of the log', async (_, policy, more) => {
    const { world, digest, run, merged, id, confirmed } = await anOfficeOn(policy);
    expect((await merged(more)).document).toMatchObject({
      started: false,
      why: expect.stringContaining('rampart confirm'),
    });
    await confirmed();
    expect((await merged(more)).document).toMatchObject({ started: true, why: expect.stringContaining('is running') });
    expect(ours(world)).toContain('is running');
    const log = JSON.stringify((await run(`log ${id}`)).document);
    expect(['@zoe', '@bo', '@max'].filter((name) => log.includes(`"name":"${name}"`))).toHaveLength(3);
    expect((await run(`tick sha256:${digest}`)).document).toMatchObject({ rollouts: [{ id, status: 'running' }] });
    expect((await run(`tick sha256:${'0'.repeat(64)}`)).document).toMatchObject({
      error: { code: 'no-such-rollout', hint: expect.stringContaining('rampart apply sha256:') },
    });
  });

  it('can begin later, from where it is kept, by what its comments say then', async () => {
    const policy = `${POLICY}${OPEN}review: { merged: { keep: branch } }\n`;
    const { world, digest, office, run, merged, id, confirmed } = await anOfficeOn(policy);
    expect((await merged()).document).toMatchObject({ digest, started: false });
    expect(Object.keys(world.shelves.branch)).toEqual(['rampart-plans']);
    writeFileSync(office.path('rampart.yaml'), policy);
    const apply = async () => {
      const line = `apply sha256:${digest} --once --yes --db ${office.path('rampart.db')} --json`;
      const more = { usual, openHost: async () => ok(world.host), folder: office.folder };
      const said = await office.run(line, more);
      return { code: said.code, document: JSON.parse(said.out) as Record<string, unknown> };
    };
    world.roles['zoe'] = 'read';
    expect(await apply()).toMatchObject({ code: 5 });
    world.roles['zoe'] = 'write';
    Object.assign(world.pull, { merged: false });
    expect(await apply()).toMatchObject({ code: 4, document: { error: { code: 'not-merged' } } });
    Object.assign(world.pull, { merged: true });
    expect(await apply()).toMatchObject({ code: 5, document: { error: { hint: expect.stringContaining('confirm') } } });
    await confirmed();
    expect(await apply()).toMatchObject({ code: 0, document: { id, status: 'running' } });
    const log = JSON.stringify((await run(`log ${id}`)).document);
    expect(['@zoe', '@bo'].filter((name) => log.includes(`"name":"${name}"`))).toHaveLength(2);
  });
});
