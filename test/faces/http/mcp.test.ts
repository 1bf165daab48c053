import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Caller } from '../../../src/faces/http/caller.ts';
import { ERAS } from '../../helpers/agent.ts';
import { aListeningService } from '../../helpers/listening.ts';
import { agreed, anOffice, type Office } from '../../helpers/office.ts';
import { aService, type Service, someone } from '../../helpers/service.ts';

let office: Office;
let service: Service;
const shown: string[] = [];
beforeEach(async () => {
  shown.length = 0;
  office = anOffice();
  const ports = { ...office.ports, tell: ({ what }: { readonly what: string }) => void shown.push(what) };
  service = await aService({ ...office, ports });
  await office.run('apply p.json --once --yes');
  await agreed(office);
  await office.run('apply p.json --once --yes');
});
afterEach(async () => {
  service.end();
  await service.close();
  office.close();
});

type Wanted = {
  readonly era?: keyof typeof ERAS;
  readonly person?: boolean;
  /** Those behind a balancer, which sends each message to the next of them. */
  readonly behind?: readonly Service[];
};

/** The protocol's own client, in front of the service. */
const agentOf = async (as: Caller, { era = 'stateless', person, behind = [service] }: Wanted = {}) => {
  let sent = 0;
  const capabilities = person === undefined ? {} : { elicitation: {} };
  const client = new Client({ name: 'host', version: '1' }, { capabilities, versionNegotiation: { mode: ERAS[era] } });
  if (person !== undefined)
    client.setRequestHandler('elicitation/create', async () => ({ action: 'accept', content: { agree: person } }));
  const fetch = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const headers = Object.fromEntries(new Headers(init?.headers));
    const body = typeof init?.body === 'string' ? { body: init.body } : {};
    const next = behind[sent++ % behind.length] ?? service;
    return next.request(String(url), { method: init?.method ?? 'GET', headers, as, ...body });
  };
  await client.connect(new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), { fetch }));
  onTestFinished(() => client.close());
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { content, isError = false } = await client.callTool({ name, arguments: args });
    const [first] = content as readonly { readonly text?: string }[];
    return { isError, document: JSON.parse(first?.text ?? '{}') };
  };
  const names = async () => (await client.listTools()).tools.map(({ name }) => name);
  return { client, call, names };
};

const status = async (): Promise<string> => (await service.ask(`GET /api/v1/rollouts/${office.plan.id}`)).body.status;
const vito = someone('vito', 'viewer', 'staging');
const omar = someone('omar', 'operator', 'staging');

describe.each(['handshake', 'stateless'] as const)('an agent over HTTP, %s', (era) => {
  it('looks at what its person may look at, and at nothing else', async () => {
    const agent = await agentOf(vito, { era });
    expect(await agent.names()).toContain('rollout_status');
    expect(await agent.names()).not.toContain('pause');
    const rollout = office.plan.id;
    expect((await agent.call('rollout_status', { rollout })).document).toMatchObject({
      id: rollout,
      status: 'running',
    });
    expect((await agent.call('list_rollouts')).document.rollouts).toHaveLength(1);
    expect(await agent.call('flag_status')).toMatchObject({ isError: true });
    const vera = await agentOf(someone('vera', 'viewer', 'production'), { era });
    expect((await vera.call('list_rollouts')).document.rollouts).toEqual([]);
    for (const [tool, args] of [
      ['rollout_status', { rollout }],
      ['rollout_status', {}],
      ['why_waiting', { rollout }],
    ] as const)
      expect(await vera.call(tool, args)).toMatchObject({
        isError: true,
        document: { problems: [{ code: 'no-such-rollout' }] },
      });
    const log = await vera.client.readResource({ uri: `rampart://rollouts/${rollout}/log` });
    expect(JSON.stringify(log)).not.toContain('started');
  });

  it('leaves nothing behind when it has been answered', async () => {
    const before = service.waitForEnd();
    const agent = await agentOf(vito, { era });
    for (let nth = 0; nth < 3; nth += 1) await agent.call('list_rollouts');
    await agent.client.close();
    await vi.waitFor(() => expect(service.waitForEnd()).toBe(before), 5000);
  });

  it('reads no file of the machine that answers', async () => {
    const agent = await agentOf(vito, { era });
    const said = await agent.call('check_plan', { file: '/etc/passwd' });
    expect(said).toMatchObject({ isError: true, document: { problems: [{ code: 'no-files-here' }] } });
    expect((await agent.call('check_plan', { file: office.plan })).isError).toBe(false);
  });

  it('does nothing that its person has not agreed to where a code is shown', async () => {
    const agent = await agentOf(omar, { era });
    const args = { rollout: office.plan.id, reason: 'a ticket' };
    expect(await agent.call('pause', args)).toMatchObject({ isError: true });
    expect(await status()).toBe('running');
    const code = /code (\w+)/.exec(shown.join('\n'))?.[1];
    const eve = await agentOf(someone('eve', 'operator', 'staging'), { era });
    expect(await eve.call('pause', { ...args, code })).toMatchObject({ isError: true });
    expect((await agent.call('pause', { ...args, code })).document).toMatchObject({ status: 'paused' });
    const { events } = (await service.ask(`GET /api/v1/rollouts/${office.plan.id}/log?limit=1000`)).body;
    expect(events.at(-1)).toMatchObject({ type: 'paused', by: { name: 'omar' } });
  });
});

describe('an agent whose client asks its person', () => {
  it.each([
    [true, 'paused'],
    [false, 'running'],
  ])('where they say %s it is %s', async (person, then) => {
    const agent = await agentOf(omar, { person });
    await agent.call('pause', { rollout: office.plan.id, reason: 'a ticket' });
    expect(await status()).toBe(then);
  });

  it.each([
    [true, 'paused'],
    [false, 'running'],
  ])('is answered by any of two processes: where they say %s it is %s', async (person, then) => {
    const other = await aService(office);
    onTestFinished(async () => {
      other.end();
      await other.close();
    });
    const agent = await agentOf(omar, { person, behind: [service, other] });
    await agent.call('pause', { rollout: office.plan.id, reason: 'a ticket' });
    expect(await status()).toBe(then);
  });

  it('does not approve as somebody with another role', async () => {
    const agent = await agentOf(someone('abe', 'approver', 'staging'), { person: true });
    expect(await agent.names()).not.toContain('pause');
    const said = await agent.call('approve', { rollout: office.plan.id, role: ['engineering', 'product'] });
    expect(said.isError).toBe(true);
    const { events } = (await service.ask(`GET /api/v1/rollouts/${office.plan.id}/log?limit=1000`)).body;
    expect(JSON.stringify(events)).not.toContain('"abe"');
  });

  it('comes over a real connection as well', async () => {
    const { at, close } = await aListeningService(office);
    const client = new Client({ name: 'host', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${at}/mcp`)));
    const { structuredContent } = await client.callTool({ name: 'list_rollouts', arguments: {} });
    expect(structuredContent).toMatchObject({ rollouts: [{ id: office.plan.id }] });
    await client.close();
    await close();
  });

  it('is nobody without a token', async () => {
    expect((await service.request('/mcp', { method: 'POST', body: '{}', as: someone('', 'viewer') })).status).toBe(401);
  });
});
