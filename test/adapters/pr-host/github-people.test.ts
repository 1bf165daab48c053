import { describe, expect, it } from 'vitest';
import { worked } from '../../helpers/log.ts';
import { githubWorld } from '../../worlds/github.ts';

const aHost = () => {
  const made = githubWorld();
  Object.assign(made.roles, { max: 'maintain', tri: 'triage', own: 'our-own-role' });
  return { ...made, commands: made.host.commands };
};

describe('whom GitHub knows', () => {
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
    worked(await commands.react(12, '7', 'done'));
    worked(await commands.react(12, '7', 'unclear'));
    expect(reactions).toEqual(['7 +1', '7 confused']);
  });

  it('reads no event from what is none', () => {
    const { commands } = aHost();
    for (const odd of [undefined, null, [], {}, { repository: 7 }]) expect(commands.event(odd).ok).toBe(false);
    const elsewhere = { repository: { full_name: 'acme/shop' }, action: 'created', comment: { id: 'x' } };
    expect(worked(commands.event(elsewhere))).toEqual({ is: 'other', repository: 'acme/shop' });
  });

  it('tells who wrote a comment, a person or a program, and whether anybody has changed it since', async () => {
    const { host, says } = githubWorld();
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
