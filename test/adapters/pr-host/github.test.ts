import { describe, expect, it } from 'vitest';
import { githubWorld } from '../../worlds/github.ts';

const greeted = async (scopes?: string) => githubWorld(scopes === undefined ? {} : { scopes }).host.greet?.();

describe('what a token of GitHub may do', () => {
  it('is told by its scopes where it has some', async () => {
    expect(await greeted('repo, read:org')).toMatchObject({
      ok: true,
      value: 'acme/shop, push, pull; scopes repo, read:org',
    });
    expect(await greeted('public_repo')).toMatchObject({ ok: false, problems: [{ code: 'host-forbidden' }] });
  });

  it('is not made up for a token without scopes: what its owner may do, and no more', async () =>
    expect(await greeted()).toMatchObject({
      ok: true,
      value: expect.stringMatching(/push, pull; what this token may write/),
    }));

  it('is a problem where the host does not let us look', async () => {
    const { host, trouble } = githubWorld();
    trouble.status = 404;
    expect(await host.greet?.()).toMatchObject({ ok: false, problems: [{ code: 'host-not-found' }] });
  });
});
