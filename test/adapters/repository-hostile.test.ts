import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { gitRepository } from '../../src/adapters/repository/git.ts';
import { DiffBroken } from '../../src/ports/repository.ts';
import { drained, emptyFolder, readFrom, withBranch, type World } from './git-world.ts';

let worlds: World[] = [];
const keep = (world: World): World => {
  worlds.push(world);
  return world;
};
afterEach(() => {
  for (const world of worlds) world.remove();
  worlds = [];
});

/** Settings that have git start a program while it looks at a change, and the command that falls for each. */
const TRAPS: readonly (readonly [setting: string, command: string])[] = [
  ['core.fsmonitor', 'diff'],
  ['diff.external', 'diff'],
  ['diff.evil.command', 'diff'],
  ['diff.evil.textconv', 'diff'],
  ['filter.evil.clean', 'diff'],
  ['filter.evil.process', 'diff'],
  ['filter.a=b.clean', 'diff'],
  ['gpg.program', 'log'],
];
const MORE = ['core.pager', 'pager.diff', 'core.sshCommand', 'credential.helper', 'core.editor'];
const ALIASES = ['diff', 'log', 'rev-parse', 'config', 'merge-base'];
const HOOKS = ['post-checkout', 'fsmonitor-watchman', 'post-index-change', 'reference-transaction', 'query-watchman'];
const SIGNATURE = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n';

type Trap = World & { readonly evil: string; readonly sprung: () => boolean };

/** A branch whose last commit says it is signed, whose files want drivers and filters, and a program that tells on itself. */
const trap = (): Trap => {
  const world = keep(withBranch());
  const evil = join(world.home, 'evil');
  writeFileSync(evil, `#!/bin/sh\necho sprung >> ${join(world.home, 'sprung')}\ncat\n`);
  chmodSync(evil, 0o755);
  world.commit('Attributes', { '.gitattributes': '*.ts diff=evil filter=evil\n*.bin filter=a=b\n', 'x.bin': 'x\n' });
  const signed = world.git('cat-file', 'commit', 'HEAD').replace('\n\n', `\n${SIGNATURE}\n`);
  world.write('../home/commit', `${signed}\n`);
  world.git('reset', '--quiet', world.git('hash-object', '-t', 'commit', '-w', join(world.home, 'commit')));
  return { ...world, evil, sprung: () => existsSync(join(world.home, 'sprung')) };
};

const touch = (world: World): void => {
  world.write('src/pay.ts', 'one\nzwei\nthree\n');
  world.write('x.bin', 'y\n');
};

const setAll = (world: Trap): void => {
  for (const name of [...TRAPS.map(([setting]) => setting), ...MORE]) world.git('config', name, world.evil);
  world.git('config', 'log.showSignature', 'true');
  world.git('config', 'filter.evil.required', 'true');
  for (const name of ALIASES) world.git('config', `alias.${name}`, `!${world.evil}`);
  mkdirSync(join(world.folder, '.git/hooks'), { recursive: true });
  for (const hook of HOOKS) symlinkSync(world.evil, join(world.folder, '.git/hooks', hook));
};

const hostileEnv = ({ env, evil, home }: Trap) => ({
  ...env,
  GIT_EXTERNAL_DIFF: evil,
  GIT_PAGER: evil,
  GIT_SSH_COMMAND: evil,
  GIT_TRACE: join(home, 'sprung'),
});

describe('what a repository sets up to run', () => {
  it('is not run, neither for commits nor for what lies there', async () => {
    const world = trap();
    setAll(world);
    const place = { ...world, env: hostileEnv(world) };
    expect((await readFrom(place)).files.map((file) => file.path)).toContain('src/pay.ts');
    touch(world);
    const loose = await readFrom(place, { workingTree: true });
    expect(loose.files.map((file) => [file.path, file.added])).toEqual([
      ['src/pay.ts', 1],
      ['x.bin', 1],
    ]);
    expect((await readFrom(place)).warnings).toEqual(['uncommitted-left-out']);
    const before = world.git('rev-parse', 'HEAD');
    const past = await gitRepository(place).history({ before, commits: 500, days: 180, timeMs: 60_000 });
    expect(past).toMatchObject({ ok: true, value: { commits: [{ subject: 'Attributes' }, {}, {}, {}] } });
    expect(world.sprung()).toBe(false);
  });

  it.each(TRAPS)('%s would have run without our care', (setting, command) => {
    const world = trap();
    touch(world);
    world.git('config', setting, world.evil);
    world.git('config', 'log.showSignature', 'true');
    expect(world.sprung()).toBe(false);
    try {
      world.git(command);
    } catch {
      // The program is no filter and no driver: that git fails over it is as good.
    }
    expect(world.sprung()).toBe(true);
  });

  it('is not run to fetch what a lazy clone left out', async () => {
    const world = trap();
    const far = keep(withBranch());
    far.git('config', 'uploadpack.allowFilter', 'true');
    const near = keep(emptyFolder());
    near.git('clone', '--quiet', '--no-local', '--filter=blob:none', '--no-checkout', `file://${far.folder}`, '.');
    near.git('config', 'remote.origin.uploadpack', world.evil);
    const found = await gitRepository(near).read({ base: 'origin/main', head: 'origin/feature' });
    if (!found.ok) throw new Error('not read');
    await expect(drained(found.value.bytes)).rejects.toThrow(DiffBroken);
    expect(world.sprung()).toBe(false);
  });
});
