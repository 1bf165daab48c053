import { afterEach, beforeEach, expect, it } from 'vitest';
import { anOffice, type Office } from '../../helpers/office.ts';
import { aService, type Service, someone } from '../../helpers/service.ts';

let office: Office;
let service: Service;
beforeEach(async () => {
  office = anOffice();
  service = await aService(office);
  await service.ask('PUT /environments/staging/feature-flags/a', { body: { enabled: true } });
});
afterEach(async () => {
  await service.close();
  office.close();
});

const BASE = '/environments/:environment';

/** What may be asked for of our own flags, and the right that it takes. */
const ROUTES: Readonly<Record<string, 'evaluate' | 'look' | 'operate'>> = {
  'POST /feature-flags/evaluate': 'evaluate',
  'POST /feature-flags/evaluate/:name': 'evaluate',
  'POST /ofrep/v1/evaluate/flags': 'evaluate',
  'POST /ofrep/v1/evaluate/flags/:key': 'evaluate',
  'GET /feature-flags': 'look',
  'GET /feature-flags/:name': 'look',
  'GET /flagd/v1/flags.json': 'look',
  'GET /flag-states': 'look',
  'POST /flag-states/read': 'look',
  'PUT /feature-flags/:name': 'operate',
  'DELETE /feature-flags/:name': 'operate',
  'POST /feature-flags/rollout/:name/increase': 'operate',
  'POST /feature-flags/freeze/:name': 'operate',
  'POST /feature-flags/unfreeze/:name': 'operate',
  'POST /feature-flags/toggle': 'operate',
  'POST /feature-flags/bulk-update': 'operate',
  'PUT /flag-states/:key': 'operate',
};

/** A stream, which is asked for by a name that only those know who were told: it has tests of its own. */
const CHANNEL = 'GET /ofrep/v1/channels/:channel';

const MAY = {
  client: ['evaluate'],
  viewer: ['evaluate', 'look'],
  approver: ['evaluate', 'look'],
  operator: ['evaluate', 'look', 'operate'],
  admin: ['evaluate', 'look', 'operate'],
} as const;

const lineOf = (route: string, environment: string): string => {
  const [method, path = ''] = route.split(' ');
  return `${method} /environments/${environment}${path.replace(/:(?:name|key)/, 'a')}`;
};

it('there is a row for every route, and no other', () => {
  const answered = service.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith(BASE))
    .map(({ method, path }) => `${method} ${path.slice(BASE.length)}`);
  expect([...new Set(answered)].toSorted()).toEqual([...Object.keys(ROUTES), CHANNEL].toSorted());
});

it.each(Object.entries(MAY))(
  'a %s of one environment may there what the role says, and nothing elsewhere',
  async (role, may) => {
    const as = someone('rosa', role as keyof typeof MAY, 'staging');
    for (const [route, right] of Object.entries(ROUTES)) {
      const body = route.startsWith('GET') ? undefined : {};
      const here = (await service.ask(lineOf(route, 'staging'), { body, as })).status;
      expect([route, [401, 403].includes(here)]).toEqual([route, !(may as readonly string[]).includes(right)]);
      const elsewhere = await service.ask(lineOf(route, 'production'), { body, as });
      expect([route, elsewhere.status]).toEqual([route, 403]);
      expect(JSON.stringify(elsewhere.body)).not.toContain('"revision"');
    }
    expect((await service.ask('GET /feature-flags')).body.version).toBe(0);
  },
);

it('whoever is not known may nothing, and every refusal is told', async () => {
  const before = service.refusals.length;
  for (const route of Object.keys(ROUTES)) {
    const body = route.startsWith('GET') ? undefined : {};
    expect([route, (await service.ask(lineOf(route, 'staging'), { body, as: someone('', 'viewer') })).status]).toEqual([
      route,
      401,
    ]);
  }
  expect(service.refusals.length - before).toBe(Object.keys(ROUTES).length);
});
