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

const WORLDS: Readonly<Record<string, Worlds>> = {
  git: {
    changed: () => committed({ 'src/pay.ts': `one\n${'two\n'.repeat(20_000)}` }),
    unchanged: () => committed({}),
    none: () => gitRepository(gone(emptyFolder())),
  },
  memory: {
    changed: () => memoryRepository({ diff: SIMPLE, title: 'Change' }),
    unchanged: () => memoryRepository({ diff: '' }),
    none: () => memoryRepository(undefined),
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
});
