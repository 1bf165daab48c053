import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { sqlitePlace } from '../../src/adapters/event-log/sqlite.ts';
import { letters } from '../helpers/access.ts';
import { ERAS } from '../helpers/agent.ts';
import { anOffice } from '../helpers/office.ts';
import { aReplica, type Replica } from '../helpers/replica.ts';

const DIFF = [
  'diff --git a/a.css b/a.css',
  '--- a/a.css',
  '+++ b/a.css',
  '@@ -1 +1 @@',
  '-a {}',
  '+a { color: red }',
  '',
];

/** The protocol's own client, whose host cannot ask a person. */
const agentAt = async ({ at }: Replica, token: string) => {
  const client = new Client({ name: 'host', version: '1' }, { versionNegotiation: { mode: ERAS.stateless } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${at}/mcp`), { requestInit }));
  onTestFinished(() => client.close());
  return async (name: string, args: Record<string, unknown>) => {
    const { content } = await client.callTool({ name, arguments: args });
    const [first] = content as readonly { readonly text?: string }[];
    return JSON.parse(first?.text ?? '{}');
  };
};

const codesIn = (replica: Replica): readonly string[] =>
  [...replica.said().matchAll(/code ([a-z]{16})/g)].map(([, code = '']) => code);

/** What a process says comes a little after what it answers. */
const newestCode = (replica: Replica, before: number): Promise<string> =>
  vi.waitFor(() => {
    const codes = codesIn(replica);
    if (codes.length <= before) throw new Error(`no code in:\n${replica.said()}`);
    return codes.at(-1) ?? '';
  }, 5000);

it('an agent is answered by any of two processes: a plan of one is started at the other, by a code that counts once', async () => {
  const office = anOffice();
  onTestFinished(office.close);
  office.clock.set(Date.now());
  const issue = async (who: string): Promise<string> =>
    JSON.parse((await office.run(`access issue ${who} --json`, { unguessable: letters })).out).token;
  const [omar, eve] = [await issue('omar --grant operator'), await issue('eve --grant operator')];
  const [a, b] = await Promise.all([aReplica(office, ['--role', 'api']), aReplica(office, ['--role', 'api'])]);
  onTestFinished(async () => void (await Promise.all([a.end(), b.end()])));
  const [atA, atB, eveAtB] = [await agentAt(a, omar), await agentAt(b, omar), await agentAt(b, eve)];

  const change = { diff: DIFF.join('\n'), environment: 'staging', backend: 'rampart', owner: 'web' };
  const made = await atA('plan_rollout', change);
  expect((await atB('check_plan', { file: made.digest })).problems ?? []).toEqual([]);
  expect(await eveAtB('check_plan', { file: made.digest })).toMatchObject({ problems: [{ code: 'no-such-plan' }] });

  const start = { file: made.digest, reason: 'a ticket' };
  expect(await atA('start_rollout', start)).toMatchObject({ problems: [{ code: 'not-agreed' }] });
  const code = await newestCode(a, 0);
  expect(codesIn(b)).toEqual([]);
  expect(await eveAtB('start_rollout', { file: made.digest, code })).toMatchObject({
    problems: [{ code: 'no-such-plan' }],
  });
  expect(await atB('start_rollout', { ...start, code })).toMatchObject({ id: made.id, environment: 'staging' });
  expect(await atA('start_rollout', { ...start, code })).toMatchObject({ problems: [{ code: 'not-agreed' }] });

  const pause = { rollout: made.id, reason: 'a ticket' };
  const before = codesIn(b).length;
  await atB('pause', pause);
  const fresh = await newestCode(b, before);
  expect(await atA('rollback', { ...pause, code: fresh })).toMatchObject({ problems: [{ code: 'not-agreed' }] });
  expect(await atA('pause', { ...pause, code: fresh })).toMatchObject({ problems: [{ code: 'not-agreed' }] });
});

it('a process whose log was moved says so, and to whoever sits there where it is now', async () => {
  const office = anOffice();
  onTestFinished(office.close);
  office.clock.set(Date.now());
  await office.run('apply p.json');
  const replica = await aReplica(office, ['--role', 'api']);
  onTestFinished(replica.end);
  const health = async (headers: Record<string, string> = {}) => {
    const answer = await fetch(`${replica.at}/health/ready`, { headers });
    return { status: answer.status, body: await answer.json() };
  };
  expect(await health()).toEqual({ status: 200, body: { status: 'ok' } });
  const { err } = await office.run(`migrate --from ${office.path('rampart.db')} --to ${office.path('new.db')}`, {
    openPlace: async (place) => sqlitePlace(place),
  });
  const moved = { status: 'not-ready', why: expect.stringContaining('has moved') };
  expect(await health(), err).toEqual({ status: 503, body: { ...moved, movedTo: office.path('new.db') } });
  expect(await health({ 'x-forwarded-for': '203.0.113.7' })).toEqual({ status: 503, body: moved });
  await vi.waitFor(() => expect(replica.said()).toContain('new.db'), 5000);
  expect((await fetch(`${replica.at}/health/live`)).status).toBe(200);
});
