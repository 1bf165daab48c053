import { chownSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { gitRepository } from '../../src/adapters/repository/git.ts';
import { DiffBroken } from '../../src/ports/repository.ts';
import { linesOf } from '../core/change/read.ts';
import { drained, emptyFolder, readFrom, repository, withBranch, type World } from './git-world.ts';

let worlds: World[] = [];
const keep = (world: World): World => {
  worlds.push(world);
  return world;
};
afterEach(() => {
  for (const world of worlds) world.remove();
  worlds = [];
});

describe('what is compared', () => {
  it('is the branch with the one it grew from, when nothing is said', async () => {
    const world = keep(withBranch());
    const begin = world.git('rev-parse', 'main');
    world.git('switch', '--quiet', 'main');
    world.commit('Elsewhere', { 'other.ts': 'x\n' });
    world.git('switch', '--quiet', 'feature');
    const read = await readFrom(world);
    expect(read.files.map((file) => file.path)).toEqual(['src/pay.ts', 'src/print.ts']);
    expect(read).toMatchObject({ unread: [], warnings: [] });
    expect(read.compared).toBe(`feature → main, from ${begin.slice(0, 10)}, where they parted`);
    expect(read.words).toEqual({
      title: 'Round the tax up',
      description: 'Round the tax up\n\nBecause of the law.\n\nPrint the tax',
      author: 'Ada <ada@example.org>',
      authors: ['Ada <ada@example.org>'],
      base: begin,
      head: world.git('rev-parse', 'HEAD'),
    });
  });

  it('is what the remote calls its default branch, before any other', async () => {
    const world = keep(withBranch());
    const tip = world.git('rev-parse', 'HEAD');
    world.git('update-ref', 'refs/remotes/origin/trunk', `${tip}^`);
    world.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    const read = await readFrom(world);
    expect(read.compared).toContain('feature → origin/trunk');
    expect(read.files.map((file) => file.path)).toEqual(['src/print.ts']);
    expect(read.words).toMatchObject({ title: 'Print the tax', description: '' });
  });

  it('is what lies there, when nothing is committed; and it is said what is left out', async () => {
    const world = keep(withBranch());
    world.git('switch', '--quiet', '--create', 'next');
    world.git('branch', '--force', 'main', 'HEAD');
    world.write('src/pay.ts', 'one\n3\nthree\n');
    world.write('new.ts', 'x\n');
    const read = await readFrom(world);
    expect(read.files.map((file) => file.path)).toEqual(['src/pay.ts']);
    expect(read.compared).toContain('not committed');
    expect(read.words).toMatchObject({ title: undefined, head: undefined, base: world.git('rev-parse', 'HEAD') });
    expect(read.warnings).toEqual(['untracked-left-out']);
  });

  it('is the last commit where there is no other branch, and the first one whole', async () => {
    const world = keep(repository());
    world.commit('Begin', { 'a.ts': 'a\n' });
    const first = await readFrom(world);
    expect(first.compared).toBe('the first commit of main');
    expect(first.files).toMatchObject([{ path: 'a.ts', status: 'added' }]);
    expect(first.words).toMatchObject({ base: undefined, title: 'Begin' });
    world.commit('Go on', { 'b.ts': 'b\n' });
    world.write('a.ts', 'changed\n');
    const last = await readFrom(world);
    expect(last.compared).toContain('the last commit of main');
    expect(last.files.map((file) => file.path)).toEqual(['b.ts']);
    expect(last.warnings).toEqual(['uncommitted-left-out']);
  });

  it('is what is asked for', async () => {
    const world = keep(withBranch());
    world.write('src/pay.ts', 'one\n2\ndrei\n');
    world.git('add', '--all');
    world.write('src/pay.ts', 'eins\n2\ndrei\n');
    const lines = async (request: Parameters<typeof readFrom>[1]) =>
      (await readFrom(world, request)).files.flatMap(linesOf);
    expect(await lines({ staged: true })).toEqual([' 1:one', ' 2:2', '-3:three', '+3:drei']);
    expect(await lines({ workingTree: true })).toContain('+1:eins');
    expect(await lines({ base: 'main', staged: true })).toEqual(
      expect.arrayContaining(['-2:two', '+3:drei', '+1:print']),
    );
    expect(await lines({ base: 'main', head: 'feature~1' })).toEqual([' 1:one', '-2:two', '+2:2', ' 3:three']);
    expect((await readFrom(world, { head: 'feature~1' })).compared).toContain('→ main');
  });

  it('is found by its remote name in a fresh checkout, without a branch', async () => {
    const world = keep(withBranch());
    world.git('update-ref', 'refs/remotes/origin/release', 'main');
    world.git('checkout', '--quiet', '--detach');
    expect((await readFrom(world, { base: 'release' })).compared).toContain('→ origin/release');
    expect((await readFrom(world)).warnings).toEqual(['detached-head']);
  });

  it('is the same bytes whatever the settings', async () => {
    const world = keep(withBranch());
    const plain = await readFrom(world);
    for (const [name, value] of [
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['diff.context', '0'],
      ['diff.algorithm', 'patience'],
      ['color.ui', 'always'],
      ['core.abbrev', '5'],
      ['diff.orderFile', 'order'],
      ['diff.submodule', 'log'],
      ['diff.relative', 'true'],
      ['format.pretty', 'raw'],
      ['log.date', 'iso'],
    ] as const)
      world.git('config', name, value);
    world.write('order', 'src/print.ts\n');
    const bent = await readFrom(world);
    expect(bent.files).toEqual(plain.files);
    expect(bent.words).toEqual(plain.words);
  });

  it('reads names as they are', async () => {
    const world = keep(repository());
    world.commit('Begin');
    world.commit('Names', { 'with space.ts': 'a\n', 'größe.ts': 'b\n', 't\tab"q".ts': 'c\n', '-dash': 'd\n' });
    const read = await readFrom(world);
    expect(read.files.map((file) => file.path).toSorted()).toEqual(
      ['-dash', 'größe.ts', 't\tab"q".ts', 'with space.ts'].toSorted(),
    );
    expect(read.files.every((file) => file.unread === undefined)).toBe(true);
  });
});

describe('what cannot be compared', () => {
  it('no repository, no folder, no git', async () => {
    const world = keep(emptyFolder());
    expect(await readFrom(world)).toMatchObject({ code: 'not-a-repository' });
    expect(await readFrom({ ...world, folder: join(world.folder, 'none') })).toMatchObject({ code: 'no-such-folder' });
    expect(await readFrom({ ...world, env: { PATH: world.home } })).toMatchObject({ code: 'git-missing' });
  });

  it('no commit yet: only what is staged can be read', async () => {
    const world = keep(repository());
    world.write('a.ts', 'a\n');
    expect(await readFrom(world)).toMatchObject({ code: 'no-commits' });
    expect(await readFrom(world, { staged: true })).toMatchObject({ code: 'nothing-to-read' });
    world.git('add', '--all');
    expect((await readFrom(world, { staged: true })).files).toMatchObject([{ path: 'a.ts', status: 'added' }]);
  });

  it('a base that is not there: the nearest name is offered', async () => {
    const { problem } = await readFrom(keep(withBranch()), { base: 'mian' });
    expect(problem).toMatchObject({
      code: 'no-such-commit',
      message: '"mian" is not known here (did you mean "main"?)',
    });
  });

  it.each(['--output=stolen', '-x', 'main..feature', 'main...feature', '', 'a\nb', 'x'.repeat(300)])(
    'a name like %j',
    async (base) => {
      const world = keep(withBranch());
      expect(await readFrom(world, { base })).toMatchObject({ code: 'not-a-ref' });
      expect(await readFrom(world, { head: base })).toMatchObject({ code: 'not-a-ref' });
      expect(existsSync(join(world.folder, 'stolen'))).toBe(false);
    },
  );

  it('a head together with what is no commit', async () => {
    expect(await readFrom(keep(withBranch()), { head: 'main', staged: true })).toMatchObject({ code: 'two-ends' });
  });

  it('nothing: it is said what was looked at', async () => {
    const world = keep(withBranch());
    const { problem } = await readFrom(world, { base: 'feature' });
    expect(problem).toMatchObject({ code: 'nothing-to-read' });
    world.git('branch', '--force', 'main', 'HEAD');
    expect((await readFrom(world)).problem?.message).toMatch(/feature → main.*; what is not committed/);
  });

  it('histories that never meet, or are cut off before they do', async () => {
    const world = keep(withBranch());
    world.git('switch', '--quiet', '--orphan', 'island');
    world.commit('Alone', { 'a.ts': 'a\n' });
    expect(await readFrom(world)).toMatchObject({ code: 'no-common-commit' });
    const shallow = keep(repository());
    shallow.git(
      'fetch',
      '--quiet',
      '--depth=1',
      `file://${world.folder}`,
      'feature:refs/remotes/origin/feature',
      'main:refs/remotes/origin/main',
    );
    shallow.git('switch', '--quiet', '--detach', 'origin/feature');
    expect(await readFrom(shallow)).toMatchObject({ code: 'shallow-clone' });
    shallow.git('update-ref', '-d', 'refs/remotes/origin/main');
    expect(await readFrom(shallow)).toMatchObject({ code: 'shallow-clone' });
  });

  // Only root can give a folder to somebody else.
  it.skipIf(process.getuid?.() !== 0)('a repository of somebody else (only root can make one)', async () => {
    const world = keep(withBranch());
    for (const one of ['', '.git']) chownSync(join(world.folder, one), 12_345, 12_345);
    const { problem } = await readFrom(world);
    expect(problem).toMatchObject({ code: 'repository-not-yours', kind: 'refused' });
    expect(problem?.hint).toContain(world.folder);
  });

  it('a bare repository that lies inside another folder', async () => {
    const world = keep(emptyFolder());
    world.git('init', '--quiet', '--bare', 'hidden');
    expect(await readFrom({ ...world, folder: join(world.folder, 'hidden') })).toMatchObject({
      code: 'bare-repository',
    });
  });

  it('a diff that breaks off', async () => {
    const world = keep(withBranch());
    const found = await gitRepository(world).read({});
    if (!found.ok) throw new Error('not read');
    rmSync(join(world.folder, '.git/objects'), { recursive: true });
    await expect(drained(found.value.bytes)).rejects.toThrow(DiffBroken);
  });
});
