import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FlagdProvider } from '@openfeature/flagd-provider';
import { type Client, OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSyncClient } from '../helpers/sync-client.ts';
import { issued, serve, type Served } from './serving.ts';

/** The built program, and flagd's own provider, as it is published, that evaluates in this process what it is told. */
let folder: string;
let service: Served;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rampart-sync-'));
  service = await serve(folder, {}, '--sync', '0');
});
afterEach(async () => {
  await OpenFeature.close();
  await service.end();
  rmSync(folder, { recursive: true, force: true });
});

type Context = { readonly targetingKey: string; readonly user: { readonly tier: string; readonly email: string } };
type Asked = { readonly method: string; readonly path: string; readonly body: object; readonly token?: string };

/** One in five is of the company, one in five has asked for what is new. */
const USERS = Array.from({ length: 300 }, (_, nth): Context => ({
  targetingKey: `user-${nth}`,
  user: { tier: nth % 5 === 1 ? 'beta' : 'none', email: `${nth}@${nth % 5 === 0 ? 'company.com' : 'example.org'}` },
}));

const ask = async ({ method, path, body, token }: Asked) => {
  const proof = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { 'content-type': 'application/json', ...proof };
  const answer = await fetch(`${service.address}/environments/staging${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  expect(answer.ok, await answer.clone().text()).toBe(true);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
};
const put = (name: string, body: object, token?: string) =>
  ask({ method: 'PUT', path: `/feature-flags/${name}`, body, ...(token === undefined ? {} : { token }) });

const provided = async (): Promise<Client> => {
  const [host = '', port] = service.sync.split(':');
  const provider = new FlagdProvider({ resolverType: 'in-process', host, port: Number(port), selector: 'staging' });
  await OpenFeature.setProviderAndWait('sync', provider);
  return OpenFeature.getClient('sync');
};

const shown = ({ value, variant, reason }: Readonly<Record<string, unknown>>) => ({ value, variant, reason });

/** What the program itself answers over OFREP, and what the provider makes of what it was told, for every user. */
const compared = async (flags: Client, key: string) => {
  const [asked, told]: [unknown[], unknown[]] = [[], []];
  for (const context of USERS) {
    asked.push(shown(await ask({ method: 'POST', path: `/ofrep/v1/evaluate/flags/${key}`, body: { context } })));
    told.push(shown({ ...(await flags.getBooleanDetails(key, false, { ...context })) }));
  }
  expect(told).toEqual(asked);
  return USERS.filter((_, nth) => (told[nth] as { value: unknown }).value).map(({ targetingKey }) => targetingKey);
};

describe('flagd, in a program of somebody else', () => {
  it('answers as the service does: rings, named users, prerequisites, and nobody loses what they have', async () => {
    await put('base', { enabled: true, percentage: 40 });
    await put('rings', {
      enabled: true,
      percentage: 5,
      rings: { internal: 100, beta: 50 },
      allow: ['user-3', 'user-4'],
    });
    await put('top', { enabled: true, percentage: 100, prerequisites: ['base'] });
    const flags = await provided();
    const heard: string[][] = [];
    let stale = 0;
    flags.addHandler(ProviderEvents.Stale, () => void (stale += 1));
    flags.addHandler(ProviderEvents.ConfigurationChanged, (details) => void heard.push(details?.flagsChanged ?? []));
    const base = await compared(flags, 'base');
    expect(await compared(flags, 'top')).toEqual(base);
    const inRings = await compared(flags, 'rings');
    const theirs = USERS.filter((_, nth) => nth % 5 === 0).map(({ targetingKey }) => targetingKey);
    expect(inRings).toEqual(expect.arrayContaining([...theirs, 'user-3', 'user-4']));
    expect(inRings.length).toBeLessThan(USERS.length / 2);
    const changed = new Promise((done) => flags.addHandler(ProviderEvents.ConfigurationChanged, done));
    await put('rings', { percentage: 60 });
    await changed;
    const more = await compared(flags, 'rings');
    expect(more).toEqual(expect.arrayContaining(inRings));
    expect(more.length).toBeGreaterThan(inRings.length);
    expect(heard).toEqual([['rings']]);
    expect(stale).toBe(0);
  });

  it('comes back by itself to a service that ended and began again, and meanwhile answers by what it knew', async () => {
    await put('search', { enabled: true, percentage: 100 });
    const [host = '', port] = service.sync.split(':');
    const provider = new FlagdProvider({
      resolverType: 'in-process',
      host,
      port: Number(port),
      selector: 'staging',
      retryBackoffMaxMs: 1000,
    });
    await OpenFeature.setProviderAndWait('back', provider);
    const flags = OpenFeature.getClient('back');
    const has = () => flags.getBooleanValue('search', false, { targetingKey: 'ana' });
    await service.end();
    expect(await has()).toBe(true);
    service = await serve(folder, {}, '--sync', String(port));
    const changed = new Promise((done) => flags.addHandler(ProviderEvents.ConfigurationChanged, done));
    await put('search', { enabled: false });
    await changed;
    expect(await has()).toBe(false);
  });
});

it('whoever has no right there is told so in the words of gRPC, and a token of a viewer is let in', async () => {
  await service.end();
  const [ada, vera] = [await issued(folder, 'ada', 'admin'), await issued(folder, 'vera', 'viewer@staging')];
  service = await serve(folder, {}, '--sync', '0');
  await put('search', { enabled: true }, ada);
  const client = aSyncClient(service.sync);
  try {
    expect(await client.ask('FetchAllFlags')).toMatchObject({ code: 16 });
    expect(await client.ask('FetchAllFlags', { provider: vera })).toMatchObject({ code: 7 });
    const stream = client.stream({ selector: 'staging', provider: vera });
    expect(Object.keys(JSON.parse(await stream.next()).flags)).toEqual(['search']);
    await service.end();
    expect(await stream.ended).toMatchObject({ code: 14 });
  } finally {
    client.close();
  }
});
