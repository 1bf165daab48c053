import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/adapters/files/node.ts';
import { unleash } from '../../src/adapters/flag-backend/unleash.ts';
import { systemClock } from '../../src/adapters/clock/system.ts';
import { secretsFrom } from '../../src/adapters/secrets.ts';
import { sameFlag } from '../../src/core/flags/compare.ts';
import { type FlagState, switchedOff } from '../../src/core/flags/flag-state.ts';
import type { FlagBackend } from '../../src/ports/flag-backend.ts';
import { aFlag, anyFlag, fitted } from '../helpers/flags.ts';
import { worked } from '../helpers/log.ts';
import { aPostgres, type Postgres } from './postgres.ts';
import { freePort, type Running, start, TOOLS, toolAt } from './server.ts';

/** A real Unleash on a real PostgreSQL, told by our adapter and asked by Unleash's own client. */
type Client = {
  isEnabled: (name: string, context: Record<string, unknown>) => boolean;
  once: (event: string, done: () => void) => void;
  destroy: () => void;
};

const ADMIN = '*:*.only-on-loopback-admin';
const CLIENT = '*:development.only-on-loopback-client';
const USERS = Array.from({ length: 10_000 }, (_, n) => `user-${n}`);

let postgres: Postgres;
let server: Running;
let at: string;

beforeAll(async () => {
  toolAt('unleash-server');
  postgres = await aPostgres();
  const port = await freePort();
  at = `http://127.0.0.1:${port}`;
  server = await start({
    command: process.execPath,
    words: ['unleash.mjs'],
    folder: new URL(TOOLS).pathname,
    env: {
      DATABASE_URL: postgres.url(),
      UNLEASH_PORT: String(port),
      UNLEASH_ADMIN_TOKEN: ADMIN,
      UNLEASH_CLIENT_TOKEN: CLIENT,
    },
    ready: async () => (await fetch(`${at}/health`).catch(() => undefined))?.ok === true,
  });
});

afterAll(async () => {
  await server?.stop();
  await postgres?.stop();
});

const opened = async (options = 'environment=development'): Promise<FlagBackend> => {
  const files = nodeFiles(() => 'x');
  const secret = secretsFrom({ UNLEASH_TOKEN: ADMIN }, files);
  return worked(await unleash.open(`${at}/?${options}`, { fetch, files, secret, clock: systemClock }));
};

