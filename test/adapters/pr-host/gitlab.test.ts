import { describe, expect, it } from 'vitest';
import { problemOf, worked } from '../../helpers/log.ts';
import { gitlabWorld } from '../../worlds/gitlab.ts';

const aHost = () => {
  const made = gitlabWorld();
  Object.assign(made.roles, { max: 'maintain' });
  return made;
};

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

  it('knows who is in a group until when, and of which it does not tell', async () => {
    const { host, groups } = aHost();
    groups['acme/payments'] = { max: {} };
    groups['acme/past'] = { max: { expires_at: '1969-12-31' } };
    groups['acme/others'] = { zoe: {} };
    const teams = ['@acme/payments', '@acme/past', '@acme/others', '@acme/secret'];
    expect(worked(await host.commands.person('max', teams))).toMatchObject({
      permission: 'maintain',
      teams: ['@acme/payments'],
      untold: ['@acme/secret'],
    });
  });

  it('takes everybody whose commit it is for an author, and says where there are too many to know', async () => {
    const { host, commits } = aHost();
    for (let nth = 0; nth < 120; nth += 1) commits.push(nth === 5 ? null : { username: `writer-${nth}` });
    expect(worked(await host.commands.authors(12))).toHaveLength(120);
    for (let nth = 0; nth < 200; nth += 1) commits.push({ username: 'ana' });
    expect(problemOf(await host.commands.authors(12))).toMatchObject({ code: 'too-many-authors', kind: 'refused' });
  });

  it('tells a note that was edited from one that somebody gave a thumb', async () => {
    const { host, notes, says } = aHost();
    says('zoe', 'mine');
    says('zoe', 'changed');
    worked(await host.commands.react(12, '1000', 'done'));
    Object.assign(notes[1] ?? {}, { lastEditedAt: '2026-11-20T12:00:00Z' });
    expect(worked(await host.comments(12)).map(({ edited }) => edited)).toEqual([false, true]);
  });

  it.each([
    ['an edit', { object_attributes: { action: 'update' } }, { how: 'edited' }],
    ['an edit of what somebody else wrote', { object_attributes: { action: 'update', author_id: 9 } }, { author: '' }],
    [
      'a note on an issue',
      { object_attributes: { noteable_type: 'Issue' }, merge_request: undefined },
      { onPull: false },
    ],
  ])('is read where it tells of %s', (_, { object_attributes: more, ...rest }, told) => {
    const { host, says } = aHost();
    const event = says('zoe', 'hello');
    const whole = { ...event, ...rest, object_attributes: { ...event.object_attributes, ...more } };
    expect(worked(host.commands.event(whole))).toMatchObject({ is: 'comment', ...told });
  });

  it('is no merge where somebody only closed it', () => {
    const { host, merges } = aHost();
    const event = merges('zoe') as { object_attributes: object };
    const closed = { ...event, object_attributes: { ...event.object_attributes, action: 'close', state: 'closed' } };
    expect(worked(host.commands.event(closed))).toMatchObject({ is: 'pull', how: 'closed', merged: false });
  });

  it('links where the server is, whatever folder it stands in', () => {
    expect(gitlabWorld().host.linkTo('e4f5', 'a.ts', 7)).toBe(
      'https://gitlab.example.com/shared/acme/web/shop/-/blob/e4f5/a.ts#L7',
    );
  });
});
