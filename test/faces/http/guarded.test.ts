import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { aGuarded, type Guarded } from '../../helpers/access.ts';
import { anOffice, type Office } from '../../helpers/office.ts';
import { aPlan } from '../../helpers/samples.ts';
import { aService, someone } from '../../helpers/service.ts';

let office: Office;
let service: Guarded;
beforeEach(async () => {
  office = anOffice();
  service = await aGuarded(office);
});
afterEach(async () => {
  await service.close();
  office.close();
});

/** Two of payments agree before the first phase, and not those who wrote it. */
const aPlanOfTwo = (): Plan => {
  const plan = aPlan('medium', { environment: 'staging' });
  const before = plan.phases[0]?.id ?? '';
  const why = 'it is money';
  return {
    ...plan,
    approvals: [{ id: 'payments', before, from: ['payments'], count: 2, authorMayApprove: false, why }],
  };
};

describe('two approvals', () => {
  it('need two people: one with two tokens is one, and whoever starts it is none', async () => {
    const team = anOffice(aPlanOfTwo());
    const guarded = await aGuarded(team);
    const { id, phases } = team.plan;
    const tokenOf = (name: string) => guarded.issue(`${name} --grant approver --grant operator --team payments`);
    const [ada, ada2, omar, eve] = [
      await tokenOf('ada'),
      await tokenOf('ADA'),
      await tokenOf('omar'),
      await tokenOf('eve'),
    ];
    const body = { plan: team.plan, author: ['zoe'] };
    const start = () => guarded.ask('POST /api/v1/rollouts', { token: omar, body });
    const yes = (token: string) =>
      guarded.ask(`POST /api/v1/rollouts/${id}/approve`, { token, body: { before: phases[0]?.id, reason: 'fine' } });
    expect((await start()).status).toBe(409);
    await team.run(`confirm ${id} --all --by anna`);
    expect((await yes(omar)).status).toBe(200);
    expect((await yes(ada)).status).toBe(200);
    const again = await yes(ada2);
    expect(again).toMatchObject({ status: 409, body: { title: expect.stringContaining('has agreed already') } });
    expect(JSON.stringify((await start()).body)).toContain('1 more of payments');
    expect((await yes(eve)).status).toBe(200);
    expect(await start()).toMatchObject({ status: 201 });
    const { events } = (await guarded.ask(`GET /api/v1/rollouts/${id}/log?limit=100`, { token: omar })).body;
    const started = events.find(({ type }: { type: string }) => type === 'started');
    expect(started).toMatchObject({ by: { name: 'omar' }, authors: ['zoe', 'omar'] });
    await guarded.close();
    team.close();
  });
});

/** The same, and one more of payments before the second phase. */
const withLate = (plan: Plan): Plan => {
  const [first] = plan.approvals;
  const before = plan.phases[1]?.id ?? '';
  return first ? { ...plan, approvals: [first, { ...first, id: 'late', before, count: 1 }] } : plan;
};

describe('whoever wrote a change', () => {
  const ZOE = 'Zoe Miller <Zoe@home.example>';

  /** Ada, Eve, and Zoe who has another name here than git has for her; omar starts what they agree to. */
  const aTeam = async () => {
    const team = anOffice(withLate(aPlanOfTwo()));
    const guarded = await aGuarded(team);
    onTestFinished(async () => {
      await guarded.close();
      team.close();
    });
    const tokenOf = (words: string) => guarded.issue(`${words} --grant approver --grant operator --team payments`);
    const tokens = {
      ada: await tokenOf('ada'),
      eve: await tokenOf('eve'),
      zm: await tokenOf('zm --known-as zoe@home.example'),
      omar: await tokenOf('omar'),
    };
    const { id, phases } = team.plan;
    const yes = (who: keyof typeof tokens, phase: number) =>
      guarded.ask(`POST /api/v1/rollouts/${id}/approve`, {
        token: tokens[who],
        body: { before: phases[phase]?.id, reason: 'fine' },
      });
    const start = (author: string) =>
      guarded.ask('POST /api/v1/rollouts', { token: tokens.omar, body: { plan: team.plan, author: [author] } });
    await start(ZOE);
    await team.run(`confirm ${id} --all --by anna`);
    return { team, guarded, tokens, yes, start };
  };

  it('does not approve it under another name', async () => {
    const { team, guarded, tokens, yes, start } = await aTeam();
    await yes('zm', 0);
    await yes('ada', 0);
    expect(JSON.stringify((await start(ZOE)).body)).toContain('1 more of payments');
    await yes('eve', 0);
    const started = await start(ZOE);
    expect(started).toMatchObject({ status: 201 });
    expect(started.body.warnings ?? []).not.toContainEqual(expect.objectContaining({ code: 'author-unknown' }));
    const late = await yes('zm', 1);
    expect(late).toMatchObject({
      status: 409,
      body: { title: expect.stringContaining('the author does not approve') },
    });
    expect((await yes('ada', 1)).body.warnings).toBeUndefined();
    const { events } = (await guarded.ask(`GET /api/v1/rollouts/${team.plan.id}/log?limit=100`, { token: tokens.ada }))
      .body;
    const given = events.find(({ by }: { by?: { name: string } }) => by?.name === 'zm');
    expect(given).toMatchObject({ type: 'approved', by: { knownAs: ['zoe@home.example'] } });
  });

  it("is told to be nobody's where nobody is known by it, to whoever starts it and whoever agrees", async () => {
    const { yes, start } = await aTeam();
    await yes('ada', 0);
    await yes('eve', 0);
    const unknown = {
      code: 'author-unknown',
      severity: 'warning',
      message: expect.stringContaining('Mia <mia@x.example>'),
    };
    expect((await start('Mia <mia@x.example>')).body.warnings).toContainEqual(expect.objectContaining(unknown));
    expect((await yes('eve', 1)).body.warnings).toContainEqual(expect.objectContaining(unknown));
  });

  it('has to be known where the policy says so', async () => {
    const { team, yes, start } = await aTeam();
    await yes('ada', 0);
    await yes('eve', 0);
    writeFileSync(team.path('rampart.yaml'), 'version: 1\nunknownAuthors: refused\n');
    const codes = async (author: string) =>
      (await start(author)).body.problems
        .filter(({ severity }: { severity: string }) => severity === 'error')
        .map(({ code }: { code: string }) => code);
    // The plan was made by other rules, which is told beside it.
    expect(await codes('Mia <mia@x.example>')).toEqual(['policy-moved', 'author-unknown']);
    expect(await codes(ZOE)).toEqual(['policy-moved']);
  });
});

