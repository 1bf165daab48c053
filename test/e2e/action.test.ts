import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aCheckout, aRunner, overHttp } from '../helpers/runner.ts';
import { githubWorld } from '../worlds/github.ts';

/** A short way up, so that what is simulated of it takes no time. */
const POLICY = `version: 1
ladders:
  rings: { steps: [{ rings: { internal: 100 }, soak: 1h }, { percent: 100 }] }
`;
const BEFORE = 'export const refund = (total: number, rate: number) => Math.round(total * rate);\n';
const AFTER = 'export const refund = (total: number, rate: number) => Math.floor(total * rate * 100) / 100;\n';

const aStage = async (head: Readonly<Record<string, string>> = { 'src/refunds/tax.ts': AFTER }, server?: string) => {
  const checkout = aCheckout({ base: { 'rampart.yaml': POLICY, 'src/refunds/tax.ts': BEFORE }, head });
  const world = githubWorld({ head: checkout.head, ...(server === undefined ? {} : { api: `${server}/api/v3` }) });
  world.pull.base.sha = checkout.base;
  Object.assign(world.roles, { zoe: 'write', bo: 'write', eve: 'read' });
  const at = await overHttp(server);
  const run = aRunner(checkout, server === undefined ? at : `${at}/api/v3`, server);
  const event = (action: string) => ({
    action,
    number: 12,
    repository: { full_name: 'acme/shop' },
    pull_request: { number: 12, merged: false, base: { sha: checkout.base }, head: { sha: world.pull.head.sha } },
  });
  const ours = (): string => world.comments.find(({ user }) => user.login === world.bot)?.body ?? '';
  return { checkout, world, run, event, ours, at };
};

/** What GitHub tells when a pull request was merged, as far as anybody here may care and then some. */
const aClosedEvent = ({ base, head }: { readonly base: string; readonly head: string }) => ({
  action: 'closed',
  number: 12,
  repository: { id: 1, name: 'shop', full_name: 'acme/shop', default_branch: 'main', private: true },
  sender: { login: 'max', id: 5, type: 'User' },
  pull_request: {
    id: 900,
    number: 12,
    state: 'closed',
    title: 'Faster sign-in',
    body: null,
    merged: true,
    merged_at: '2026-11-20T12:00:00Z',
    merged_by: { login: 'max', id: 5, type: 'User' },
    merge_commit_sha: 'c0ffee00'.repeat(5),
    user: { login: 'ana', id: 2, type: 'User' },
    base: { ref: 'main', sha: base, repo: { id: 1, full_name: 'acme/shop' } },
    head: { ref: 'topic', sha: head, repo: { id: 1, full_name: 'acme/shop' } },
  },
});

