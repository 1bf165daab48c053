import { FlagdProvider } from '@openfeature/flagd-provider';
import { type Client, OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { network } from '../../../network.ts';
import { aListeningService, type Listening } from '../../../helpers/listening.ts';
import { anOffice, type Office } from '../../../helpers/office.ts';

/** flagd's own provider, as it is published, on a stream of our definitions. */
let office: Office;
let service: Listening;
beforeAll(() => network.close());
afterAll(() => network.listen({ onUnhandledFrame: 'error' }));
beforeEach(async () => {
  office = anOffice();
  service = await aListeningService(office);
});
afterEach(async () => {
  await OpenFeature.close();
  await service.close();
  office.close();
});

const post = async (method: string, path: string, body: object) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${service.at}${path}`, { method, headers, body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
};
const put = (name: string, body: object) => post('PUT', `/environments/staging/feature-flags/${name}`, body);

const USERS = Array.from({ length: 40 }, (_, nth) => ({
  targetingKey: `user-${nth}`,
  user: { tier: nth % 3 === 0 ? 'beta' : 'none' },
}));

type Given = { readonly value: unknown; readonly variant: unknown; readonly reason: unknown };

/** What the provider makes of what it was told, for every user. */
const told = async (flags: Client, key: string): Promise<Given[]> => {
  const answers: Given[] = [];
  for (const context of USERS) {
    const { value, variant, reason } = await flags.getBooleanDetails(key, false, context);
    answers.push({ value, variant, reason });
  }
  return answers;
};

/** What the service answers when it is asked. */
const asked = async (key: string): Promise<Given[]> => {
  const answers: Given[] = [];
  for (const context of USERS) {
    const path = `/environments/staging/ofrep/v1/evaluate/flags/${key}`;
    const { value, variant, reason } = await post('POST', path, { context });
    answers.push({ value, variant, reason });
  }
  return answers;
};

const agree = async (flags: Client): Promise<void> => {
  for (const key of ['base', 'rings', 'top']) expect([key, await told(flags, key)]).toEqual([key, await asked(key)]);
};

it('answers as the service itself does, and hears of a change on the stream that it has', async () => {
  await put('base', { enabled: true, percentage: 50 });
  await put('rings', { enabled: true, percentage: 20, rings: { beta: 70 }, allow: ['user-7', 'user-11'] });
  await put('top', { enabled: true, percentage: 100, prerequisites: ['base'] });
  const [host = '', port] = service.sync.split(':');
  const provider = new FlagdProvider({ resolverType: 'in-process', host, port: Number(port), selector: 'staging' });
  await OpenFeature.setProviderAndWait('sync', provider);
  const flags = OpenFeature.getClient('sync');
  await agree(flags);
  const before = await told(flags, 'rings');
  expect(new Set(before.map(({ value }) => value))).toEqual(new Set([true, false]));
  let reconnected = 0;
  flags.addHandler(ProviderEvents.Stale, () => void (reconnected += 1));
  const changed = new Promise<readonly string[]>((done) =>
    flags.addHandler(ProviderEvents.ConfigurationChanged, (details) => done(details?.flagsChanged ?? [])),
  );
  await put('rings', { percentage: 60 });
  expect(await changed).toEqual(['rings']);
  await agree(flags);
  const after = await told(flags, 'rings');
  expect(before.filter(({ value }, nth) => value && !after[nth]?.value)).toEqual([]);
  expect(after.filter(({ value }) => value).length).toBeGreaterThan(before.filter(({ value }) => value).length);
  expect(reconnected).toBe(0);
});
