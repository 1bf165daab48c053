import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { gitRepository } from '../../src/adapters/repository/git.ts';
import { repository, type World, withBranch } from './git-world.ts';

let worlds: World[] = [];
const keep = (world: World): World => {
  worlds.push(world);
  return world;
};
afterEach(() => {
  for (const world of worlds) world.remove();
  worlds = [];
});

const LIMITS = { commits: 500, days: 180, timeMs: 60_000 };

const historyOf = (world: World, more: Partial<typeof LIMITS & { before: string }> = {}) =>
  gitRepository(world).history({ before: world.git('rev-parse', 'HEAD'), ...LIMITS, ...more });

const codeOf = async (found: ReturnType<typeof historyOf>) => {
  const result = await found;
  return result.ok ? undefined : result.problems[0]?.code;
};

describe('the history that git knows', () => {
  it('takes no name and no message for anything else', async () => {
    const world = keep(repository());
    const odd = ['a b.ts', 'line\nbreak', 'tab\t', 'ünï', '"quoted"'];
    world.commit('First\n\nbody of it', Object.fromEntries(odd.map((name) => [name, 'x'])));
    world.commit('Nothing in it');
    world.git('commit', '--quiet', '--allow-empty', '--allow-empty-message', '--message', '');
    const found = await historyOf(world);
    if (!found.ok) throw new Error(found.problems[0]?.message);
    expect(found.value.commits.map(({ subject, paths }) => [subject, paths.length])).toEqual([
      ['', 0],
      ['Nothing in it', 0],
      ['First', 5],
    ]);
    expect(found.value.commits[2]?.paths.toSorted()).toEqual(odd.toSorted());
  });

  it('knows no settings', async () => {
    const world = keep(withBranch());
    const plain = await historyOf(world);
    const order = `${world.home}/order`;
    writeFileSync(order, 'src/print.ts\n');
    for (const [name, value] of [
      ['log.showSignature', 'true'],
      ['log.mailmap', 'true'],
      ['log.follow', 'true'],
      ['log.decorate', 'full'],
      ['diff.orderFile', order],
      ['diff.renames', 'copies'],
      ['diff.external', 'false'],
      ['format.pretty', 'raw'],
      ['color.ui', 'always'],
      ['i18n.logOutputEncoding', 'UTF-16'],
    ] as const)
      world.git('config', name, value);
    writeFileSync(`${world.folder}/.mailmap`, 'Eve <eve@example.org> <ada@example.org>\n');
    expect(await historyOf(world)).toEqual(plain);
    expect(plain).toMatchObject({ ok: true, value: { commits: [{ author: 'Ada <ada@example.org>' }, {}, {}] } });
  });

  it('gives the whole of it or none', async () => {
    const world = keep(withBranch());
    // A busy machine may notice the end of git before the end of the time: one of several is late for certain.
    const hurried = await Promise.all(Array.from({ length: 10 }, () => codeOf(historyOf(world, { timeMs: 1 }))));
    expect(hurried).toContain('history-slow');
    expect(await codeOf(historyOf(world, { before: 'HEAD' }))).toBe('not-a-ref');
    expect(await codeOf(historyOf(world, { before: '--all' }))).toBe('not-a-ref');
    expect(await codeOf(historyOf(world, { before: 'f'.repeat(40) }))).toBe('git-failed');
    const clone = keep(repository());
    clone.git('fetch', '--quiet', '--depth=1', `file://${world.folder}`, 'feature');
    clone.git('reset', '--quiet', 'FETCH_HEAD');
    expect(await codeOf(historyOf(clone))).toBe('history-cut');
  });
});
