import { describe, expect, it } from 'vitest';
import { uploadsOf, webOf } from '../../../src/adapters/pr-host/github-places.ts';
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

describe('where a GitHub stands', () => {
  it.each([
    [undefined, 'https://github.com', 'https://uploads.github.com'],
    ['https://github.example.com/api/v3', 'https://github.example.com', 'https://github.example.com/api/uploads'],
    ['https://github.example.com/api/v3/', 'https://github.example.com', 'https://github.example.com/api/uploads'],
    ['https://api.acme.ghe.com', 'https://acme.ghe.com', 'https://uploads.acme.ghe.com'],
  ])('is reckoned from %s', (api, web, uploads) => {
    expect([webOf(api), uploadsOf(api)]).toEqual([web, uploads]);
  });
});
