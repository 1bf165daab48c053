import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller, Right, Role } from '../../../src/faces/http/caller.ts';
import { worked } from '../../helpers/log.ts';
import { anOffice, type Office } from '../../helpers/office.ts';
import { aService, type Service, someone } from '../../helpers/service.ts';

/** Written out once more, and not taken from the code: somebody has to mean it twice. */
const RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  client: ['evaluate'],
  viewer: ['evaluate', 'look'],
  operator: ['evaluate', 'look', 'operate'],
  approver: ['evaluate', 'look', 'approve'],
  admin: ['evaluate', 'look', 'operate', 'approve', 'administer'],
};

/**
 * What a route asks for, and where: in the environment of its rollout, which is there only for those who may look at
 * it; in the one of the plan that is sent, the one in its path, or production; in all of them; or in any.
 */
type Asks =
  | 'open'
  | 'known'
  | 'channel'
  | `${Right} in ${'its rollout' | 'its plan' | 'its path' | 'production' | 'all' | 'any'}`;

const ROLLOUT = '/api/v1/rollouts/:rollout';
const each = (asks: Asks, ...routes: readonly string[]) => routes.map((route): [string, Asks] => [route, asks]);

/** The same routes for one environment by its name, and for production without. */
const flagsOf = (base: string, where: 'production' | 'its path') => [
  ...each(
    `evaluate in ${where}`,
    `POST ${base}/feature-flags/evaluate`,
    `POST ${base}/feature-flags/evaluate/:name`,
    `POST ${base}/ofrep/v1/evaluate/flags/:key`,
    `POST ${base}/ofrep/v1/evaluate/flags`,
  ),
  ...each(
    `look in ${where}`,
    `GET ${base}/feature-flags`,
    `GET ${base}/feature-flags/:name`,
    `GET ${base}/flagd/v1/flags.json`,
    `GET ${base}/flag-states`,
    `POST ${base}/flag-states/read`,
  ),
  ...each(
    `operate in ${where}`,
    `PUT ${base}/feature-flags/:name`,
    `PUT ${base}/flag-states/:key`,
    `DELETE ${base}/feature-flags/:name`,
    `POST ${base}/feature-flags/rollout/:name/increase`,
    `POST ${base}/feature-flags/freeze/:name`,
    `POST ${base}/feature-flags/unfreeze/:name`,
    `POST ${base}/feature-flags/toggle`,
    `POST ${base}/feature-flags/bulk-update`,
  ),
  ...each('channel', `GET ${base}/ofrep/v1/channels/:channel`),
];

/** Every route of the service. One that stands here no longer, or not yet, fails the first test. */
const ASKS: ReadonlyMap<string, Asks> = new Map([
  ...each('open', 'GET /health', 'GET /health/live', 'GET /health/ready', 'GET /openapi.json', 'POST /session'),
  ...each('open', 'GET /', 'GET /assets/:name'),
  // What a model asks for over it is asked of the same rules, tool by tool: its own tests hold it to that.
  ...each('known', 'GET /mcp', 'POST /mcp', 'DELETE /mcp'),
  // A hook without a signature asks for the rights of its alerts, one by one: its own tests hold it to that.
  ...each('known', 'GET /api/v1/me', 'DELETE /session', 'POST /hooks/:name'),
  ...each('look in any', 'GET /api/v1/rollouts', 'GET /api/v1/programs', 'GET /api/v1/events', 'GET /status.json'),
  ...each('look in any', 'POST /api/v1/risk', 'POST /api/v1/plan', 'POST /api/v1/check', 'POST /api/v1/simulate'),
  ...each('look in all', 'GET /api/v1/flags', 'GET /api/v1/flags/stale', 'GET /ops/status.json', 'GET /metrics'),
  ...each('operate in its plan', 'POST /api/v1/rollouts'),
  ...each(
    'look in its rollout',
    `GET ${ROLLOUT}`,
    ...['why', 'watch', 'log', 'plan', 'preview', 'result', 'events'].map((name) => `GET ${ROLLOUT}/${name}`),
  ),
  ...each('approve in its rollout', `POST ${ROLLOUT}/approve`, `POST ${ROLLOUT}/confirm`),
  ...each(
    'operate in its rollout',
    ...['pause', 'resume', 'hold', 'advance', 'rollback', 'abort', 'restart', 'freeze', 'unfreeze'].map(
      (name) => `POST ${ROLLOUT}/${name}`,
    ),
  ),
  ...each(
    'administer in all',
    'GET /api/v1/access',
    'POST /api/v1/access',
    'POST /api/v1/access/:token/revoke',
    'GET /api/v1/audit',
  ),
  ...flagsOf('', 'production'),
  ...flagsOf('/environments/:environment', 'its path'),
]);

