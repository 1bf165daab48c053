import { describe, expect, it } from 'vitest';
import { problemOf, worked } from '../../helpers/log.ts';
import { gitlabWorld } from '../../worlds/gitlab.ts';

describe('GitLab', () => {
  it('is waited for once where it wants to be asked less often, and not for long', async () => {
    const { host, trouble, waits, calls } = gitlabWorld();
    Object.assign(trouble, { status: 429, headers: { 'retry-after': '30' }, times: 1 });
    expect(worked(await host.pull(12)).number).toBe(12);
    expect([waits, calls.length]).toEqual([[30_000], 2]);
    Object.assign(trouble, { times: 2 });
    expect(problemOf(await host.put(12, undefined, 'hello'))).toMatchObject({ code: 'host-unreachable' });
    Object.assign(trouble, { headers: { 'retry-after': '3600' }, times: 1 });
    await host.pull(12);
    expect([waits, calls.length]).toEqual([[30_000, 30_000], 5]);
  });

  it('says that a token has expired, and which one', async () => {
    const { host, trouble } = gitlabWorld();
    trouble.status = 401;
    expect(problemOf(await host.me())).toMatchObject({
      message: expect.stringContaining('expired'),
      hint: 'give a valid one in GITLAB_TOKEN',
    });
  });

  it('writes nothing twice when it does not answer', async () => {
    const { host, trouble, calls } = gitlabWorld();
    trouble.status = 502;
    expect(problemOf(await host.put(12, undefined, 'hello'))).toMatchObject({ kind: 'unreachable' });
    expect(calls).toHaveLength(1);
  });

  it('takes what it notes down by itself for no comment', async () => {
    const { host, notes, write } = gitlabWorld();
    notes.push({ id: 1, author: { username: 'ana' }, body: 'added 1 commit', system: true });
    write('ana', 'looks good');
    expect(worked(await host.comments(12)).map(({ body }) => body)).toEqual(['looks good']);
  });

  it('links where the server is, whatever folder it stands in', () => {
    expect(gitlabWorld().host.linkTo('e4f5', 'a.ts', 7)).toBe(
      'https://gitlab.example.com/shared/acme/web/shop/-/blob/e4f5/a.ts#L7',
    );
  });
});
