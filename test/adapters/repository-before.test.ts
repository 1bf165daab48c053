import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gitRepository } from '../../src/adapters/repository/git.ts';
import type { DiffRequest } from '../../src/ports/repository.ts';
import { repository, type World } from './git-world.ts';

const MAIN = { 'rampart.yaml': 'from: main\n', 'web/rampart.yaml': 'from: web\n' };

/** Main has moved on since the branch left it, and the branch has rules of its own. */
const parted = (): World => {
  const world = repository();
  onTestFinished(world.remove);
  world.commit('Begin', { 'rampart.yaml': 'from: long ago\n', 'a.ts': 'one\n' });
  world.git('switch', '--quiet', '--create', 'feature');
  world.commit('Change', { 'rampart.yaml': 'from: branch\n', 'a.ts': 'two\n' });
  world.git('switch', '--quiet', 'main');
  world.commit('Move on', MAIN);
  world.git('switch', '--quiet', 'feature');
  return world;
};

const readIn = async (world: Pick<World, 'folder' | 'env'>, path: string, request: DiffRequest = {}) => {
  const found = await gitRepository(world).before(request);
  if (!found.ok) return found.problems.map(({ code }) => code);
  const text = await found.value.files.read(path, 1000);
  return text.ok ? text.value : text.problems.map(({ code }) => code);
};

describe('the files before a change', () => {
  it('are those of the branch that it goes into, as it is now: leaving it early brings no older rules', async () => {
    expect(await readIn(parted(), '/rampart.yaml')).toBe('from: main\n');
  });

  it('are not those that lie in the folder, nor those that are staged', async () => {
    const world = parted();
    world.write('rampart.yaml', 'from: nowhere\n');
    world.git('add', '--all');
    expect(await readIn(world, '/rampart.yaml')).toBe('from: main\n');
    expect(await readIn(world, '/rampart.yaml', { staged: true })).toBe('from: branch\n');
  });

  it('are those of the branch that is named in full, whatever tag has its name', async () => {
    const world = parted();
    world.git('tag', 'main', 'feature');
    expect(await readIn(world, '/rampart.yaml', { base: 'refs/heads/main' })).toBe('from: main\n');
    expect(await readIn(world, '/rampart.yaml', { base: 'nowhere' })).toEqual(['no-such-commit']);
  });

  it('are there where the change itself is not: in a job that has checked out the base alone', async () => {
    const world = parted();
    world.git('switch', '--quiet', 'main');
    expect(await readIn(world, '/rampart.yaml', { base: 'main' })).toBe('from: main\n');
  });

  it('are asked for from whatever folder one stands in', async () => {
    const world = parted();
    mkdirSync(join(world.folder, 'web'), { recursive: true });
    const found = await gitRepository({ ...world, folder: join(world.folder, 'web') }).before({});
    expect(found).toMatchObject({ ok: true, value: { folder: '/web' } });
  });

  it('are no links, and are text', async () => {
    const world = parted();
    world.git('switch', '--quiet', 'main');
    symlinkSync('/etc/passwd', join(world.folder, '.rampartignore'));
    world.write('CODEOWNERS', new Uint8Array([0xff, 0xfe, 0x00]));
    world.commit('Odd ones');
    expect(await readIn(world, '/.rampartignore', { base: 'main' })).toEqual(['no-such-file']);
    expect(await readIn(world, '/CODEOWNERS', { base: 'main' })).toEqual(['not-text']);
  });

  it('are none before the first commit', async () => {
    const world = repository();
    onTestFinished(world.remove);
    world.commit('Begin', { 'rampart.yaml': 'from: branch\n' });
    expect(await readIn(world, '/rampart.yaml')).toEqual(['no-such-file']);
  });
});
