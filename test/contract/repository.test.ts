import { describe, expect, it, onTestFinished } from 'vitest';
import { gitRepository } from '../../src/adapters/repository/git.ts';
import { repositoryAdapters } from '../../src/adapters/repository/index.ts';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import type { Repository } from '../../src/ports/repository.ts';
import { drained, emptyFolder, repository, type World } from '../adapters/git-world.ts';
import { readAll, SIMPLE } from '../core/change/read.ts';

/** One repository with a change in it, one without, and one that is none. */
type Worlds = {
  readonly changed: () => Repository;
  readonly unchanged: () => Repository;
  readonly none: () => Repository;
  /** A change to `rampart.yaml`, which said `version: 1` before, and to `web/a.ts`. */
  readonly ruled: () => Repository;
  /** Three commits to one file, a day apart and the last a revert, and the id of the last. */
  /** A few files, seen from a folder inside, with one that is not kept and one that is no text. */
  readonly searched: () => Repository;
  readonly past: () => { readonly repository: Repository; readonly before: string };
};

const gone = (world: World): World => {
  onTestFinished(world.remove);
  return world;
};

const committed = (files: Readonly<Record<string, string>>): Repository => {
  const world = gone(repository());
  world.commit('Begin', { 'src/pay.ts': 'one\n' });
  world.git('switch', '--quiet', '--create', 'feature');
  world.commit('Change', files);
  return gitRepository(world);
};

const LAST_SECONDS = 1_700_000_000;
const PAST = ['Begin', 'Fix it', 'Revert "Fix it"'];
const THREE = PAST.toReversed().map((subject, at) => ({
  author: 'Ada <ada@example.org>',
  subject,
  atMs: (LAST_SECONDS - at * 86_400) * 1000,
  paths: ['src/pay.ts'],
}));

/** The commit that was made last, as if it had been made then. */
const dated = (world: World, seconds: number): void => {
  const text = world
    .git('cat-file', 'commit', 'HEAD')
    .replaceAll(/^(author|committer) (.*>) .*$/gm, `$1 $2 ${seconds} +0000`);
  world.write('../home/commit', `${text}\n`);
  world.git('reset', '--quiet', world.git('hash-object', '-t', 'commit', '-w', `${world.home}/commit`));
};

const SEARCHED = {
  'src/pay.ts': "if (on('new-login')) pay();\r\n",
  'a b/NEW.ts': 'const NEW_LOGIN = 1;\n\nnew-login new-login\n',
  'src/other.ts': 'nothing of that kind\n',
};

const WORLDS: Readonly<Record<string, Worlds>> = {
  git: {
    changed: () => committed({ 'src/pay.ts': `one\n${'two\n'.repeat(20_000)}` }),
    unchanged: () => committed({}),
    none: () => gitRepository(gone(emptyFolder())),
    ruled: () => {
      const world = gone(repository());
      world.commit('Begin', { 'rampart.yaml': 'version: 1\n', 'web/a.ts': 'one\n', 'web/CODEOWNERS': '* @ana\n' });
      world.git('switch', '--quiet', '--create', 'feature');
      world.commit('Change', { 'rampart.yaml': 'version: 2\n', 'web/a.ts': 'two\n', 'new.ts': 'three\n' });
      return gitRepository(world);
    },
    past: () => {
      const world = gone(repository());
      for (const [at, subject] of PAST.entries()) {
        world.write('src/pay.ts', `${at}\n`);
        world.git('add', '--all');
        world.git('-c', 'user.name=Ada', 'commit', '--quiet', '--message', subject);
        dated(world, LAST_SECONDS - (PAST.length - 1 - at) * 86_400);
      }
      return { repository: gitRepository(world), before: world.git('rev-parse', 'HEAD') };
    },
    searched: () => {
      const world = gone(repository());
      world.write('picture.png', new Uint8Array([0, 1, ...new TextEncoder().encode('new-login')]));
      world.commit('Begin', SEARCHED);
      // What git would be told to run for a search, it is not told.
      world.git('config', 'grep.column', 'true');
      world.git('config', 'grep.patternType', 'perl');
      world.write('untracked.ts', 'new-login\n');
      return gitRepository({ ...world, folder: `${world.folder}/src` });
    },
  },
  memory: {
    changed: () => memoryRepository({ diff: SIMPLE, title: 'Change' }),
    unchanged: () => memoryRepository({ diff: '' }),
    none: () => memoryRepository(undefined),
    ruled: () =>
      memoryRepository({ diff: SIMPLE, before: { 'rampart.yaml': 'version: 1\n', 'web/CODEOWNERS': '* @ana\n' } }),
    past: () => ({
      repository: memoryRepository({ diff: SIMPLE, past: { atMs: LAST_SECONDS * 1000, commits: THREE } }),
      before: 'f'.repeat(40),
    }),
    searched: () => memoryRepository({ diff: SIMPLE, files: SEARCHED }),
  },
};