const admin = async (method: string, path: string, body?: unknown): Promise<unknown> => {
  const answer = await fetch(`${at}/api/admin${path}`, {
    method,
    headers: { authorization: ADMIN, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
};

/** Those who have the flag, by a client that has just asked the server. */
const whoHas = async (key: string, more: (id: string) => Record<string, unknown> = () => ({})) => {
  const { Unleash } = createRequire(new URL('package.json', TOOLS))('unleash-client') as {
    Unleash: new (config: Record<string, unknown>) => Client;
  };
  const client = new Unleash({
    url: `${at}/api`,
    appName: 'rampart-test',
    customHeaders: { Authorization: CLIENT },
    disableMetrics: true,
    storageProvider: { get: async () => undefined, set: async () => undefined },
  });
  try {
    await new Promise<void>((done) => client.once('synchronized', done));
    return new Set(USERS.filter((id) => client.isEnabled(key, { userId: id, ...more(id) })));
  } finally {
    client.destroy();
  }
};

const put = async (backend: FlagBackend, flag: FlagState): Promise<void> => {
  const [found] = worked(await backend.read([flag.key]));
  worked(await backend.write(fitted(flag, backend.capabilities), found?.revision));
};

const inBeta = (id: string) => ({ properties: { tier: id.endsWith('7') ? 'beta' : 'all' } });
const beta = (percent: number) => [
  { ring: 'beta', match: [{ attribute: 'tier', is: 'equal-to' as const, values: ['beta'] }], percent },
];

describe('a real unleash-server, read by unleash-client', () => {
  it('serves a share of 10,000 users, and takes it from nobody as it grows', async () => {
    const backend = await opened();
    let before = new Set<string>();
    for (const percent of [1, 10, 50, 100]) {
      await put(backend, aFlag({ key: 'share', percent }));
      const now = await whoHas('share');
      const spread = 4 * Math.sqrt(((percent / 100) * (1 - percent / 100)) / USERS.length);
      expect(Math.abs(now.size / USERS.length - percent / 100)).toBeLessThanOrEqual(spread);
      expect([...before].filter((id) => !now.has(id))).toEqual([]);
      before = now;
    }
    await put(backend, switchedOff(aFlag({ key: 'share' })));
    expect((await whoHas('share')).size).toBe(0);
  });

  it('serves named users always, and a ring before the others', async () => {
    const backend = await opened();
    await put(backend, aFlag({ key: 'rings', percent: 0, allow: ['user-1'], rings: beta(100) }));
    const all = USERS.filter((id) => id === 'user-1' || id.endsWith('7'));
    expect([...(await whoHas('rings', inBeta))]).toEqual(all);
    await put(backend, aFlag({ key: 'rings', percent: 10, allow: ['user-1'], rings: beta(100) }));
    const more = await whoHas('rings', inBeta);
    expect(all.filter((id) => !more.has(id))).toEqual([]);
    expect(more.size).toBeGreaterThan(all.length);
  });

  it('gave it to nobody by default: the strategy was there before the environment was on', async () => {
    const backend = await opened();
    await put(backend, aFlag({ key: 'order', percent: 5 }));
    const { events } = (await admin('GET', '/events/order')) as { events: { type: string }[] };
    const types = events.map(({ type }) => type).toReversed();
    expect(types.indexOf('feature-strategy-add')).toBeGreaterThan(0);
    expect(types.indexOf('feature-strategy-add')).toBeLessThan(types.indexOf('feature-environment-enabled'));
    expect(types.filter((type) => type === 'feature-strategy-add')).toHaveLength(1);
  });

  it('switched off and on again by hand, is nobody', async () => {
    const backend = await opened();
    await put(backend, aFlag({ key: 'by-hand', percent: 100, allow: ['user-1'] }));
    await put(backend, switchedOff(aFlag({ key: 'by-hand' })));
    await admin('POST', '/projects/default/features/by-hand/environments/development/on');
    expect((await whoHas('by-hand')).size).toBe(0);
  });

  it('switched on by hand without a strategy, is everyone, and we say so', async () => {
    const backend = await opened();
    await admin('POST', '/projects/default/features', { name: 'default-trap', type: 'release' });
    expect(worked(await backend.read(['default-trap']))).toMatchObject([{ enabled: false, percent: 0 }]);
    await admin('POST', '/projects/default/features/default-trap/environments/development/on');
    const read = await backend.read(['default-trap']);
    expect(worked(read)).toMatchObject([{ enabled: true, percent: 100 }]);
    expect(read.ok && read.warnings).toMatchObject([{ code: 'flag-edited' }]);
    expect((await whoHas('default-trap')).size).toBe(USERS.length);
  });

  it('knows what a flag rests on, and serves it to nobody while that is off', async () => {
    const backend = await opened();
    await put(backend, switchedOff(aFlag({ key: 'parent' })));
    await put(backend, aFlag({ key: 'child', percent: 100, prerequisites: ['parent'] }));
    expect((await whoHas('child')).size).toBe(0);
    await put(backend, aFlag({ key: 'parent', percent: 100 }));
    expect((await whoHas('child')).size).toBe(USERS.length);
  });

  it('takes rings from segments', async () => {
    const constraints = [{ contextName: 'tier', operator: 'IN', values: ['beta'] }];
    await admin('POST', '/segments', { name: 'beta', constraints });
    const backend = await opened('environment=development&rings=segments');
    await put(backend, aFlag({ key: 'segments', percent: 0, rings: beta(100) }));
    expect([...(await whoHas('segments', inBeta))]).toEqual(USERS.filter((id) => id.endsWith('7')));
    expect(worked(await backend.read(['segments']))).toMatchObject([{ rings: [{ ring: 'beta', percent: 100 }] }]);
  });

  it('holds whatever it can hold as it was told', async () => {
    const backend = await opened();
    await fc.assert(
      fc.asyncProperty(anyFlag, fc.nat(1e9), async (any, n) => {
        const flag = fitted({ ...any, key: `any-${n}` }, backend.capabilities);
        await put(backend, flag);
        const read = await backend.read([flag.key]);
        const [found] = worked(read);
        expect(found && sameFlag(found, flag), JSON.stringify([flag, found])).toBe(true);
        expect(read.ok && read.warnings).toEqual([]);
      }),
      { numRuns: 25, seed: 20_261_120 },
    );
  });

  it('lets nobody in with a token that is not one', async () => {
    const files = nodeFiles(() => 'x');
    const secret = secretsFrom({ UNLEASH_TOKEN: '*:*.no-such-token' }, files);
    const backend = worked(
      await unleash.open(`${at}/?environment=development`, { fetch, files, secret, clock: systemClock }),
    );
    const read = await backend.read(['share']);
    expect(read.ok ? [] : read.problems).toMatchObject([{ kind: 'refused', code: 'http-unauthorised' }]);
    expect(JSON.stringify(read)).not.toContain('no-such-token');
  });
});