let office: Office;
let service: Service;
beforeAll(async () => {
  office = anOffice();
  await office.run('apply p.json --once --yes');
  service = await aService(office);
});
afterAll(async () => {
  await service.close();
  office.close();
});

/** The rollout, its plan, and the path are of staging. */
const HERE = 'staging';
const SCOPES = ['*', HERE, 'production'];

const CALLERS: readonly (readonly [string, Caller])[] = [
  ['nobody', someone('', 'viewer')],
  ['somebody without a role', { name: 'rolf', roles: {}, teams: [] }],
  ...SCOPES.flatMap((scope) =>
    Object.keys(RIGHTS).map((role): [string, Caller] => [
      `${role} in ${scope}`,
      someone(`${role} ${scope}`, role as Role, scope),
    ]),
  ),
];

type Answered = 'let in' | 'not known' | 'not yours' | 'not there';

const expected = (asks: Asks, { name, roles }: Caller): Answered => {
  if (asks === 'open') return 'let in';
  if (asks === 'channel' && name === '') return channelAt === HERE ? 'not there' : 'not known';
  if (name === '') return 'not known';
  if (asks === 'known') return 'let in';
  const has = (right: Right, where: string): boolean =>
    Object.entries(roles).some(
      ([scope, some]) =>
        (scope === '*' || scope === where || where === 'any') && some.some((role) => RIGHTS[role].includes(right)),
    );
  if (asks === 'channel') return has('evaluate', channelAt) ? 'let in' : 'not there';
  const [right = 'look', where = ''] = asks.split(' in ') as [Right, string];
  const at = where.startsWith('its ') ? HERE : where;
  if (where === 'its rollout' && !has('look', at)) return 'not there';
  return has(right, at) ? 'let in' : 'not yours';
};
let channelAt = '';

const TOLD: Readonly<Record<string, Answered>> = {
  'urn:rampart:problem:not-known': 'not known',
  'urn:rampart:problem:not-yours': 'not yours',
  'urn:rampart:problem:not-here': 'not there',
  'urn:rampart:problem:no-such-rollout': 'not there',
};

const asked = async (route: string, as: Caller): Promise<Answered> => {
  const [method = '', path = ''] = route.split(' ');
  const target = path.replaceAll(/:(\w+)/g, (_, name: string) => PARTS[name]?.() ?? 'new-login');
  const body = method === 'GET' ? {} : { body: JSON.stringify(SENT[route]?.() ?? {}) };
  const answer = await service.request(target, { method, as, ...body });
  // What does not end by itself is not waited for.
  if (answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    await answer.body?.cancel();
    return 'let in';
  }
  const text = await answer.text();
  if (!answer.headers.get('content-type')?.startsWith('application/problem+json')) return 'let in';
  // Refused for what is shown or asked, and not for who asks.
  if (route === 'POST /session' || (ANYBODY.has(ASKS.get(route) ?? '') && answer.status === 404)) return 'let in';
  return TOLD[JSON.parse(text).type] ?? 'let in';
};

/** Where what is not there is a 404 to everybody. */
const ANYBODY: ReadonlySet<string> = new Set(['open', 'known']);

const PARTS: Readonly<Record<string, () => string>> = {
  rollout: () => office.plan.id,
  token: () => 'kqzmwtrbpa',
  environment: () => HERE,
  channel: () => 'abcdefgh',
};
const SENT: Readonly<Record<string, () => object>> = { 'POST /api/v1/rollouts': () => ({ plan: office.plan }) };

/** How far every log is: who is refused changes none. */
const standing = async (): Promise<string> => {
  const log = worked(await office.ports.openLog(office.path('rampart.db')));
  const listed = worked(await log.list()).map(({ id, version }) => `${id} ${version}`);
  await log.close();
  return listed.join('\n');
};

describe('who may ask for what', () => {
  it('is said of every route that there is', () => {
    const routes = service.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`);
    expect([...ASKS.keys()].toSorted()).toEqual([...new Set(routes)].toSorted());
  });

  it.each([...ASKS])('%s: %s', async (route, asks) => {
    office.clock.set(office.clock.now + 60_000);
    channelAt = route.includes(':environment') ? HERE : 'production';
    const refused = CALLERS.filter(([, as]) => expected(asks, as) !== 'let in');
    const before = await standing();
    const noted = service.refusals.length;
    const answers: string[] = [];
    for (const [who, as] of refused) answers.push(`${who}: ${await asked(route, as)}`);
    expect(answers).toEqual(refused.map(([who, as]) => `${who}: ${expected(asks, as)}`));
    expect(await standing()).toBe(before);
    expect(service.refusals.length - noted).toBe(refused.length);
    const others = CALLERS.filter(([, as]) => expected(asks, as) === 'let in');
    for (const [who, as] of others) expect(`${who}: ${await asked(route, as)}`).toBe(`${who}: let in`);
  });
});
