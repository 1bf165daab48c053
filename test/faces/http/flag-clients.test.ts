import { writeFileSync } from 'node:fs';
import { FlagdProvider } from '@openfeature/flagd-provider';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { OpenFeature as WebOpenFeature, type Provider, ProviderEvents } from '@openfeature/web-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventSource } from '../../helpers/event-source.ts';
import { aListeningService, type Listening } from '../../helpers/listening.ts';
import { anOffice, type Office } from '../../helpers/office.ts';

/** What programs have in them, as it is published, against the service on a port of this machine. */
let office: Office;
let service: Listening;
beforeAll(() => vi.stubGlobal('EventSource', eventSource));
afterAll(() => vi.unstubAllGlobals());
beforeEach(async () => {
  office = anOffice();
  service = await aListeningService(office);
});
afterEach(async () => {
  await Promise.all([OpenFeature.close(), WebOpenFeature.close()]);
  await service.close();
  office.close();
});

const put = async (name: string, body: object, base = ''): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${service.at}${base}/feature-flags/${name}`, {
    method: 'PUT',
    headers,
    body: JSON.stringify(body),
  });
  expect(answer.ok, await answer.text()).toBe(true);
};

const client = async (base = '') => {
  await OpenFeature.setProviderAndWait(`ofrep${base}`, new OFREPProvider({ baseUrl: `${service.at}${base}` }));
  return OpenFeature.getClient(`ofrep${base}`);
};

describe('a server that asks for each user', () => {
  const ana = { targetingKey: 'ana', user: { tier: 'beta' } };

  it('sees a change with its next question', async () => {
    await put('search', { enabled: true, percentage: 0 });
    const flags = await client();
    expect(await flags.getBooleanValue('search', true, ana)).toBe(false);
    await put('search', { rings: { beta: 100 } });
    expect(await flags.getBooleanDetails('search', false, ana)).toMatchObject({
      value: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
    });
    expect(await flags.getBooleanValue('search', false, { targetingKey: 'ben' })).toBe(false);
  });

  it('goes by its own default where there is no flag, or it is switched off', async () => {
    await put('off', { enabled: false, percentage: 100 });
    const flags = await client();
    expect(await flags.getBooleanDetails('none', true, ana)).toMatchObject({
      value: true,
      errorCode: 'FLAG_NOT_FOUND',
    });
    for (const usual of [true, false]) expect(await flags.getBooleanValue('off', usual, ana)).toBe(usual);
  });

  it('asks for the flags of its own environment', async () => {
    await put('search', { enabled: true, percentage: 100 }, '/environments/staging');
    expect(await (await client('/environments/staging')).getBooleanValue('search', false, ana)).toBe(true);
    expect(await (await client()).getBooleanValue('search', false, ana)).toBe(false);
  });
});

type Ways = Partial<ConstructorParameters<typeof OFREPWebProvider>[0]>;
const aPage = (ways: Ways) => new OFREPWebProvider({ baseUrl: service.at, ...ways }) as Provider;

describe('a page that has all flags of its user', () => {
  it('is told of a change, asks again, and has it', async () => {
    await put('search', { enabled: true, percentage: 0 });
    await WebOpenFeature.setContext({ targetingKey: 'ana' });
    await WebOpenFeature.setProviderAndWait(aPage({ cacheMode: 'disabled' }));
    const flags = WebOpenFeature.getClient();
    expect(flags.getBooleanValue('search', true)).toBe(false);
    const changed = new Promise<readonly string[]>((told) =>
      flags.addHandler(ProviderEvents.ConfigurationChanged, (details) => told(details?.flagsChanged ?? [])),
    );
    await put('search', { percentage: 100 });
    expect(await changed).toEqual(['search']);
    expect(flags.getBooleanDetails('search', false)).toMatchObject({ value: true, variant: 'on' });
  });

  it('is given the answers for another context, though nothing changed but that', async () => {
    await put('search', { enabled: true, percentage: 0, rings: { beta: 100 } });
    await WebOpenFeature.setContext({ targetingKey: 'ana' });
    await WebOpenFeature.setProviderAndWait(aPage({ cacheMode: 'disabled' }));
    const flags = WebOpenFeature.getClient();
    expect(flags.getBooleanValue('search', true)).toBe(false);
    await WebOpenFeature.setContext({ targetingKey: 'ana', user: { tier: 'beta' } });
    expect(flags.getBooleanValue('search', false)).toBe(true);
  });

  it('that polls is told in few words that nothing changed', async () => {
    await put('search', { enabled: true, percentage: 100 });
    const statuses: number[] = [];
    const watched: typeof fetch = async (...given) => {
      const answer = await fetch(...given);
      statuses.push(answer.status);
      return answer;
    };
    const ways = {
      changeDetection: 'polling',
      pollInterval: 40,
      cacheMode: 'disabled',
      fetchImplementation: watched,
    } as const;
    await WebOpenFeature.setContext({ targetingKey: 'ana' });
    await WebOpenFeature.setProviderAndWait(aPage(ways));
    const flags = WebOpenFeature.getClient();
    await vi.waitFor(() => expect(statuses.slice(0, 3)).toEqual([200, 304, 304]), 5000);
    await put('search', { enabled: false });
    await vi.waitFor(() => expect(flags.getBooleanValue('search', false)).toBe(false), 5000);
  });
});

const definitions = (etag?: string) =>
  fetch(`${service.at}/flagd/v1/flags.json`, { headers: etag === undefined ? {} : { 'if-none-match': etag } });

describe('a program that evaluates by itself', () => {
  it("reads our definitions with flagd's own provider, prerequisites included, and sees them change", async () => {
    await put('base', { enabled: true, percentage: 50 });
    await put('top', { enabled: true, percentage: 100, prerequisites: ['base'] });
    const file = office.path('flagd.json');
    const fetched = async (): Promise<void> => writeFileSync(file, await (await definitions()).text());
    await fetched();
    const provider = new FlagdProvider({ resolverType: 'in-process', offlineFlagSourcePath: file });
    await OpenFeature.setProviderAndWait('flagd', provider);
    const flags = OpenFeature.getClient('flagd');
    const has = async (key: string): Promise<readonly boolean[]> => {
      const given: boolean[] = [];
      for (let nth = 0; nth < 200; nth += 1)
        given.push(await flags.getBooleanValue(key, false, { targetingKey: `user-${nth}` }));
      return given;
    };
    const base = await has('base');
    expect(new Set(base)).toEqual(new Set([true, false]));
    expect(await has('top')).toEqual(base);
    await put('base', { enabled: false });
    await fetched();
    await vi.waitFor(async () => expect(new Set(await has('top'))).toEqual(new Set([false])), {
      timeout: 15_000,
      interval: 250,
    });
  });

  it('is told in few words that nothing changed, as flagd asks every few seconds', async () => {
    await put('search', { enabled: true });
    const first = await definitions();
    const etag = first.headers.get('etag') ?? '';
    expect(await first.json()).toMatchObject({
      flags: { search: { state: 'ENABLED' } },
      metadata: { flagSetId: 'production' },
    });
    expect((await definitions(etag)).status).toBe(304);
    await put('search', { percentage: 1 });
    expect((await definitions(etag)).status).toBe(200);
  });
});
