import { writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import { ok } from '../../src/core/problem.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { portsWith, say } from '../helpers/cli.ts';
import { agreed, anOffice } from '../helpers/office.ts';
import { aPlan } from '../helpers/samples.ts';
import {
  aWorld,
  bundle,
  digestIn,
  type Event,
  heading,
  inWorld,
  opened,
  ours,
  POLICY,
  REFUND,
  type World,
} from '../helpers/review.ts';
import type { githubWorld } from '../worlds/github.ts';

const tookOf = (said: { document: Record<string, unknown> }) => said.document['took'];

describe('where this is', () => {
  it.each(['respond --event event.json', 'merged --event event.json', 'tell refunds --pr 12'])(
    'is said or known: rampart %s asks for the repository, and asks no host',
    async (line) => {
      const words = [...line.split(' '), '--json'];
      const asked: string[] = [];
      const openHost = async (name: string) => {
        asked.push(name);
        return ok(aWorld().host);
      };
      const ports = portsWith(new Map([['event.json', '{}']]), { bundle, openHost });
      const said = await say(words, {
        operations: await operationsFor(words, operations),
        ports,
        views: views(bundle),
      });
      expect(said.code).toBe(2);
      expect(`${said.out}${said.err}`).toContain('which-repository');
      expect(asked).toEqual([]);
    },
  );
});

describe('an approval in a comment', () => {
  it('counts for the plan that it names, and the comment says who is still missing', async () => {
    const { world, comment, asks } = await opened();
    const plan = digestIn(world);
    expect(await asks('zoe', `/rampart approve sha256:${plan}`)).toMatchObject({
      document: { command: 'approve', took: 'done', why: expect.stringContaining('1 of 2'), comment: 'updated' },
    });
    expect(heading(world)).toMatch(/no approved plan yet, 1 of 2 .*zoe/);
    expect(ours(world)).toContain('> zoe agrees');
    await asks('bo', `/rampart approve sha256:${plan}`);
    expect(heading(world)).toContain('**the plan is approved**');
    expect(world.reactions).toEqual([expect.stringContaining(' +1'), expect.stringContaining(' +1')]);
    expect(world.comments.filter(({ user }) => user.login === world.bot)).toHaveLength(1);
    expect((await comment()).document).toMatchObject({ did: 'nothing' });
  });

  it('is bound to the commit: a branch that was edited since needs another one', async () => {
    const { world, comment, asks, respond } = await opened();
    const plan = digestIn(world);
    for (const name of ['zoe', 'bo']) await asks(name, `/rampart approve sha256:${plan}`);
    world.pull.head.sha = 'beef'.repeat(10);
    expect((await comment()).document).toMatchObject({ did: 'updated' });
    expect(heading(world)).toContain('no approved plan yet');
    const late = await respond(world.says('max', `/rampart approve sha256:${plan}`));
    expect(late.document).toMatchObject({ took: 'refused', why: expect.stringContaining('another plan') });
  });

  it('may name the beginning of a fingerprint, which then means the plan of that moment for good', async () => {
    const { world, comment, asks } = await opened();
    const plan = digestIn(world);
    expect(tookOf(await asks('zoe', `/rampart approve sha256:${plan.slice(0, 8)}`))).toBe('done');
    expect(heading(world)).toContain('1 of 2');
    await asks('bo', `/rampart approve sha256:${plan.slice(0, 8)}`);
    expect(heading(world)).toContain('the plan is approved');
    // What nobody of ours was there to see says nothing: no run took it for this plan.
    world.says('max', `/rampart approve sha256:${plan.slice(0, 8)}`);
    world.comments.splice(1, 1);
    await comment();
    expect(heading(world)).toContain('1 of 2');
  });

  it.each([
    ['ana', 'the author does not approve'],
    ['eve', 'takes write access'],
    ['nobody', 'theirs is none'],
  ])('of %s counts for nothing', async (name, why) => {
    const { world, asks } = await opened();
    const plan = digestIn(world);
    expect(await asks(name, `/rampart approve sha256:${plan}`)).toMatchObject({
      code: 0,
      document: { took: 'refused', why: expect.stringContaining(why) },
    });
    expect(heading(world)).not.toContain('1 of 2');
    expect(world.reactions).toEqual([expect.stringContaining(' -1')]);
  });

  it('of somebody who wrote a commit counts for nothing, whoever opened the pull request', async () => {
    const { world, asks } = await opened();
    world.commits.push({ author: { login: 'zoe' }, committer: null });
    const plan = digestIn(world);
    expect(tookOf(await asks('zoe', `/rampart approve sha256:${plan}`))).toBe('refused');
  });

  it('goes when the rights of whoever gave it go, when it is edited, and when it is taken back', async () => {
    const { world, comment, asks } = await opened();
    const plan = digestIn(world);
    for (const name of ['zoe', 'bo']) await asks(name, `/rampart approve sha256:${plan}`);
    world.roles['zoe'] = 'read';
    await comment();
    expect(heading(world)).toContain('1 of 2');
    world.roles['zoe'] = 'write';
    const zoes = world.comments.find(({ user }) => user.login === 'zoe');
    Object.assign(zoes ?? {}, { updated_at: '2026-11-20T12:00:00Z' });
    await comment();
    expect(heading(world)).toContain('1 of 2');
    world.comments.splice(0, world.comments.length, ...world.comments.filter(({ user }) => user.login !== 'bo'));
    await comment();
    expect(heading(world)).toContain('no approved plan yet');
    expect(heading(world)).not.toContain('1 of 2');
  });

  it('is for those whom the plan asks: teams as the host tells them, and nobody who only calls themselves so', async () => {
    const roles = 'engineering: { permission: nobody, members: ["@acme/payments"] }';
    const policy = `${POLICY}review: { roles: { ${roles} } }\n`;
    const { world, asks } = await opened({}, policy);
    Object.assign(world.roles, { engineering: 'write' });
    Object.assign(world.teams, { payments: { zoe: 'active', bo: 'pending' } });
    const plan = digestIn(world);
    const line = `/rampart approve sha256:${plan}`;
    expect(tookOf(await asks('zoe', line))).toBe('done');
    expect(tookOf(await asks('bo', line))).toBe('refused');
    expect(tookOf(await asks('engineering', line))).toBe('refused');
  });
});

describe('a wish in a comment', () => {
  it('below what was found makes a plan that waits for a yes of its own', async () => {
    const { world, asks } = await opened();
    const asked = await asks('max', '/rampart override low "only a label, @all <b>see</b>"');
    expect(asked.document).toMatchObject({ took: 'done', why: expect.stringContaining('it waits for') });
    expect(heading(world)).toMatch(/LOW.*no approved plan yet/);
    const plan = /approve sha256:([0-9a-f]{64})/.exec(ours(world))?.[1] ?? '';
    expect(tookOf(await asks('zoe', `/rampart approve sha256:${plan}`))).toBe('refused');
    expect(tookOf(await asks('max', `/rampart approve sha256:${plan}`))).toBe('done');
    expect(heading(world)).toContain('the plan is approved');
    expect(ours(world).replaceAll(/`[^`]*`/g, '')).not.toMatch(/@all|<b>/);
  });

  it('is not for whoever made the change where it makes it less careful', async () => {
    const { world, asks } = await opened();
    expect(await asks('ana', '/rampart override low "trust me"')).toMatchObject({
      document: { took: 'refused', why: expect.stringContaining('whoever made the change') },
    });
    expect(heading(world)).toContain('CRITICAL');
  });

  it('for another strategy is followed, and one that cannot be is not', async () => {
    const { world, asks } = await opened();
    expect(await asks('zoe', '/rampart strategy canary')).toMatchObject({ document: { took: 'done' } });
    expect(heading(world)).toContain('canary');
    await asks('zoe', '/rampart strategy ring');
    expect(heading(world)).toContain('ring');
  });
});

describe('a comment that does nothing', () => {
  const DOING = '/rampart override low "x"';

  it.each([
    ['a quoted reply', `> ${DOING}`],
    ['code', `\`\`\`\n${DOING}\n\`\`\``],
    ['words', `try ${DOING}`],
  ])('holds its command in %s, and nobody is asked anything', async (_, body) => {
    const { world, respond } = await opened();
    const event = world.says('max', body);
    world.calls.splice(0);
    expect((await respond(event)).document).toMatchObject({ took: 'nothing', comment: 'nothing' });
    expect(world.calls).toEqual([]);
  });

  it.each<[string, (event: Event, world: World) => object, string]>([
    ['edited', (event) => ({ ...event, action: 'edited' }), 'refused'],
    [
      'edited since',
      (event, { comments }) => Object.assign(comments.at(-1) ?? {}, { updated_at: 'later' }) && event,
      'refused',
    ],
    [
      'with other words now',
      (event, { comments }) => Object.assign(comments.at(-1) ?? {}, { body: 'hi' }) && event,
      'refused',
    ],
    ['sent by somebody else', (event) => ({ ...event, sender: { login: 'eve' } }), 'refused'],
    ['gone', (event, { comments }) => comments.splice(-1) && event, 'nothing'],
    ['deleted', (event) => ({ ...event, action: 'deleted' }), 'nothing'],
    ['on an issue', (event) => ({ ...event, issue: { number: 12 } }), 'nothing'],
    [
      'by a program in the name of a person',
      (event, { comments }) => Object.assign(comments.at(-1) ?? {}, { performed_via_github_app: { id: 1 } }) && event,
      'nothing',
    ],
  ])('is one that is %s', async (_, made, took) => {
    const { world, respond } = await opened();
    const before = heading(world);
    expect((await respond(made(world.says('max', DOING), world))).document).toMatchObject({ took });
    expect(heading(world)).toBe(before);
  });

  it('is told by an event of another repository', async () => {
    const { world, respond } = await opened();
    const event = { ...world.says('max', DOING), repository: { full_name: 'evil/shop' } };
    world.calls.splice(0);
    expect(await respond(event)).toMatchObject({
      code: 5,
      document: { error: { code: 'event-of-another-repository' } },
    });
    expect(world.calls).toEqual([]);
  });

  it('stands on what is over', async () => {
    const { world, asks } = await opened();
    Object.assign(world.pull, { state: 'closed' });
    const before = heading(world);
    for (const body of [DOING, '/rampart strategy canary', '/rampart approve sha256:0123456789'])
      expect(await asks('max', body)).toMatchObject({
        document: { took: 'refused', why: expect.stringContaining('closed') },
      });
    expect(heading(world)).toBe(before);
  });

  it('is nearly a command, and is told how it goes', async () => {
    const { world, asks } = await opened();
    expect((await asks('max', '/rampart override high')).document).toMatchObject({ took: 'unclear' });
    expect(ours(world)).toContain('it goes like this: /rampart override high "reason"');
    await asks('eve', '/rampart help');
    expect(ours(world)).toContain('/rampart rollback ID "reason"');
    expect(ours(world)).not.toContain('it goes like this');
  });

  it('makes us write no comment where there is none', async () => {
    const world = aWorld();
    const { respond } = inWorld(world);
    await respond(world.says('eve', '/rampart approve sha256:0123456789'));
    expect(ours(world)).toBe('');
    expect(world.reactions).toEqual(['1000 -1']);
  });

  it('is refused where the host does not tell who made the change', async () => {
    const { world, asks } = await opened();
    for (let nth = 0; nth < 260; nth += 1) world.commits.push({ author: { login: 'ana' }, committer: null });
    expect(await asks('max', DOING)).toMatchObject({ code: 5, document: { error: { code: 'too-many-authors' } } });
  });
});

const anOfficeWith = async (more: Parameters<typeof githubWorld>[0] = {}) => {
  const plan = aPlan('medium', { environment: 'staging' });
  const office = anOffice(plan);
  onTestFinished(office.close);
  const world = aWorld({ head: plan.change.head ?? '', ...more });
  const asks = (login: string, body: string) => again(world.says(login, body));
  const again = async (event: object) => {
    writeFileSync(office.path('event.json'), JSON.stringify(event));
    const line = `respond --repo acme/shop --event ${office.path('event.json')} --db ${office.path('rampart.db')} --json`;
    return JSON.parse((await office.run(line, { openHost: async () => ok(world.host) })).out) as Record<
      string,
      unknown
    >;
  };
  await office.run(`apply p.json --once --yes --db ${office.path('rampart.db')}`);
  await agreed(office);
  await office.run(`apply p.json --once --yes --db ${office.path('rampart.db')}`);
  return { plan, office, world, asks, again };
};

describe('a rollout that is moved by a comment', () => {
  it('stops, goes on and goes back, in the name of whoever asks', async () => {
    const { plan, office, asks } = await anOfficeWith({ state: 'closed', merged: true });
    expect(await asks('zoe', `/rampart pause ${plan.id} "a ticket"`)).toMatchObject({ took: 'done', command: 'pause' });
    expect(await asks('zoe', `/rampart resume ${plan.id} "another thing"`)).toMatchObject({ took: 'refused' });
    expect(await asks('max', `/rampart resume ${plan.id} "another thing"`)).toMatchObject({ took: 'done' });
    expect(await asks('zoe', `/rampart rollback ${plan.id} "refunds are wrong"`)).toMatchObject({ took: 'done' });
    const log = await office.run(`log ${plan.id} --json`);
    expect(log.out).toContain('"name": "@zoe"');
    expect(log.out).toContain('"a ticket (#12, comment 1000)"');
    expect(office.flag()?.state ?? 'DISABLED').toBe('DISABLED');
  });

  it('moves once for each comment, however often its event is sent', async () => {
    const { plan, office, world, asks, again } = await anOfficeWith({ state: 'closed', merged: true });
    const pausing = world.says('zoe', `/rampart pause ${plan.id} "a ticket (#12, comment 1001)"`);
    expect(await again(pausing)).toMatchObject({ took: 'done' });
    const resuming = world.says('max', `/rampart resume ${plan.id} "another thing"`);
    expect(await again(resuming)).toMatchObject({ took: 'done' });
    await asks('zoe', `/rampart pause ${plan.id} "a second ticket"`);
    // Somebody who may not resume starts the run of somebody who may once more.
    expect(await again(resuming)).toMatchObject({ took: 'refused', why: expect.stringContaining('done already') });
    expect((await office.run(`status ${plan.id} --json`)).out).toContain('"status": "paused"');
  });

  it('is the one of this pull request, and no other', async () => {
    const { plan, asks } = await anOfficeWith({ head: 'beef'.repeat(10) });
    expect(await asks('max', `/rampart rollback ${plan.id} "x"`)).toMatchObject({
      took: 'refused',
      why: expect.stringContaining('no rollout of this'),
    });
    expect(await asks('max', '/rampart pause nothing-here "x"')).toMatchObject({ took: 'refused' });
  });

  it('does not begin before it is merged, and not at all where it was not', async () => {
    const open = await anOfficeWith();
    expect(await open.asks('max', `/rampart apply ${open.plan.id} "x"`)).toMatchObject({
      why: expect.stringContaining('merge it first'),
    });
    const closed = await anOfficeWith({ state: 'closed' });
    expect(await closed.asks('max', `/rampart pause ${closed.plan.id} "x"`)).toMatchObject({ took: 'refused' });
  });

  it('begins with the plan that people agreed to in comments, once everything else is there', async () => {
    const office = anOffice(aPlan('critical'));
    onTestFinished(office.close);
    const world = aWorld();
    const repository = memoryRepository({ diff: REFUND, title: 'Faster sign-in', head: world.pull.head.sha });
    writeFileSync(office.path('policy.yaml'), `${POLICY}environments: { production: { windows: false } }\n`);
    const db = `--policy ${office.path('policy.yaml')} --db ${office.path('rampart.db')}`;
    const run = async (line: string) =>
      JSON.parse((await office.run(`${line} ${db} --json`, { repository, openHost: async () => ok(world.host) })).out);
    const asks = (login: string, body: string) => {
      writeFileSync(office.path('event.json'), JSON.stringify(world.says(login, body)));
      return run(`respond --repo acme/shop --event ${office.path('event.json')}`);
    };
    await run('comment --repo acme/shop --pr 12');
    const id = /faster-sign-in-[0-9a-f]+/.exec(ours(world))?.[0] ?? '';
    await asks('zoe', `/rampart approve sha256:${digestIn(world)}`);
    Object.assign(world.pull, { state: 'closed', merged: true });
    expect(await asks('max', `/rampart apply ${id} "merged"`)).toMatchObject({
      why: expect.stringContaining('is not agreed to'),
    });
    Object.assign(world.pull, { state: 'open', merged: false });
    await asks('bo', `/rampart approve sha256:${digestIn(world)}`);
    Object.assign(world.pull, { state: 'closed', merged: true });
    expect(await asks('max', `/rampart apply other "merged"`)).toMatchObject({ took: 'refused' });
    expect(await asks('max', `/rampart apply ${id} "merged"`)).toMatchObject({
      why: expect.stringContaining('rampart confirm'),
    });
    for (const item of office.plan.checklists.before.filter(({ confirm }) => confirm === 'person'))
      await office.run(`confirm ${id} ${item.id} --by anna --db ${office.path('rampart.db')}`);
    expect(await asks('max', `/rampart apply ${id} "merged"`)).toMatchObject({
      took: 'done',
      why: expect.stringContaining('is running'),
    });
    expect(heading(world)).toContain('**under way**');
    await asks('max', `/rampart rollback ${id} "refunds are wrong"`);
    expect(heading(world)).toContain('**rolled back**');
    expect(ours(world)).toContain(`Next: \`rampart why ${id}\` or`);
    const log = await office.run(`log ${id} --json`);
    expect(['@zoe', '@bo', '@max'].filter((name) => log.out.includes(`"name": "${name}"`))).toHaveLength(3);
  });
});

describe('rampart tell', () => {
  it('says in the one comment where a rollout stands, once, and only on its own pull request', async () => {
    const { plan, office, world, asks } = await anOfficeWith({ state: 'closed', merged: true });
    const run = async (line = `tell ${plan.id} --pr 12`) => {
      const more = { openHost: async () => ok(world.host) };
      const said = await office.run(`${line} --repo acme/shop --json --db ${office.path('rampart.db')}`, more);
      const { rollouts, error } = JSON.parse(said.out);
      return rollouts?.[0] ?? { error };
    };
    expect(await run()).toMatchObject({ did: 'nothing', why: 'there is no comment of ours' });
    const body = '**Rampart: MEDIUM**\n\n<details></details>\n\n<!-- rampart {"v":1} -->\n';
    world.comments.push({ id: 1, user: { login: world.bot }, body });
    expect(await run()).toMatchObject({ did: 'updated', why: expect.stringContaining('running, 5 %') });
    world.calls.splice(0);
    expect(await run()).toMatchObject({ did: 'nothing' });
    expect(world.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
    await asks('zoe', `/rampart rollback ${plan.id} "wrong, @all"`);
    await run();
    const said = world.comments.find(({ id }) => id === 1)?.body ?? '';
    expect(said).toMatch(/> Rollout .*: rolled back, 0 %/);
    expect(said).toContain('wrong');
    expect(said.replaceAll(/`[^`]*`/g, '')).not.toContain('@all');
    expect(said).toMatch(/^\*\*Rampart: MEDIUM\*\*\n/);
    // It is found by the commit that its plan leads to.
    Object.assign(world.comments.find(({ id }) => id === 1) ?? {}, { body });
    expect(await run(`tell ${plan.id}`)).toMatchObject({ id: plan.id, pull: 12, did: 'updated' });
    expect(await run('tell --all')).toMatchObject({ id: plan.id, pull: 12, did: 'nothing' });
    world.pull.head.sha = 'beef'.repeat(10);
    expect(await run()).toMatchObject({ error: { code: 'another-pull-request' } });
    expect(await run(`tell ${plan.id}`)).toMatchObject({ error: { code: 'no-pull-request' } });
    expect(await run('tell --all')).toMatchObject({ did: 'nothing', why: 'no pull request ends at its commit' });
  });
});