describe('how often somebody may ask', () => {
  it('is bounded for each caller, whatever token they show, and says when again', async () => {
    const [one, other] = [await service.issue('omar --grant viewer'), await service.issue('Omar --grant viewer')];
    const vera = await service.issue('vera --grant viewer');
    for (let nth = 0; nth < 200; nth += 1)
      expect((await service.ask('GET /api/v1/me', { token: nth % 2 === 0 ? one : other })).status).toBe(200);
    const over = await service.ask('GET /api/v1/me', { token: one });
    expect([over.status, over.headers.get('retry-after')]).toEqual([429, '1']);
    expect(over.body.type).toBe('urn:rampart:problem:too-many');
    expect((await service.ask('GET /api/v1/me', { token: vera })).status).toBe(200);
    expect(service.refusals).toMatchObject([{ why: 'too many requests' }]);
    office.clock.set(office.clock.now + 20);
    expect((await service.ask('GET /api/v1/me', { token: other })).status).toBe(200);
  });

  it('is bounded for whoever proves nothing, and for nobody else because of them', async () => {
    const token = await service.issue('vera --grant viewer');
    const statuses = new Map<number, number>();
    for (let nth = 0; nth < 150; nth += 1) {
      const { status } = await service.ask('GET /api/v1/me', { token: 'guess' });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ 401: 100, 429: 50 });
    expect((await service.ask('POST /session', { body: { token: 'guess' } })).status).toBe(429);
    expect((await service.ask('GET /api/v1/me', { token })).status).toBe(200);
  });
});

describe('what a request sends', () => {
  it.each<[string, string, Record<string, string>, number, string]>([
    ['deep lists', `${'['.repeat(65)}${']'.repeat(65)}`, {}, 400, 'too-deep'],
    ['deep objects', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, {}, 400, 'too-deep'],
    ['a depth that never ends', '['.repeat(1_000_000), {}, 400, 'too-deep'],
    ['many values', `{"plan":[${'1,'.repeat(250_001)}1]}`, {}, 400, 'too-many-values'],
    ['a form', 'plan=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'wrong-type'],
    ['plain text', '{}', { 'content-type': 'text/plain' }, 415, 'wrong-type'],
    ['something like JSON', '{}', { 'content-type': 'application/jsonp' }, 415, 'wrong-type'],
    ['brackets in a text', JSON.stringify({ plan: '['.repeat(1000) }), {}, 422, 'plan-too-deep'],
    ['a quote in a text', JSON.stringify({ plan: `\\"${'['.repeat(1000)}` }), {}, 422, 'plan-not-json'],
  ])('%s: said so', async (...[, body, headers, status, code]) => {
    const said = await service.ask('POST /api/v1/check', { body, headers });
    expect([said.status, said.body.type]).toEqual([status, `urn:rampart:problem:${code}`]);
  });
});

it('lets nobody act where that cannot be written down', async () => {
  const other = await aService(office, { unwritten: true });
  await office.run('apply p.json --once --yes');
  const line = `POST /api/v1/rollouts/${office.plan.id}/abort`;
  expect(await other.ask(line, { body: { reason: 'x' } })).toMatchObject({ status: 502 });
  expect((await other.ask(`GET /api/v1/rollouts/${office.plan.id}`)).body.status).toBe('pending');
  expect((await other.ask(line, { as: someone('vera', 'viewer'), body: { reason: 'x' } })).status).toBe(403);
  await other.close();
});
