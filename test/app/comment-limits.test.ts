import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { type HeldChange, memoryRepository } from '../../src/adapters/repository/memory.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import { ok } from '../../src/core/problem.ts';
import { views } from '../../src/faces/cli/screens.ts';
import type { Pipeline } from '../../src/ports/pr-host.ts';
import { portsWith, say } from '../helpers/cli.ts';
import type { HostWorld } from '../worlds/host.ts';
import { HOST_WORLDS } from '../worlds/index.ts';
import { diffOfLines } from '../../bench/diffs.ts';
import { golden } from '../helpers/golden.ts';

const bundle = { read: (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8') };
const REFUND = await bundle.read('fixtures/demo/refund-tax.diff');
const HEAD = 'e4f5a6b0'.repeat(5);

type Scene = {
  readonly files?: Map<string, string>;
  readonly change?: Partial<HeldChange>;
  readonly pipeline?: Pipeline;
};

/** `rampart comment` in a pipeline of that host. */
const runIn = async (world: HostWorld, name: string, line = 'comment --json', scene: Scene = {}) => {
  const files = scene.files ?? new Map<string, string>();
  const host = name === 'github' ? 'github' : 'gitlab';
  const pipeline = { host, repository: world.repository, pull: 12, ...scene.pipeline } as const;
  const repository = memoryRepository({ diff: REFUND, title: 'Faster sign-in', head: HEAD, ...scene.change });
  const ports = portsWith(files, {
    bundle,
    repository,
    files: memoryFiles(files),
    pipeline: async () => pipeline,
    openHost: async () => ok(world.host),
  });
  const words = line.split(' ');
  const said = await say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
  return { ...said, document: line.endsWith('--json') ? (JSON.parse(said.out) as Record<string, unknown>) : {}, files };
};

describe.each(Object.entries(HOST_WORLDS))('what goes wrong on %s', (name, made) => {
  it('a token that may not write: it stands in the summary of the run, and is said', async () => {
    const world = made({ readOnly: true, fork: true });
    const files = new Map([['/summary.md', 'Before.\n']]);
    const said = await runIn(world, name, 'comment --json', { files, pipeline: { summary: '/summary.md' } });
    expect(said).toMatchObject({ code: 0, document: { did: 'summarised', conclusion: 'neutral' } });
    expect(said.document['why']).toMatch(/may not write/);
    expect(files.get('/summary.md')).toMatch(/^Before\.\n\*\*Rampart: CRITICAL\*\*[^]*\n---\n\n# /);
    expect(world.said()).toEqual([]);
  });

  it('a token that may not write, where no summary is shown: it is printed', async () => {
    const said = await runIn(made({ readOnly: true }), name, 'comment');
    expect(said).toMatchObject({ code: 0, out: expect.stringContaining('**Rampart: CRITICAL**') });
    expect(said.out).toContain('host-forbidden');
  });

  it('a verdict that holds back and cannot be written: the run itself holds back', async () => {
    const said = await runIn(made({ readOnly: true }), name, 'comment --fail-on unapproved --json');
    expect(said).toMatchObject({ code: 5, document: { conclusion: 'failure' } });
    expect((await runIn(made(), name, 'comment --fail-on unapproved --json')).code).toBe(0);
  });

  it('two runs at once: one comment is left, the first', async () => {
    const world = made();
    const [one, two] = await Promise.all([runIn(world, name), runIn(world, name)]);
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(world.said()).toHaveLength(1);
  });

  it('a second comment that somebody answered: it stays', async () => {
    const world = made();
    await runIn(world, name);
    const body = world.said()[0]?.body ?? '';
    world.write(world.bot, body);
    world.write('ana', 'I see this differently');
    await runIn(world, name);
    expect(world.said().map(({ author }) => author)).toEqual([world.bot, world.bot, 'ana']);
    world.write(world.bot, body);
    await runIn(world, name);
    expect(world.said().map(({ author }) => author)).toEqual([world.bot, world.bot, 'ana']);
  });

  it('a branch that has moved on meanwhile: its own run says what is so', async () => {
    const world = made();
    const said = await runIn(world, name, 'comment --json', { change: { head: 'f'.repeat(40) } });
    expect(said).toMatchObject({ code: 0, document: { did: 'nothing', why: expect.stringContaining('e4f5a6b') } });
    expect([world.said().length, world.checks().length]).toEqual([0, 0]);
  });

  it('a description of 60 kB, and a title to match', async () => {
    const world = made();
    const change = { title: '@all '.repeat(60), description: '</details> @all /close\n'.repeat(2700) };
    expect((await runIn(world, name, 'comment --json', { change })).document).toMatchObject({ did: 'created' });
    expect(world.said()[0]?.body.length).toBeLessThan(12_000);
  });
});

describe.each(Object.entries(HOST_WORLDS))('the whole of it on %s', (name, made) => {
  it('goes to a file, and beside the run', async () => {
    const files = new Map<string, string>();
    const line = 'comment --out rollout.plan.json --json';
    const said = await runIn(made(), name, line, { files, pipeline: { summary: '/summary.md' } });
    expect(said.document).toMatchObject({ did: 'created' });
    expect(JSON.parse(files.get('rollout.plan.json') ?? '')).toMatchObject({ risk: { level: 'critical' } });
    expect(files.get('/summary.md')).toContain('**Rampart: CRITICAL**');
  });
});

/** What is seen before anything is unfolded. */
const unfolded = (text: string): string =>
  text.replaceAll(/<details>[^]*?<summary>(.*?)<\/summary>[^]*?<\/details>/g, '▸ $1').replaceAll(/<!--.*?-->\n?/g, '');

describe.each(Object.entries(HOST_WORLDS))('a change of 500 lines on %s', (name, made) => {
  it('makes a comment of at most 40 lines before anything is unfolded, and of at most 12 kB', async () => {
    const world = made();
    const said = await runIn(world, name, 'comment --json', { change: { diff: diffOfLines(500) } });
    expect(said.document).toMatchObject({ did: 'created' });
    const [{ body } = { body: '' }] = world.said();
    const size = { lines: unfolded(body).trim().split('\n').length, bytes: new TextEncoder().encode(body).length };
    // Written down in docs/measurements.md.
    expect([size.lines <= 40, size.bytes <= 12_000, size.bytes > 2000]).toEqual([true, true, true]);
  });
});

/** Every change of the rules has another fingerprint; that is not what these pages are about. */
const plainly = (text: string): string => text.replaceAll(/[0-9a-f]{64}/g, 'DIGEST');

describe('what a run says', () => {
  it('of a fork, where its token may not write', async () => {
    const world = HOST_WORLDS['github']?.({ readOnly: true, fork: true }) ?? never();
    const files = new Map<string, string>();
    const said = await runIn(world, 'github', 'comment', { files, pipeline: { summary: '/summary.md' } });
    const [comment = ''] = (files.get('/summary.md') ?? '').split('\n---\n\n# ');
    const shown = plainly(`${said.out}\n=== the summary of the run ===\n${comment}`);
    expect(shown).toBe(await golden('comment-fork.txt', shown));
  });

  it('where nothing has changed', async () => {
    const world = HOST_WORLDS['github']?.() ?? never();
    await runIn(world, 'github', 'comment');
    world.calls.splice(0);
    const said = await runIn(world, 'github', 'comment');
    const shown = plainly(`${said.out}\n=== what the host was asked ===\n${world.calls.toSorted().join('\n')}\n`);
    expect(shown).toBe(await golden('comment-no-change.txt', shown));
  });
});

const HUNK = '@@ -1,2 +1,2 @@\n one\n-  return round(total, 2);\n+  return floor(total, 2);';

describe.each(Object.entries(HOST_WORLDS))('a change that is read from %s', (name, made) => {
  const ask = 'comment --from-host --json';

  it('needs no commits here, and takes few calls', async () => {
    const world = made({ files: [{ path: 'src/refunds/tax.ts', hunks: HUNK }] });
    const said = await runIn(world, name, ask, { change: { diff: '' } });
    expect(said.document).toMatchObject({ did: 'created', level: expect.stringMatching(/high|critical/) });
    world.calls.splice(0);
    expect((await runIn(world, name, ask, { change: { diff: '' } })).document).toMatchObject({ did: 'nothing' });
    expect(world.calls.length).toBeLessThanOrEqual(6);
  });

  it('is judged by the rules of the branch that it goes into', async () => {
    const before = { 'rampart.yaml': 'rules:\n  ui: { paths: ["src/ui/**"], floor: high, why: it is the shop }\n' };
    const world = made({ files: [{ path: 'src/ui/a.ts', hunks: '@@ -1 +1 @@\n-a\n+b' }] });
    const said = await runIn(world, name, ask, { change: { diff: '', before } });
    expect(said.document).toMatchObject({ level: 'high' });
  });

  it('says what the host did not show', async () => {
    const many = Array.from({ length: 3100 }, (_, at) => ({ path: `docs/a${at}.md`, hunks: '@@ -1 +1 @@\n-a\n+b' }));
    const world = made({ files: [{ path: 'src/large.ts', hunks: undefined }, ...many] });
    const said = await runIn(world, name, 'comment --from-host --quiet-below never --json', { change: { diff: '' } });
    expect(said.document['body']).toMatch(/src\/large\.ts \(its header announces a change and no line of it follows\)/);
    expect(said.document['body']).toMatch(/the files behind the first (?:3,000|1000)/);
    expect(said.document['level']).not.toBe('low');
  });
});

const OWN = '**{{md level}} for the shop team**\n';

const printed = (before: Record<string, string>, lying: Record<string, string> = {}, more: Partial<HeldChange> = {}) =>
  runIn(HOST_WORLDS['github']?.() ?? never(), 'github', 'comment --dry-run', {
    files: new Map(Object.entries({ '/somewhere/.git': '', ...lying })),
    change: { before, ...more },
  });

describe('templates of a team', () => {
  it('are those of the branch that it goes into, and not those that lie here', async () => {
    const said = await printed({ '.rampart/templates/comment.md.hbs': OWN });
    expect(said.out).toMatch(/^\*\*CRITICAL for the shop team\*\*\n/);
    expect(said.out).toContain('<summary>What stops it');
    const lying = await printed({}, { '/somewhere/.rampart/templates/comment.md.hbs': OWN });
    expect(lying.out).toMatch(/^\*\*Rampart: CRITICAL\*\*/);
  });

  it('are said where none has their name, with the names that there are, and the comment is written all the same', async () => {
    const said = await printed({
      '.rampart/templates/coment.md.hbs': OWN,
      '.rampart/templates/comment-flags.md': 'x',
      '.rampart/templates/README.md': 'how we write',
      '.rampart/templates/old/comment.md.hbs': 'x',
    });
    expect(said.code).toBe(0);
    expect(said.out).toMatch(/^\*\*Rampart: CRITICAL\*\*/);
    const told = said.out.slice(said.out.indexOf('no-such-template')).replaceAll(/\s+/g, ' ');
    expect(told.match(/no-such-template/g)).toHaveLength(2);
    for (const words of [
      '.rampart/templates/coment.md.hbs',
      'did you mean "comment.md.hbs"',
      'comment-coverage.md.hbs',
    ])
      expect(told).toContain(words);
  });

  it('print nothing that is not escaped', async () => {
    for (const body of ['{{{sentence}}}', '{{sentence}}', '{{&sentence}}', '{{#with this}}{{md level}}{{/with}}']) {
      const said = await printed({ '.rampart/templates/comment.md.hbs': body });
      expect(said).toMatchObject({ code: 3, err: expect.stringContaining('template-broken') });
    }
    const evil = '<img src=x> @all [x](javascript:y)';
    const shown = await printed(
      { '.rampart/templates/comment.md.hbs': '{{md outline.id}} {{md sentence}}' },
      {},
      { title: evil },
    );
    expect(shown.out).not.toMatch(/<img|(?<!`)@all/);
  });

  it('are said to be broken, with where and why', async () => {
    const said = await printed({ '.rampart/templates/comment.md.hbs': '{{#if}' });
    expect(said).toMatchObject({ code: 3, err: expect.stringContaining('.rampart/templates') });
    const unknown = await printed({ '.rampart/templates/comment-flags.md.hbs': '{{md nothing.there}}' });
    expect(unknown).toMatchObject({ code: 3, err: expect.stringContaining('template-broken') });
  });
});

const never = (): never => {
  throw new Error('no such world');
};
