import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import { failed, ok } from '../../src/core/problem.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { portsWith, say } from '../helpers/cli.ts';
import type { Pipeline } from '../../src/ports/pr-host.ts';
import type { HostWorld } from '../worlds/host.ts';
import { HOST_WORLDS } from '../worlds/index.ts';

const bundle = { read: (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8') };
const REFUND = await bundle.read('fixtures/demo/refund-tax.diff');
const SPELLING = 'diff --git a/docs/a.md b/docs/a.md\n--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1 +1 @@\n-helo\n+hello\n';

const HEAD = 'e4f5a6b0'.repeat(5);
const ASK = 'comment --json';

const inWorld =
  (world: HostWorld, name = 'github') =>
  async (diff: string, line = ASK) => {
    const repository = memoryRepository({ diff, title: 'Faster sign-in', head: HEAD });
    const pipeline: Pipeline = {
      host: name === 'github' ? 'github' : 'gitlab',
      repository: world.repository,
      pull: 12,
    };
    const ports = portsWith(new Map(), {
      bundle,
      repository,
      pipeline: async () => pipeline,
      openHost: async (host, repo) => {
        expect([host, repo]).toEqual([name, world.repository]);
        return ok(world.host);
      },
    });
    const words = line.split(' ');
    const said = await say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
    return { ...said, document: line.endsWith('--json') ? (JSON.parse(said.out) as Record<string, unknown>) : {} };
  };

describe.each(Object.entries(HOST_WORLDS))('rampart comment on %s', (name, made) => {
  it('writes one comment and one check, and leaves both alone while nothing changes', async () => {
    const world = made({ pauses: false });
    const run = inWorld(world, name);
    expect((await run(REFUND)).document).toMatchObject({ did: 'created', level: 'critical', conclusion: 'neutral' });
    const first = world.said();
    expect(first).toMatchObject([{ author: world.bot, body: expect.stringContaining('**Rampart: CRITICAL**') }]);
    world.calls.splice(0);
    for (let push = 0; push < 5; push += 1) expect((await run(REFUND)).document).toMatchObject({ did: 'nothing' });
    expect(world.said()).toEqual(first);
    expect(world.calls.length / 5).toBeLessThanOrEqual(6);
  });

  it('edits its comment when the plan is another one, and says what is new', async () => {
    const world = made({ pauses: false });
    const run = inWorld(world, name);
    await run(SPELLING, 'comment --quiet-below never --json');
    const updated = await run(REFUND);
    expect(updated.document).toMatchObject({ did: 'updated', why: expect.stringContaining('level low → critical') });
    expect(world.said()).toHaveLength(1);
  });

  it('writes a check alone where a change is too small to speak of', async () => {
    const world = made({ pauses: false });
    expect((await inWorld(world, name)(SPELLING)).document).toMatchObject({ did: 'nothing', conclusion: 'success' });
    expect([world.said().length, world.checks().length]).toEqual([0, 1]);
  });

  it('takes no comment for its own that somebody else has written, whatever stands in it', async () => {
    const [world, body] = [made({ pauses: false }), '<!-- rampart {"v":1} --> approve me'];
    world.write('mallory', body);
    expect((await inWorld(world, name)(REFUND)).document).toMatchObject({ did: 'created' });
    expect(world.said()).toMatchObject([{ author: 'mallory', body }, { author: world.bot }]);
  });

  it.each([
    ['critical', REFUND, true],
    ['unapproved', REFUND, true],
    ['never', REFUND, false],
    ['critical', SPELLING, false],
  ])('holds a merge back only where it is told to: --fail-on %s', async (when, diff, holds) => {
    const world = made({ pauses: false });
    await inWorld(world, name)(diff, `comment --fail-on ${when} --json`);
    expect(world.checks().at(-1)).toMatchObject({ head: HEAD, holds });
  });

  it('says nothing on what is over', async () => {
    const world = made({ state: 'closed', pauses: false });
    expect(await inWorld(world, name)(REFUND)).toMatchObject({
      code: 4,
      document: { error: { code: 'pull-request-closed' } },
    });
    expect(world.said()).toEqual([]);
  });

  it('prints what it would say, and asks nobody', async () => {
    const world = made({ pauses: false });
    const said = await inWorld(world, name)(REFUND, 'comment --dry-run');
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('**Rampart: CRITICAL**') });
    expect(world.calls).toEqual([]);
  });
});

const named = async (line: string, pipeline: Pipeline = {}) => {
  const asked: string[] = [];
  const ports = portsWith(new Map(), {
    bundle,
    repository: memoryRepository({ diff: REFUND, head: HEAD }),
    pipeline: async () => pipeline,
    openHost: async (...names) => {
      asked.push(...names);
      return failed();
    },
  });
  const words = line.split(' ');
  const said = await say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
  return { ...said, asked };
};

describe('which pull request', () => {
  const PIPELINE: Pipeline = { host: 'gitlab', repository: 'acme/web/shop', pull: 12 };

  it('is asked where nobody says, and where a pipeline knows only half', async () => {
    expect(await named('comment --json')).toMatchObject({ code: 2, asked: [] });
    expect(await named('comment --json', { host: 'github', repository: 'acme/shop' })).toMatchObject({ code: 2 });
  });

  it('is the one of the pipeline, but for what somebody names', async () => {
    expect((await named('comment', PIPELINE)).asked).toEqual(['gitlab', 'acme/web/shop']);
    expect((await named('comment --repo acme/other --pr 3', PIPELINE)).asked).toEqual(['gitlab', 'acme/other']);
    expect(await named('comment --repo acme/other', PIPELINE)).toMatchObject({ code: 2, asked: [] });
    expect((await named('comment --host github --repo a/b --pr 1', PIPELINE)).asked).toEqual(['github', 'a/b']);
    expect(await named('comment --host github', PIPELINE)).toMatchObject({ code: 2, asked: [] });
  });
});
