import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import { ok } from '../../src/core/problem.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { portsWith, say } from '../helpers/cli.ts';
import { githubWorld } from '../worlds/github.ts';

const bundle = { read: (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8') };
const REFUND = await bundle.read('fixtures/demo/refund-tax.diff');
const SPELLING = 'diff --git a/docs/a.md b/docs/a.md\n--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1 +1 @@\n-helo\n+hello\n';

const HEAD = 'e4f5a6b0'.repeat(5);
const ASK = 'comment --repo acme/shop --pr 12 --json';

/** It is written to often, and nobody counts. */
const aWorld = (more: Parameters<typeof githubWorld>[0] = {}) => githubWorld({ ...more, pauses: false });

const inWorld =
  (world: ReturnType<typeof aWorld>) =>
  async (diff: string, line = ASK) => {
    const repository = memoryRepository({ diff, title: 'Faster sign-in', head: HEAD });
    const ports = portsWith(new Map(), { bundle, repository, openHost: async () => ok(world.host) });
    const words = line.split(' ');
    const said = await say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
    return { ...said, document: line.endsWith('--json') ? (JSON.parse(said.out) as Record<string, unknown>) : {} };
  };

/** A world of its own for each: a check says what it says once. */
const conclusion = async (when: string, diff = REFUND) =>
  (await inWorld(aWorld())(diff, `comment --repo acme/shop --pr 12 --fail-on ${when} --json`)).document['conclusion'];

describe('rampart comment', () => {
  it('writes one comment and one check, and leaves both alone while nothing changes', async () => {
    const world = aWorld();
    const run = inWorld(world);
    expect((await run(REFUND)).document).toMatchObject({ did: 'created', level: 'critical', conclusion: 'neutral' });
    expect(world.comments).toHaveLength(1);
    const first = world.comments[0]?.body;
    world.calls.splice(0);
    for (let push = 0; push < 5; push += 1) expect((await run(REFUND)).document).toMatchObject({ did: 'nothing' });
    expect(world.comments.map(({ body }) => body)).toEqual([first]);
    expect(world.calls.length / 5).toBeLessThanOrEqual(6);
  });

  it('edits its comment when the plan is another one, and says what is new', async () => {
    const world = aWorld();
    const run = inWorld(world);
    await run(SPELLING, `${ASK.replace('--json', '')}--quiet-below never --json`);
    const updated = await run(REFUND);
    expect(updated.document).toMatchObject({ did: 'updated', why: expect.stringContaining('level low → critical') });
    expect(world.comments).toHaveLength(1);
  });

  it('writes a check alone where a change is too small to speak of', async () => {
    const world = aWorld();
    expect((await inWorld(world)(SPELLING)).document).toMatchObject({ did: 'nothing', conclusion: 'success' });
    expect([world.comments.length, world.checks.length]).toEqual([0, 1]);
  });

  it('takes no comment for its own that somebody else has written, whatever stands in it', async () => {
    const world = aWorld();
    const run = inWorld(world);
    await run(REFUND);
    const forged = { id: 99, user: { login: 'mallory' }, body: world.comments[0]?.body ?? '' };
    world.comments.splice(0, 1, forged);
    expect((await run(REFUND)).document).toMatchObject({ did: 'created' });
    expect(world.comments[0]).toEqual(forged);
    expect(world.comments).toHaveLength(2);
  });

  it('holds a merge back only where it is told to', async () => {
    expect(await conclusion('critical')).toBe('failure');
    expect(await conclusion('unapproved')).toBe('failure');
    expect(await conclusion('never')).toBe('neutral');
    expect(await conclusion('critical', SPELLING)).toBe('success');
  });

  it('says nothing on what is over', async () => {
    const world = aWorld({ state: 'closed' });
    expect(await inWorld(world)(REFUND)).toMatchObject({
      code: 4,
      document: { error: { code: 'pull-request-closed' } },
    });
    expect(world.comments).toEqual([]);
  });

  it('prints what it would say, and asks nobody', async () => {
    const world = aWorld();
    const said = await inWorld(world)(REFUND, 'comment --dry-run');
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('**Rampart: CRITICAL**') });
    expect(world.calls).toEqual([]);
  });

  it('asks which pull request is meant', async () => {
    expect(await inWorld(aWorld())(REFUND, 'comment --json')).toMatchObject({ code: 2 });
  });
});
