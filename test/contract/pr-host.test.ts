import { describe, expect, it } from 'vitest';
import { prHosts } from '../../src/adapters/pr-host/index.ts';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { pipelineIn } from '../../src/adapters/pipeline.ts';
import { HOSTS } from '../../src/ports/pr-host.ts';
import { aContext } from '../helpers/context.ts';
import { readAll } from '../core/change/read.ts';
import { problemOf, worked } from '../helpers/log.ts';
import { HOST_WORLDS } from '../worlds/index.ts';

const HEAD = 'e4f5a6b0'.repeat(5);
const CHECK = { head: 'e4f5', conclusion: 'neutral', title: 'HIGH', summary: 'why', annotations: [] } as const;

it('knows every host by name, and no other', () => {
  expect(Object.keys(prHosts)).toEqual(HOSTS);
});

describe.each(Object.keys(prHosts))('the host %s', (name) => {
  const world = HOST_WORLDS[name];
  if (!world) throw new Error(`no world for the host ${name}`);

  it('is let in by its own token, and says which one is missing', async () => {
    const adapter = await prHosts[name]?.();
    if (!adapter) throw new Error('not in the list');
    const { token, open } = adapter;
    const asked = { repository: 'acme/shop', address: undefined };
    expect(problemOf(await open(asked, aContext()))).toMatchObject({ code: 'secret-missing', path: token.name });
    expect(worked(await open(asked, aContext({ [token.name]: 'x' }))).linkTo('e4f5', 'a.ts', 1)).toContain(
      `https://${name}.com/acme/shop/`,
    );
  });

  it('knows a pull request', async () => {
    const pull = worked(await world().host.pull(12));
    expect(pull).toMatchObject({ number: 12, author: 'ana', description: '', fork: false, open: true });
    expect([pull.base, pull.head]).toEqual(['a1b2c3d4'.repeat(5), 'e4f5a6b0'.repeat(5)]);
  });

  it('knows one that comes from elsewhere, and one that is over', async () => {
    const pull = worked(await world({ fork: true, state: 'closed' }).host.pull(12));
    expect(pull).toMatchObject({ fork: true, open: false });
  });

  it('knows which ones end at a commit, whatever else holds it', async () => {
    const { host } = world();
    expect(worked(await host.endingAt(HEAD))).toEqual([12]);
    expect(worked(await host.endingAt('0'.repeat(40)))).toEqual([]);
  });

  it('knows by which name it writes', async () => {
    expect(worked(await world({ me: 'rampart-bot' }).host.me())).toBe('rampart-bot');
    const { host, bot } = world();
    expect(worked(await host.me())).toBe(bot);
  });

  it('writes a comment, and writes over that one and no other', async () => {
    const { host, said } = world();
    worked(await host.put(12, undefined, 'first'));
    worked(await host.put(12, undefined, 'second'));
    worked(await host.put(12, worked(await host.comments(12))[0]?.id, 'first, again'));
    expect(said().map(({ body }) => body)).toEqual(['first, again', 'second']);
  });

  it('takes a comment away, and says of one that is gone that it is', async () => {
    const { host, said, write } = world();
    worked(await host.put(12, undefined, 'first'));
    write('ana', 'hello');
    const id = worked(await host.comments(12))[0]?.id ?? '';
    worked(await host.remove(12, id));
    expect(said().map(({ body }) => body)).toEqual(['hello']);
    expect(problemOf(await host.remove(12, id))).toMatchObject({ code: 'host-not-found' });
  });

  it('reads all comments, however many pages they take', async () => {
    const { host, said, write } = world();
    for (let id = 1; id <= 230; id += 1) write('ana', `${id}`);
    const found = worked(await host.comments(12));
    expect(found.map(({ author, body }) => ({ author, body }))).toEqual(said());
  });

  it('writes a verdict beside a commit, also one that holds nothing back', async () => {
    const { host, checks } = world();
    worked(await host.check(CHECK));
    worked(await host.check({ ...CHECK, conclusion: 'failure', title: 'x'.repeat(250) }));
    expect(checks()).toMatchObject([{ head: 'e4f5', name: 'rampart', holds: false, title: 'HIGH' }, { holds: true }]);
  });

  it('writes annotations, where the host has any, in as many calls as it wants', async () => {
    const { host, checks } = world();
    const annotations = Array.from({ length: 120 }, (_, line) => ({
      path: 'a.ts',
      line: line + 1,
      level: 'notice' as const,
      message: 'look',
    }));
    worked(await host.check({ ...CHECK, annotations }));
    expect(checks().map((check) => check.annotations)).toEqual(name === 'github' ? [50, 50, 20] : [0]);
  });

  it.each([
    ['admin', 'admin'],
    ['maintain', 'maintain'],
    ['write', 'write'],
    ['triage', 'triage'],
    ['read', 'read'],
    [undefined, 'none'],
  ])('knows what somebody may do who has %s', async (role, permission) => {
    const { host, roles } = world();
    if (role !== undefined) roles['zoe'] = role;
    expect(worked(await host.commands.person('zoe', []))).toEqual({ name: 'zoe', permission, teams: [], untold: [] });
  });

  it('knows who made the change, and leaves a sign under a comment, twice if need be', async () => {
    const { host, says, signs } = world();
    expect(worked(await host.commands.authors(12))).toEqual(['ana']);
    says('zoe', 'hello');
    const [comment] = worked(await host.comments(12));
    for (const sign of ['done', 'done', 'unclear'] as const)
      worked(await host.commands.react(12, comment?.id ?? '', sign));
    expect(new Set(signs())).toEqual(new Set([`${comment?.id} done`, `${comment?.id} unclear`]));
  });

  it('reads what its pipelines are told, of comments and of merges', () => {
    const { host, repository, says, merges } = world();
    const { event } = host.commands;
    const told = { repository, number: 12, by: 'zoe' };
    expect(worked(event(says('zoe', 'hello')))).toMatchObject({
      ...told,
      is: 'comment',
      how: 'created',
      onPull: true,
      author: 'zoe',
      body: 'hello',
    });
    expect(worked(event(merges('zoe')))).toEqual({ ...told, is: 'pull', how: 'closed', merged: true, head: HEAD });
    for (const odd of [undefined, null, [], {}, { repository: 7 }, { object_kind: 'note' }])
      expect(event(odd).ok).toBe(false);
  });

  const HUNK = '@@ -1,2 +1,2 @@\n one\n-two\n+three';
  const many = (count: number) => Array.from({ length: count }, (_, at) => ({ path: `src/a${at}.ts`, hunks: HUNK }));

  it.each([3, 299, 301, 950])('gives the whole change, of %i files', async (count) => {
    const { text, left } = worked(await world({ files: many(count) }).host.diff(12));
    const { files } = readAll(Buffer.from(text));
    expect(files.map(({ path, unread }) => [path, unread])).toEqual(many(count).map(({ path }) => [path, undefined]));
    expect(left).toEqual([]);
  });

  it('names what it keeps back: a file that is too large, and the files behind its limit', async () => {
    const files = [{ path: 'large.ts', hunks: undefined }, ...many(3100)];
    const { text, left } = worked(await world({ files }).host.diff(12));
    const read = readAll(Buffer.from(text)).files;
    expect(read[0]).toMatchObject({ path: 'large.ts', unread: expect.stringContaining('no line of it follows') });
    expect(left).toEqual([expect.stringMatching(/^the files behind the first (?:3,000|1000): /)]);
  });

  describe.each(['branch', 'release'] as const)('keeps files on a %s', (on) => {
    const PLACE = { on, name: 'rampart-plans' };

    it('that it makes where there is none, and gives them back as they were', async () => {
      const { host, shelves } = world();
      const shelf = host.shelf(PLACE);
      expect(worked(await shelf.read('a.plan.json'))).toBeUndefined();
      expect(worked(await shelf.add('a.plan.json', '{"a": "ä\\u202e"}\n'))).toBe('added');
      expect(worked(await shelf.add('b.plan.json', '{"b": 1}\n'))).toBe('added');
      expect(worked(await shelf.read('a.plan.json'))).toBe('{"a": "ä\\u202e"}\n');
      expect(worked(await shelf.read('c.plan.json'))).toBeUndefined();
      expect(shelves[on]).toEqual({
        'rampart-plans': { 'a.plan.json': '{"a": "ä\\u202e"}\n', 'b.plan.json': '{"b": 1}\n' },
      });
    });

    it('and writes over none of them', async () => {
      const { host, shelves } = world();
      shelves[on] = { 'rampart-plans': { 'a.plan.json': 'by hand' } };
      expect(worked(await host.shelf(PLACE).add('a.plan.json', '{"a": 1}\n'))).toBe('taken');
      expect(shelves[on]['rampart-plans']).toEqual({ 'a.plan.json': 'by hand' });
    });

    it('says what a token may not do', async () => {
      const { host } = world({ readOnly: true });
      expect(worked(await host.shelf(PLACE).read('a.plan.json'))).toBeUndefined();
      expect(problemOf(await host.shelf(PLACE).add('a.plan.json', '{}'))).toMatchObject({ code: 'host-forbidden' });
    });
  });

  it.each([
    [401, 'host-unauthorized', 'refused'],
    [403, 'host-forbidden', 'refused'],
    [404, 'host-not-found', 'usage'],
    [422, 'host-refused', 'invalid'],
  ])('says what %i means, and nothing that is secret', async (status, code, kind) => {
    const { host, trouble } = world();
    trouble.status = status;
    const problem = problemOf(await host.comments(12));
    expect(problem).toMatchObject({ code, kind });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  it('is worth another try where it fails by itself', async () => {
    const { host, trouble } = world();
    trouble.status = 429;
    trouble.headers = { 'retry-after': '3600' };
    expect(problemOf(await host.pull(12))).toMatchObject({ kind: 'unreachable' });
  });

  it('links to a line at a commit, whatever the path is', () => {
    const { linkTo } = world().host;
    expect(linkTo('e4f5', 'src/a b#?.ts', 7)).toMatch(/\/blob\/e4f5\/src\/a%20b%23%3F\.ts#L7$/);
    expect(linkTo('e4f5', 'src/a.ts', 0)).toMatch(/\/src\/a\.ts$/);
  });
});

describe('a pipeline', () => {
  it.each([
    [{}, {}],
    [
      {
        GITHUB_ACTIONS: 'true',
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_REF: 'refs/pull/12/merge',
        GITHUB_BASE_REF: 'main',
        GITHUB_STEP_SUMMARY: '/summary.md',
        GITHUB_EVENT_PATH: '/event.json',
      },
      {
        host: 'github',
        repository: 'acme/shop',
        pull: 12,
        base: 'refs/remotes/origin/main',
        head: HEAD,
        summary: '/summary.md',
      },
    ],
    [{ GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/pull/0/merge', GITHUB_EVENT_PATH: '/nowhere' }, { host: 'github' }],
    [
      { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'acme/shop', GITHUB_REF: 'refs/heads/main', GITHUB_BASE_REF: '' },
      { host: 'github', repository: 'acme/shop' },
    ],
    [
      {
        GITLAB_CI: 'true',
        CI_PROJECT_PATH: 'mallory/shop',
        CI_MERGE_REQUEST_PROJECT_PATH: 'acme/web/shop',
        CI_MERGE_REQUEST_IID: '12',
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
        CI_COMMIT_SHA: 'e4f5',
      },
      { host: 'gitlab', repository: 'acme/web/shop', pull: 12, base: 'refs/remotes/origin/main', head: 'e4f5' },
    ],
    [
      {
        GITLAB_CI: 'true',
        CI_PROJECT_PATH: 'acme/shop',
        CI_MERGE_REQUEST_IID: '12',
        CI_COMMIT_SHA: 'merged',
        CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: 'e4f5',
      },
      { host: 'gitlab', repository: 'acme/shop', pull: 12, head: 'e4f5' },
    ],
  ])('says where it runs: %o', async (env, told) => {
    const files = memoryFiles(new Map([['/event.json', JSON.stringify({ pull_request: { head: { sha: HEAD } } })]]));
    expect(await pipelineIn(env, files)).toEqual(told);
  });
});
