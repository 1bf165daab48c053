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
});