describe.each(Object.keys(repositoryAdapters))('the repository %s', (name) => {
  const world = WORLDS[name];
  if (!world) throw new Error(`no world for the repository ${name}`);

  it('gives a change as bytes, in pieces, with words about it', async () => {
    const found = await world.changed().read({});
    if (!found.ok) throw new Error(found.problems[0]?.message);
    expect(found.value.words.title).toBe('Change');
    expect(found.value.compared).not.toBe('');
    const pieces: Uint8Array[] = [];
    for await (const piece of found.value.bytes) pieces.push(piece);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(1 << 20);
    const { files, unread } = readAll(Buffer.concat(pieces));
    expect(files.map((file) => [file.path, file.unread])).toEqual([['src/pay.ts', undefined]]);
    expect(unread).toEqual([]);
  });

  it('may be read twice, and left half-read', async () => {
    const held = world.changed();
    const [first, second] = [await held.read({}), await held.read({})];
    if (!first.ok || !second.ok) throw new Error('not read');
    for await (const _ of first.value.bytes) break;
    expect((await drained(second.value.bytes)).length).toBeGreaterThan(0);
  });

  it('says that nothing changed, and that it is none', async () => {
    expect(await world.unchanged().read({})).toMatchObject({ ok: false, problems: [{ code: 'nothing-to-read' }] });
    expect(await world.none().read({})).toMatchObject({ ok: false, problems: [{ code: 'not-a-repository' }] });
  });

  it('gives files as they were before the change, from the top of the repository, and no others', async () => {
    const found = await world.ruled().before({});
    if (!found.ok) throw new Error(found.problems[0]?.message);
    const { folder, files, list } = found.value;
    expect(folder).toBe('/');
    expect(await files.read('/rampart.yaml', 100)).toMatchObject({ ok: true, value: 'version: 1\n' });
    expect(await files.read('/web/CODEOWNERS', 100)).toMatchObject({ ok: true, value: '* @ana\n' });
    const there = ['/.git', '/rampart.yaml', '/web/CODEOWNERS', '/new.ts', '/web', '/nowhere/a.ts'];
    expect(await Promise.all(there.map((path) => files.exists(path)))).toEqual([true, true, true, false, false, false]);
    expect((await list('/web')).includes('CODEOWNERS')).toBe(true);
    expect([await list('/nowhere'), (await list('/')).includes('rampart.yaml')]).toEqual([[], true]);
    expect(await files.read('/new.ts', 100)).toMatchObject({ ok: false, problems: [{ code: 'no-such-file' }] });
    expect(await files.read('/rampart.yaml', 5)).toMatchObject({ ok: false, problems: [{ code: 'file-too-large' }] });
    expect(await world.none().before({})).toMatchObject({ ok: false, problems: [{ code: 'not-a-repository' }] });
  });

  const all = { commits: 500, days: 180, timeMs: 60_000 };

  it('tells what came before a commit, that commit included, newest first', async () => {
    const { repository: held, before } = world.past();
    const found = await held.history({ before, ...all });
    expect(found).toMatchObject({ ok: true, value: { atMs: LAST_SECONDS * 1000, commits: THREE } });
    expect(await held.history({ before, ...all })).toEqual(found);
  });

  it('goes back so many commits and so many days, counted from the commit', async () => {
    const { repository: held, before } = world.past();
    const subjects = async (limits: object): Promise<string[]> => {
      const found = await held.history({ before, ...all, ...limits });
      return found.ok ? found.value.commits.map(({ subject }) => subject) : [];
    };
    expect(await subjects({ commits: 2 })).toEqual(['Revert "Fix it"', 'Fix it']);
    expect(await subjects({ days: 1 })).toEqual(['Revert "Fix it"', 'Fix it']);
  });

  it('finds the lines that hold words, letter by letter, in all that is kept and nothing else', async () => {
    const found = await world.searched().search({ words: ['new-login', 'NEW_LOGIN', '.*'], timeMs: 60_000 });
    if (!found.ok) throw new Error(found.problems[0]?.message);
    expect(found.value.whole).toBe(true);
    const lines = found.value.hits.map(({ path, line, text }) => `${path}:${line} ${text.trim()}`);
    expect(lines.toSorted()).toEqual([
      'a b/NEW.ts:1 const NEW_LOGIN = 1;',
      'a b/NEW.ts:3 new-login new-login',
      "src/pay.ts:1 if (on('new-login')) pay();",
    ]);
    expect(await world.searched().search({ words: ['is-nowhere'], timeMs: 60_000 })).toMatchObject({
      ok: true,
      value: { hits: [], whole: true },
    });
    expect(await world.none().search({ words: ['x'], timeMs: 60_000 })).toMatchObject({ ok: false });
  });

  it('has no history where it is none', async () =>
    expect(await world.none().history({ before: 'f'.repeat(40), ...all })).toMatchObject({ ok: false }));
});