describe('the action', () => {
  it(
    'comments on what was opened, edits that when it changes, and follows a command',
    { timeout: 120_000 },
    async () => {
      const { checkout, world, run, event, ours } = await aStage();
      const opened = await run({ do: 'comment', commands: 'true' }, event('opened'));
      expect(opened).toMatchObject({ code: 0, out: expect.stringContaining('created') });
      const [first] = ours().split('\n');
      expect(first).toMatch(/^\*\*Rampart: (?:HIGH|CRITICAL)\*\*/);
      const digest = /approve sha256:([0-9a-f]{64})/.exec(ours())?.[1] ?? '';
      const answer = await run({ do: 'respond' }, world.says('zoe', `/rampart approve sha256:${digest}`));
      expect(answer).toMatchObject({ code: 0, out: expect.stringContaining('done') });
      expect(ours()).toContain('zoe agrees');
      const old = event('synchronize');
      Object.assign(world.pull.head, { sha: checkout.push({ 'src/refunds/tax.ts': `${AFTER}// more\n` }) });
      expect(await run({ do: 'comment', commands: 'true' }, old)).toMatchObject({
        code: 0,
        out: expect.stringContaining('overtaken'),
      });
      expect(await run({ do: 'comment', commands: 'true' }, event('synchronize'))).toMatchObject({ code: 0 });
      expect(ours()).toMatch(/no approved plan yet/);
      expect(ours()).not.toContain('zoe agrees');
      expect(world.comments.filter(({ user }) => user.login === world.bot)).toHaveLength(1);
      expect(`${opened.out}${answer.out}`).not.toContain('token secret');
    },
  );

  it(
    'keeps the plan of what was merged where it is told to, and says which one that is',
    { timeout: 120_000 },
    async () => {
      const { checkout, world, run, event, ours } = await aStage();
      await run({ do: 'comment', commands: 'true' }, event('opened'));
      const digest = /approve sha256:([0-9a-f]{64})/.exec(ours())?.[1] ?? '';
      const closed = aClosedEvent(checkout);
      Object.assign(world.pull, { state: 'closed', merged: true });
      const early = await run({ do: 'after-merge', keep: 'branch' }, closed);
      expect(early).toMatchObject({ code: 5, out: expect.stringContaining('no-approved-plan'), outputs: '' });
      expect(world.shelves.branch).toEqual({});
      Object.assign(world.pull, { state: 'open', merged: false });
      for (const name of ['zoe', 'bo'])
        await run({ do: 'respond' }, world.says(name, `/rampart approve sha256:${digest}`));
      Object.assign(world.pull, { state: 'closed', merged: true });
      const kept = await run({ do: 'after-merge', keep: 'branch' }, closed);
      expect(kept).toMatchObject({ code: 0, outputs: `digest=${digest}\n` });
      expect(Object.keys(world.shelves.branch['rampart-plans'] ?? {})).toEqual([
        `${digest}.plan.json`,
        `${digest}.approved.json`,
      ]);
      expect(existsSync(join(checkout.workspace, 'rampart-plan', `${digest}.plan.json`))).toBe(true);
      expect(ours()).toContain('is kept on the branch rampart-plans');
      expect(await run({ do: 'after-merge', keep: 'branch' }, closed)).toMatchObject({ code: 0 });
    },
  );

  it(
    'does all of that on an Enterprise server, which is asked where it stands and nowhere else',
    { timeout: 120_000 },
    async () => {
      const { checkout, world, run, event, ours, at } = await aStage(undefined, 'https://github.example.com');
      expect(await run({ do: 'comment', commands: 'true' }, event('opened'))).toMatchObject({ code: 0 });
      const digest = /approve sha256:([0-9a-f]{64})/.exec(ours())?.[1] ?? '';
      expect(ours()).toContain(`(${at}/acme/shop/blob/${checkout.head}/src/refunds/tax.ts#L1)`);
      for (const name of ['zoe', 'bo'])
        await run({ do: 'respond' }, world.says(name, `/rampart approve sha256:${digest}`));
      Object.assign(world.pull, { state: 'closed', merged: true });
      const kept = await run({ do: 'after-merge', keep: 'release' }, aClosedEvent(checkout));
      expect(kept).toMatchObject({ code: 0, outputs: `digest=${digest}\n` });
      expect(Object.keys(world.shelves.release['rampart-plans'] ?? {})).toHaveLength(2);
      expect(world.calls.filter((call) => !/ \/api\/(?:v3|uploads)\//.test(call))).toEqual([]);
    },
  );

  it('takes a turn of what is under way, and none without a log that lasts', { timeout: 60_000 }, async () => {
    const { run, event } = await aStage();
    expect(await run({ do: 'tick' }, event('opened'))).toMatchObject({
      code: 2,
      out: expect.stringContaining('takes a db'),
    });
    expect((await run({ do: 'tick', db: 'rampart.db' }, event('opened'))).code).toBe(0);
  });

  it('takes a fork over without believing what it hands over', { timeout: 120_000 }, async () => {
    const { checkout, world, run, event, ours } = await aStage();
    expect(await run({ do: 'hand-over', token: '' }, event('opened'))).toMatchObject({ code: 0 });
    const folder = join(checkout.workspace, 'rampart-hand-over');
    expect(readFileSync(join(folder, 'pull.json'), 'utf8')).toBe('{"schemaVersion":1,"pr":12}\n');
    const told = { repository: { full_name: 'acme/shop' }, workflow_run: { head_sha: world.pull.head.sha } };
    writeFileSync(join(folder, 'plan.json'), '{"level":"low"}');
    const taken = await run({ do: 'take-over' }, told);
    expect(taken).toMatchObject({ code: 0, out: expect.stringContaining('claims') });
    expect(ours()).toMatch(/^\*\*Rampart: (?:HIGH|CRITICAL)\*\*/);
    const comments = world.comments.length;
    for (const hostile of [
      '{"schemaVersion":1,"pr":12,"x":1}',
      '{"schemaVersion":1,"pr":"12; id"}',
      `{"schemaVersion":1,"pr":${'1'.repeat(200)}}`,
    ]) {
      writeFileSync(join(folder, 'pull.json'), hostile);
      expect((await run({ do: 'take-over' }, told)).code).toBe(2);
    }
    writeFileSync(join(folder, 'pull.json'), '{"schemaVersion":1,"pr":12}\n');
    const other = { ...told, workflow_run: { head_sha: 'beef'.repeat(10) } };
    expect(await run({ do: 'take-over' }, other)).toMatchObject({ code: 0, out: expect.stringContaining('overtaken') });
    expect(world.comments).toHaveLength(comments);
  });

  it(
    'reads its rules from the base, runs nothing of the branch, and takes a change of the rules for critical',
    { timeout: 120_000 },
    async () => {
      const { checkout, world, run, event, ours } = await aStage({
        'rampart.yaml': `${POLICY}levels: { critical: { approvals: [] } }\n`,
        '.github/workflows/evil.yml': 'on: push\n',
        'package.json': '{"scripts":{"prepare":"touch /tmp/rampart-was-here"}}',
        '.gitattributes': '* diff=evil\n',
      });
      expect(await run({ do: 'comment' }, event('opened'))).toMatchObject({ code: 0 });
      expect(ours()).toMatch(/^\*\*Rampart: CRITICAL\*\*.*no approved plan yet/);
      expect(existsSync(join(checkout.workspace, 'package.json'))).toBe(false);
      expect(world.comments).toHaveLength(1);
    },
  );

  it('stops where an event is none of its own', { timeout: 120_000 }, async () => {
    const { run, event, checkout } = await aStage();
    mkdirSync(join(checkout.workspace, 'rampart-hand-over'), { recursive: true });
    for (const what of ['take-over', 'deploy', '$(id)'])
      expect((await run({ do: what }, event('opened'))).code).not.toBe(0);
    const odd = { ...event('opened'), pull_request: { number: '12; id', head: { sha: '$(id)' } } };
    expect((await run({ do: 'comment' }, odd)).code).toBe(2);
  });
});
