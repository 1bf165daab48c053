import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { type HeldChange, memoryRepository } from '../../src/adapters/repository/memory.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import { Plan } from '../../src/core/plan/plan.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { portsWith, say } from '../helpers/cli.ts';
import { anOpinion } from '../helpers/samples.ts';
import { diffOf } from '../core/signals/read-diff.ts';

const bundle = { read: (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8') };

const POLICY = `rules:
  ledger:
    paths: ['src/ledger/**']
    floor: high
    area: money
    owner: finance-platform
    approvals: [finance, code-owners]
    strategy: ring
    why: the ledger is the books
`;
const OWNERS = '* @org/all\n/src/ledger/ @org/books ledger@example.com\n/docs/ @writers\n';
const DIFF = diffOf('src/ledger/list.ts', '-  log.info("a")\n+  log.info("b")') + diffOf('docs/a.md', '+a word');
const BASE = 'a'.repeat(40);
const past = {
  atMs: 1_700_000_000_000,
  commits: [{ author: 'Ada', subject: 'Revert "List"', atMs: 1_699_999_000_000, paths: ['src/lib/list.ts'] }],
};

type World = {
  readonly files?: Record<string, string>;
  readonly change?: Partial<HeldChange>;
  readonly folder?: string;
};

/** A repository at /house, and somebody in a folder of it. */
const run = async (line: string, { files = {}, change = {}, folder = '/house/src' }: World = {}) => {
  const there = { '/house/.git': '', '/house/rampart.yaml': POLICY, ...files };
  const held = new Map(Object.entries(there));
  const repository = memoryRepository({ diff: DIFF, title: 'Say b', base: BASE, ...change });
  const ports = portsWith(held, { bundle, repository, folder, files: memoryFiles(held) });
  const words = line.split(' ');
  return say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
};

const planOf = async (line: string, world: World = {}): Promise<Plan> => {
  const said = await run(line, world);
  if (said.code !== 0) throw new Error(said.err);
  return Plan.parse(JSON.parse(said.out));
};

const owned = { files: { '/house/.github/CODEOWNERS': OWNERS } };

describe('a rule of the team', () => {
  it('goes all the way from the policy into the plan', async () => {
    const plan = await planOf('plan --json', owned);
    expect(plan.risk).toMatchObject({ level: 'high', floor: 'high', rules: ['ledger'], skip: false });
    expect(plan.risk.signals[0]).toMatchObject({ id: 'team.ledger', area: 'money', why: 'the ledger is the books' });
    expect(plan.strategy).toMatchObject({ kind: 'ring', why: expect.stringContaining('team rule ledger') });
    expect(plan.flags[0]?.owner).toBe('finance-platform');
    expect(plan.approvals.map(({ from }) => from)).toEqual([
      ['engineering', '@org/books', 'ledger@example.com'],
      ['finance', '@org/books', 'ledger@example.com'],
    ]);
  });

  it('stands behind a person and before an adviser', async () => {
    expect((await planOf('plan --json --strategy canary')).strategy.kind).toBe('canary');
    const o = JSON.stringify({ ...anOpinion(), strategy: 'percentage', hypothesis: 'it sells', reasons: [] });
    expect((await planOf('plan --json --opinion o', { files: { o } })).strategy.kind).toBe('ring');
  });

  it('is explained as a rule of this policy, with its place', async () => {
    expect(JSON.parse((await run('explain team.ledger --json')).out)).toMatchObject({
      id: 'team.ledger',
      kind: 'team-rule',
      weight: 'high',
      why: 'the ledger is the books',
      answer: expect.stringContaining('../rampart.yaml'),
    });
    expect((await run('explain team.leger')).err).toContain('did you mean "team.ledger"');
  });
});

describe('code owners', () => {
  const OTHER = { '/house/CODEOWNERS': '* @root', '/house/docs/CODEOWNERS': '* @docs' };
  const asked = async (line: string, world: World) => (await planOf(line, world)).approvals[0]?.from;

  it('are read where the hosts read them, the first place first', async () => {
    expect(await asked('plan --json', { files: { ...owned.files, ...OTHER } })).toContain('@org/books');
    expect(await asked('plan --json', { files: OTHER })).toEqual(['engineering', '@root']);
  });

  it.each<[string, string, World]>([
    ['there are none', 'plan --json', {}],
    ['the change comes from elsewhere', 'plan --json --diff d', { files: { ...owned.files, d: DIFF } }],
    [
      'the folder is in no repository',
      'plan --json --policy /house/rampart.yaml',
      { ...owned, folder: '/elsewhere', files: { '/elsewhere/CODEOWNERS': '* @org/books' } },
    ],
    [
      'the change touches the file',
      'plan --json',
      { ...owned, change: { diff: DIFF + diffOf('.github/CODEOWNERS', '+* @me') } },
    ],
    ['the file is too large', 'plan --json', { files: { '/house/CODEOWNERS': `* @me\n${'#'.repeat(2 ** 20)}` } }],
  ])('are left out where %s', async (_, line, world) => expect(await asked(line, world)).toEqual(['engineering']));

  it('that are left out are said to be', async () => {
    const touched = { ...owned, change: { diff: DIFF + diffOf('CODEOWNERS', '+* @me') } };
    expect((await run('plan', touched)).out).toContain('code-owners-in-change');
    const large = { files: { '/house/CODEOWNERS': '#'.repeat(2 ** 20 + 1) } };
    expect((await run('plan', large)).out).toContain('too-large');
  });
});

describe('a policy that the change edits', () => {
  const edited = { change: { diff: DIFF + diffOf('rampart.yaml', '-version: 1\n+version: 1 # mine') } };

  it('is said to be judged by itself, unless it is not', async () => {
    expect((await run('plan', edited)).out).toContain('policy-in-change');
    expect((await run('risk', edited)).out).toContain('The rules by which changes are judged change');
    const elsewhere = { ...edited, files: { d: edited.change.diff } };
    expect((await run('plan --diff d', elsewhere)).out).not.toContain('policy-in-change');
    expect((await run('plan --policy /house/rampart.yaml', edited)).out).not.toContain('policy-in-change');
  });
});

describe('the history of the touched files', () => {
  const change = { diff: diffOf('src/lib/list.ts', '-  log.info("a")\n+  log.info("b")'), past };

  it('raises a low estimate where one was reverted, and --no-history leaves it out and says so', async () => {
    const { risk } = await planOf('plan --json', { change });
    expect([risk.estimate, risk.floor, risk.signals[0]?.id]).toEqual(['medium', 'low', 'history.reverted']);
    const without = (await planOf('plan --json --no-history', { change })).risk;
    expect([without.estimate, without.coverage.history]).toEqual(['low', 'not asked for']);
    expect((await run('risk --no-history', { change })).out).toContain('without history');
  });

  it('is asked of the repository of the change only', async () => {
    const { risk } = await planOf(`plan --json --diff d --base ${BASE}`, { change, files: { d: change.diff } });
    expect([risk.estimate, risk.coverage.history]).toEqual(['low', undefined]);
    expect((await planOf('plan --json', { change: { ...change, base: undefined } })).risk.estimate).toBe('low');
  });

  it('can be explained', async () =>
    expect(JSON.parse((await run('explain history.reverted --json')).out)).toMatchObject({ weight: 'medium' }));
});
