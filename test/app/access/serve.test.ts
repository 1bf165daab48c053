import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oidcProvider } from '../../../src/adapters/identity/oidc.ts';
import { inProcessScheduler } from '../../../src/adapters/scheduler/in-process.ts';
import type { Ports, ServingHttp } from '../../../src/app/operation.ts';
import { ok } from '../../../src/core/problem.ts';
import { letters } from '../../helpers/access.ts';
import { anOffice, type Office } from '../../helpers/office.ts';
import { anIssuer, NOW } from '../../worlds/oidc.ts';

let office: Office;
beforeEach(() => void (office = anOffice()));
afterEach(() => office.close());

/** What the service is opened with; the service itself is over at once. */
const serve = async (line: string, during: (serving: ServingHttp) => Promise<void> = async () => undefined) => {
  const served: ServingHttp[] = [];
  const { code, out, err } = await office.run(`serve ${line} --role api --jsonl`.replace('  ', ' '), {
    unguessable: letters,
    openIdentity,
    openScheduler: async () => ok(inProcessScheduler(office.clock)),
    serveHttp: async (serving) => {
      served.push(serving);
      await during(serving);
      return ok(undefined);
    },
  });
  return { code, said: `${out}${err}`, serving: served[0] };
};

const openIdentity: Ports['openIdentity'] = async (oidc) =>
  oidcProvider(oidc, { fetch, clock: { nowMs: () => NOW, sleep: () => new Promise(() => undefined) } });

describe('where a service answers', () => {
  it('says loudly that anybody on this machine may do everything, and only then', async () => {
    const open = await serve('');
    expect(open.serving?.reach).toEqual({ alone: true, origins: [] });
    expect(open.said).toContain('ANYBODY ON THIS MACHINE MAY DO EVERYTHING');
    await office.run('access issue ada --grant admin', { unguessable: letters });
    expect((await serve('')).said).not.toContain('ANYBODY');
  });

  it.each([
    ['--host 0.0.0.0'],
    ['--origin https://rampart.example.com'],
    ['--host 10.0.0.1 --origin https://a.example --origin https://b.example'],
  ])('is nowhere but here without a token: %s', async (line) => {
    const { code, said, serving } = await serve(line);
    expect([code, serving]).toEqual([2, undefined]);
    const far = line.split(' ').filter((word) => !word.startsWith('--'));
    expect(JSON.parse(said).problems.map(({ path }: { path: string }) => path)).toEqual(far);
  });

  it('is reached by others once somebody has one, until it ends', async () => {
    await office.run('access issue ada --grant admin --expires 1d', { unguessable: letters });
    const far = '--host 0.0.0.0 --origin https://rampart.example.com';
    expect((await serve(far)).serving?.reach).toEqual({ alone: false, origins: ['https://rampart.example.com'] });
    office.clock.set(office.clock.now + 86_400_000);
    expect((await serve(far)).said).toContain('not-alone');
  });

  it.each(['https://a.example/', 'https://a.example/x', 'a.example', 'http://a.example', '*', 'null', 'file://'])(
    'takes no origin %s',
    async (origin) => {
      await office.run('access issue ada --grant admin', { unguessable: letters });
      expect((await serve(`--origin ${origin}`)).said).toContain('odd-origin');
    },
  );
});

describe('an identity provider', () => {
  const RULES = `oidc: { issuer: https://id.example.com/team, audience: rampart }
groups: { engineers: { roles: [operator@staging], teams: [engineering] } }
people: { ada@example.com: { roles: [admin] } }
`;

  it('lets people in, and keeps others out: also where nobody has a token', async () => {
    const issuer = await anIssuer();
    office.clock.set(NOW);
    writeFileSync(office.path('access.yaml'), RULES);
    const heard: unknown[] = [];
    const { said } = await serve(`--host 0.0.0.0 --access ${office.path('access.yaml')}`, async ({ gate }) => {
      heard.push(await gate.isOpen(), await gate.bearer(await issuer.sign()), await gate.bearer('a.b.c'));
      const opened = await gate.signIn(await issuer.sign({ email: 'omar@example.com', groups: ['engineers'] }));
      heard.push(opened, opened.ok && (await gate.session(opened.value.cookie)));
    });
    expect(said).not.toContain('ANYBODY');
    const omar = { name: 'omar@example.com', roles: { staging: ['operator'] }, teams: ['engineering'] };
    expect(heard).toMatchObject([
      { ok: true, value: false },
      { ok: true, value: { name: 'ada@example.com', roles: { '*': ['admin'] } } },
      { ok: false },
      { ok: true, value: { caller: omar, expiresAtMs: NOW + 3_600_000 } },
      { ok: true, value: omar },
    ]);
  });

  it('is refused with all that is wrong, origins too', async () => {
    writeFileSync(office.path('access.yaml'), `${RULES}everybody: { roles: [owner, viewer@moon] }\n`);
    const { said } = await serve(`--origin nowhere --access ${office.path('access.yaml')}`);
    for (const code of ['no-such-role', 'no-such-environment', 'odd-origin']) expect(said).toContain(code);
    writeFileSync(office.path('access.yaml'), 'oidc: [');
    expect((await serve(`--access ${office.path('access.yaml')}`)).said).toContain('access-not-yaml');
    expect((await serve(`--access ${office.path('nothing.yaml')}`)).code).not.toBe(0);
  });
});
