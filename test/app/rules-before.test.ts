import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type HeldChange, memoryRepository } from '../../src/adapters/repository/memory.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { diffOf } from '../core/signals/read-diff.ts';
import { portsWith, say } from '../helpers/cli.ts';

const bundle = { read: (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8') };
const DIFF = diffOf('src/ledger/list.ts', '-  log.info("a")\n+  log.info("b")');
const STRICT =
  'rules:\n  ledger: { paths: [src/ledger/**], floor: high, area: money, approvals: [finance, code-owners], why: books }\n';

/** Somebody at the top of a repository whose working files are those of the branch under review. */
const run = async (line: string, change: Partial<HeldChange>, lying: Record<string, string> = {}) => {
  const files = new Map(Object.entries({ '/house/.git': '', ...lying }));
  const repository = memoryRepository({ diff: DIFF, title: 'Say b', base: 'a'.repeat(40), ...change });
  const ports = portsWith(files, { bundle, repository, folder: '/house' });
  const words = line.split(' ');
  return say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
};

const before = { 'rampart.yaml': STRICT, CODEOWNERS: '* @org/books\n' };
const LAX = { '/house/rampart.yaml': 'version: 1\n' };

describe('the rules that a branch under review is judged by', () => {
  it.each(['gate', 'comment --dry-run'])('are those it goes into, not its own: %s', async (line) => {
    const judged = await run(line, { before }, LAX);
    expect(judged.out + judged.err).toMatch(/high change, no plan|Rampart: HIGH/);
    const other = await run(line, { before: {} }, { '/house/rampart.yaml': STRICT });
    expect(other.out + other.err).not.toMatch(/high change|HIGH/);
  });

  it('say who agrees, also where the branch names itself', async () => {
    const diff = DIFF + diffOf('CODEOWNERS', '+* @me');
    const said = await run('comment --dry-run', { before, diff }, { '/house/CODEOWNERS': '* @me\n' });
    expect(said.out).toMatch(/@org\/books/);
    expect(said.out + said.err).not.toMatch(/@me|code-owners-in-change/);
  });

  it('do not change with a change of them: that is critical, and is said', async () => {
    const diff = DIFF + diffOf('rampart.yaml', '-version: 1\n+version: 1 # mine');
    const said = await run('comment --dry-run', { before, diff }, LAX);
    expect(said.out).toContain('**Rampart: CRITICAL** · The rules by which changes are judged change');
    expect(said.out).toContain('policy-not-yet');
    expect(said.out).not.toContain('policy-in-change');
  });

  it('are read there by name as well, but for a whole path', async () => {
    const named = { 'ci/house.yaml': STRICT };
    expect((await run('gate --policy ci/house.yaml', { before: named })).code).toBe(5);
    const lying = await run('gate --policy ci/house.yaml', { before: {} }, { 'ci/house.yaml': STRICT });
    expect(lying).toMatchObject({ code: 2, err: expect.stringContaining('read from the branch') });
    expect((await run('gate --policy /team/rules.yaml', { before: {} }, { '/team/rules.yaml': STRICT })).code).toBe(5);
  });

  it('are those that lie here where a diff says of no branch, and that is said', async () => {
    const lying = { '/house/rampart.yaml': STRICT, 'x.diff': DIFF };
    const given = await run('gate --diff x.diff', { before: {} }, lying);
    expect(given).toMatchObject({ code: 5, err: expect.stringContaining('high change') });
    const shown = await run('comment --dry-run --diff x.diff', { before: {} }, lying);
    expect(shown.out).toContain('rules-as-they-lie');
    const based = await run('gate --diff x.diff --base main', { before: {} }, lying);
    expect(based.code).toBe(0);
  });

  it('are no affair of whoever plans at a desk', async () => {
    expect((await run('risk --json', { before }, LAX)).out).toContain('"level": "low"');
  });
});
