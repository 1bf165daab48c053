import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGate } from '../../../src/app/access/gate.ts';
import { memoryEventLog } from '../../../src/adapters/event-log/memory.ts';
import { aGuarded, kept, letters } from '../../helpers/access.ts';
import { anOffice, type Office } from '../../helpers/office.ts';
import { worked } from '../../helpers/log.ts';

let office: Office;
beforeEach(() => void (office = anOffice()));
afterEach(() => office.close());

const run = (line: string) => office.run(line, { unguessable: letters });
const issue = async (words: string) => JSON.parse((await run(`access issue ${words} --json`)).out);

describe('rampart access', () => {
  it('issues a token, shows it once, lists it and ends it', async () => {
    const said = await run('access issue ada --grant admin --team platform --reason first');
    const token = /rampart_[a-z]{10}_[a-z]{56}/.exec(said.out)?.[0] ?? '';
    const id = token.slice(8, 18);
    expect(said.out).toContain('For      ada');
    expect((await run('access list')).out).toMatch(new RegExp(`^${id}  ada  admin  until \\d{4}-\\d\\d-\\d\\d`));
    expect((await run('access list --json')).out).not.toContain(token);
    expect((await run(`access revoke ${id} --reason left`)).out).toContain(`${id} of ada`);
    expect((await run('access list')).out).toContain('Nobody has a token.');
    expect((await run('access list --all')).out).toContain('revoked');
  });

  it('keeps nothing that opens anything', async () => {
    const service = await aGuarded(office);
    const token = await service.issue('ada --grant admin');
    const cookie = (await service.ask('POST /session', { body: { token } })).headers.get('set-cookie') ?? '';
    const headers = { 'idempotency-key': 'again' };
    const body = { name: 'vera', grant: ['viewer'] };
    const other = String((await service.ask('POST /api/v1/access', { token, body, headers })).body.token);
    expect(other).toMatch(/^rampart_/);
    await service.close();
    expect(cookie).toMatch(/^rampart_session=\d+_[a-z]{56};/);
    for (const secret of [token, token.slice(19), other.slice(19), /_([a-z]{56})/.exec(cookie)?.[1] ?? 'no cookie'])
      expect(kept(office)).not.toContain(secret);
  });

  it.each([
    ['no grant', 'access issue ada', 'grant'],
    ['a role that is none', 'access issue ada --grant owner', 'no-such-role'],
    ['an environment that is none', 'access issue ada --grant viewer@moon', 'no-such-environment'],
    ['a life without end', 'access issue ada --grant viewer --expires 500d', 'odd-expiry'],
    ['no life at all', 'access issue ada --grant viewer --expires 0d', 'odd-expiry'],
    ['a name of blanks', 'access issue \u00a0 --grant viewer', 'no-name'],
    ['a token that is none', 'access revoke kqzmwtrbpa', 'no-such-token'],
    ['an id that is none', "access revoke '--", 'id of a token'],
  ])('refuses %s', async (_, line, said) => {
    const { code, err } = await run(line);
    expect(code).not.toBe(0);
    expect(err).toContain(said);
  });

  it('is in no list of rollouts and in no export of them', async () => {
    await issue('ada --grant admin');
    expect((await run('list --json')).out).toContain('"rollouts": []');
    expect((await run('export-log')).out).not.toContain('access:');
  });

  it('sees a token that somebody wrote into the log by hand', async () => {
    const { id } = await issue('ada --grant viewer');
    const db = new DatabaseSync(office.path('rampart.db'));
    db.exec(`update event set body = replace(body, 'viewer', 'admin')`);
    db.close();
    expect((await run('access list')).err).toContain('log-broken');
    expect((await run(`access revoke ${id}`)).err).toContain('log-broken');
    const log = worked(await office.ports.openLog(office.path('rampart.db')));
    const gate = openGate(log, { ...office.ports, unguessable: letters });
    expect(await gate.isOpen()).toMatchObject({ ok: false });
    await log.close();
  });
});

describe('a token in two processes', () => {
  it('is ended in one a second after it was ended in the other', async () => {
    const log = memoryEventLog();
    const [issuer, here, there] = [1, 2, 3].map(() => ({
      ...office.ports,
      openLog: async () => ({ ok: true, value: log, warnings: [] }) as const,
      unguessable: letters,
    }));
    const { out } = await office.run('access issue ada --grant viewer --json', issuer);
    const { token, id } = JSON.parse(out);
    const [a, b] = [openGate(log, { ...office.ports, ...here }), openGate(log, { ...office.ports, ...there })];
    const at = office.clock.now;
    expect([await a.bearer(token), await b.bearer(token)]).toMatchObject([{ ok: true }, { ok: true }]);
    await office.run(`access revoke ${id}`, issuer);
    office.clock.set(at + 999);
    expect(await b.bearer(token)).toMatchObject({ ok: true });
    office.clock.set(at + 1000);
    expect([await a.bearer(token), await b.bearer(token)]).toMatchObject([{ ok: false }, { ok: false }]);
  });

  it('is read from the log once a second and no more often', async () => {
    const log = memoryEventLog();
    let reads = 0;
    const counted = { ...log, read: (id: string, from: number) => ((reads += 1), log.read(id, from)) };
    const gate = openGate(counted, { ...office.ports, unguessable: letters });
    await Promise.all(Array.from({ length: 100 }, () => gate.bearer('rampart_a')));
    await Promise.all(Array.from({ length: 100 }, () => gate.isOpen()));
    expect(reads).toBe(1);
  });

  it('is read again after a reading that broke off', async () => {
    const log = memoryEventLog();
    let breaks = true;
    const read: typeof log.read = async (...given) => {
      if (breaks) throw new Error('a bug');
      return log.read(...given);
    };
    const shaky = { ...log, read };
    const gate = openGate(shaky, { ...office.ports, unguessable: letters });
    await expect(gate.isOpen()).rejects.toThrow('a bug');
    breaks = false;
    expect(worked(await gate.isOpen())).toBe(true);
  });

  it('lets nobody in on what was known before the log was lost', async () => {
    const log = memoryEventLog();
    const issuer = { openLog: async () => ({ ok: true, value: log, warnings: [] }) as const, unguessable: letters };
    const { token } = JSON.parse((await office.run('access issue ada --grant viewer --json', issuer)).out);
    let lost = false;
    const gone = { ok: false, problems: [] } as const;
    const shaky = { ...log, read: async (id: string, from: number) => (lost ? gone : log.read(id, from)) };
    const gate = openGate(shaky, { ...office.ports, unguessable: letters });
    expect((await gate.bearer(token)).ok).toBe(true);
    lost = true;
    office.clock.set(office.clock.now + 1000);
    expect((await gate.bearer(token)).ok).toBe(false);
    expect((await gate.isOpen()).ok).toBe(false);
  });
});
