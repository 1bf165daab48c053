import { describe, expect, it } from 'vitest';
import { prHostAdapters } from '../../src/adapters/pr-host/index.ts';
import { problemOf, worked } from '../helpers/log.ts';
import { githubWorld } from '../worlds/github.ts';

const WORLDS: Readonly<Record<string, typeof githubWorld>> = { github: githubWorld };
const CHECK = { head: 'e4f5', conclusion: 'neutral', title: 'HIGH', summary: 'why', annotations: [] } as const;

describe.each(Object.keys(prHostAdapters))('the host %s', (name) => {
  const world = WORLDS[name];
  if (!world) throw new Error(`no world for the host ${name}`);

  it('knows a pull request', async () => {
    const pull = worked(await world().host.pull(12));
    expect(pull).toMatchObject({ number: 12, author: 'ana', description: '', fork: false, open: true });
  });

  it('knows one that comes from elsewhere, and one that is over', async () => {
    const pull = worked(await world({ fork: true, state: 'closed' }).host.pull(12));
    expect(pull).toMatchObject({ fork: true, open: false });
  });

  it('knows by which name it writes', async () => {
    expect(worked(await world({ me: 'rampart[bot]' }).host.me())).toBe('rampart[bot]');
  });

  it('knows the name that a workflow writes by, whose token may not ask for it', async () => {
    const { host, bot } = world();
    expect(worked(await host.me())).toBe(bot);
  });

  it('writes a comment, and writes over that one and no other', async () => {
    const { host, comments } = world();
    worked(await host.put(12, undefined, 'first'));
    worked(await host.put(12, undefined, 'second'));
    worked(await host.put(12, worked(await host.comments(12))[0]?.id, 'first, again'));
    expect(comments.map(({ body }) => body)).toEqual(['first, again', 'second']);
  });

  it('reads all comments, however many pages they take', async () => {
    const { host, comments } = world();
    for (let id = 1; id <= 230; id += 1) comments.push({ id, user: { login: 'ana' }, body: `${id}` });
    expect(worked(await host.comments(12)).map(({ body }) => body)).toEqual(comments.map(({ body }) => body));
  });

  it('writes a check with annotations in as many calls as the host wants', async () => {
    const { host, checks } = world();
    const annotations = Array.from({ length: 120 }, (_, line) => ({
      path: 'a.ts',
      line: line + 1,
      level: 'notice' as const,
      message: 'look',
    }));
    worked(await host.check({ ...CHECK, annotations }));
    const sizes = checks.map(({ output }) => (output as { annotations: unknown[] }).annotations.length);
    expect(sizes).toEqual([50, 50, 20]);
    worked(await host.check(CHECK));
    expect(checks.at(-1)).toMatchObject({ conclusion: 'neutral', name: 'rampart', head_sha: 'e4f5' });
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

  it('links to a line at a commit, whatever the path is', () => {
    const { linkTo } = world().host;
    expect(linkTo('e4f5', 'src/a b#?.ts', 7)).toMatch(/\/src\/a%20b%23%3F\.ts#L7$/);
    expect(linkTo('e4f5', 'src/a.ts', 0)).toMatch(/\/src\/a\.ts$/);
  });

  it('tells who wrote a comment, a person or a program, and whether anybody has changed it since', async () => {
    const { host, says } = world();
    says('zoe', 'mine');
    says('zoe', 'changed', { updated_at: '2026-11-20T12:00:00Z' });
    says('helper[bot]', 'a program');
    says('zoe', 'a program in her name', { performed_via_github_app: { id: 1 } });
    expect(worked(await host.comments(12)).map(({ edited, bot }) => [edited, bot])).toEqual([
      [false, false],
      [true, false],
      [false, true],
      [false, true],
    ]);
  });
});

describe.each(Object.keys(prHostAdapters))('whom the host %s knows', (name) => {
  const aHost = () => {
    const made = WORLDS[name]?.();
    if (!made?.host.commands) throw new Error(`no world for the host ${name}`);
    Object.assign(made.roles, { max: 'maintain', tri: 'triage', own: 'our-own-role' });
    return { ...made, commands: made.host.commands };
  };

  it.each([
    ['max', 'maintain'],
    ['tri', 'triage'],
    ['own', 'none'],
    ['nobody', 'none'],
  ])('%s may %s', async (person, permission) => {
    expect(worked(await aHost().commands.person(person, []))).toMatchObject({ name: person, permission });
  });

  it('by teams of its own: those they are in, and those that it does not tell of', async () => {
    const { commands, teams, calls } = aHost();
    teams['payments'] = { max: 'active' };
    teams['invited'] = { max: 'pending' };
    const person = await commands.person('max', ['@acme/payments', '@acme/invited', '@acme/secret', '@other/payments']);
    expect(worked(person)).toMatchObject({ teams: ['@acme/payments'], untold: ['@acme/secret'] });
    expect(calls.filter((call) => call.includes('other'))).toEqual([]);
  });

  it('as authors: whoever opened it and whoever wrote a commit, but not the browser', async () => {
    const { commands, commits } = aHost();
    for (let nth = 0; nth < 120; nth += 1) commits.push({ author: { login: `writer-${nth}` }, committer: null });
    const authors = worked(await commands.authors(12));
    expect([authors.length, authors[0], authors.includes('web-flow')]).toEqual([121, 'ana', false]);
  });

  it('leaves a sign under a comment', async () => {
    const { commands, reactions } = aHost();
    worked(await commands.react('7', 'done'));
    worked(await commands.react('7', 'unclear'));
    expect(reactions).toEqual(['7 +1', '7 confused']);
  });

  it('reads no event from what is none', () => {
    const { commands } = aHost();
    for (const odd of [undefined, null, [], {}, { repository: 7 }]) expect(commands.event(odd).ok).toBe(false);
    const elsewhere = { repository: { full_name: 'acme/shop' }, action: 'created', comment: { id: 'x' } };
    expect(worked(commands.event(elsewhere))).toEqual({ is: 'other', repository: 'acme/shop' });
  });
});
