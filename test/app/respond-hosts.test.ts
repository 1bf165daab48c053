import { describe, expect, it, onTestFinished } from 'vitest';
import { commentOf } from '../../src/core/review/comment.ts';
import { ok } from '../../src/core/problem.ts';
import { commentText } from '../../src/faces/pr/comment.ts';
import { agreed, anOffice } from '../helpers/office.ts';
import { bundle, POLICY, runIn } from '../helpers/review.ts';
import { aPlan } from '../helpers/samples.ts';
import { HOST_WORLDS } from '../worlds/index.ts';

const load = (name: string) => bundle.read(`templates/${name}.hbs`);
const HEAD = 'e4f5a6b0'.repeat(5);

/** A comment of ours on a request that ana made; zoe and bo may push, max maintains, and eve is anybody. */
const opened = async (name: string) => {
  const make = HOST_WORLDS[name];
  if (!make) throw new Error(`no world for the host ${name}`);
  const world = make();
  Object.assign(world.roles, { ana: 'maintain', zoe: 'write', bo: 'write', max: 'maintain', eve: 'read' });
  const place = `--host ${name} --repo ${world.repository} --policy /policy.yaml`;
  const run = runIn({ host: world.host, pull: { head: { sha: HEAD } } });
  const respond = (event: object) => run(`respond --event event.json ${place}`, event);
  const ours = (): string => world.said().find(({ author }) => author === world.bot)?.body ?? '';
  const asks = async (author: string, body: string) => (await respond(world.says(author, body))).document;
  await run(`comment --pr 12 --commands ${place}`);
  const digest = /approve sha256:([0-9a-f]{64})/.exec(ours())?.[1] ?? '';
  return { world, run, respond, asks, ours, digest, place };
};

const signs = (all: string[]): string[] => all.map((one) => one.split(' ')[1] ?? '');

describe.each(Object.keys(HOST_WORLDS))('commands on %s', (name) => {
  it('count for those who may, and the answer stands in the one comment', async () => {
    const { world, asks, ours, digest } = await opened(name);
    const approve = `/rampart approve sha256:${digest}`;
    expect(await asks('ana', approve)).toMatchObject({ took: 'refused', why: expect.stringContaining('the author') });
    expect(await asks('eve', approve)).toMatchObject({ took: 'refused', why: expect.stringContaining('write access') });
    expect(await asks('mallory', approve)).toMatchObject({ took: 'refused', why: expect.stringContaining('is none') });
    expect(await asks('zoe', approve)).toMatchObject({ took: 'done', why: expect.stringContaining('1 of 2') });
    expect(await asks('bo', approve)).toMatchObject({ took: 'done' });
    expect(ours()).toContain('**the plan is approved**');
    expect(signs(world.signs())).toEqual(['refused', 'refused', 'refused', 'done', 'done']);
    expect(world.said().filter(({ author }) => author === world.bot)).toHaveLength(1);
  });

  it('end when a right ends', async () => {
    const { world, run, asks, ours, digest, place } = await opened(name);
    for (const one of ['zoe', 'bo']) await asks(one, `/rampart approve sha256:${digest}`);
    world.roles['zoe'] = 'read';
    await run(`comment --pr 12 --commands ${place}`);
    expect(ours()).toContain('1 of 2');
  });

  it('make another plan, and lower nothing without a yes of its own', async () => {
    const { asks, ours } = await opened(name);
    expect(await asks('ana', '/rampart override low "trust me"')).toMatchObject({ took: 'refused' });
    expect(await asks('max', '/rampart override low "only a label"')).toMatchObject({
      took: 'done',
      why: expect.stringContaining('it waits for'),
    });
    expect(ours().split('\n')[0]).toMatch(/LOW.*no approved plan yet/);
    expect(await asks('zoe', '/rampart strategy nonsense')).toMatchObject({ took: 'unclear' });
  });

  it('are none in quotes, in what programs write, and in events of elsewhere', async () => {
    const { world, respond, asks, ours } = await opened(name);
    const before = ours();
    expect(await asks('max', '> /rampart override low "x"')).toMatchObject({ took: 'nothing' });
    expect(await asks(world.bot, '/rampart override low "x"')).toMatchObject({ took: 'nothing' });
    const event = world.says('max', '/rampart override low "x"');
    const elsewhere = { repository: { full_name: 'evil/shop' }, project: { path_with_namespace: 'evil/shop' } };
    expect(await respond({ ...event, ...elsewhere })).toMatchObject({
      code: 5,
      document: { error: { code: 'event-of-another-repository' } },
    });
    expect(ours()).toBe(before);
    expect(world.signs()).toEqual([]);
  });

  it('are over with the merge, and the plan that was agreed to is kept', async () => {
    const { world, run, asks, digest, place } = await opened(name);
    const files = new Map<string, string>();
    const merged = (event: object) =>
      runIn({ host: world.host, pull: { head: { sha: HEAD } } }, { files })(
        `merged --event event.json --keep branch ${place}`,
        event,
      );
    for (const one of ['zoe', 'bo']) await asks(one, `/rampart approve sha256:${digest}`);
    const event = world.merges('max');
    expect(await merged(event)).toMatchObject({ code: 0, document: { digest, started: false } });
    expect(Object.keys(world.shelves.branch['rampart-plans'] ?? {})).toContain(`${digest}.plan.json`);
    expect(await asks('max', '/rampart strategy canary')).toMatchObject({ took: 'refused' });
    const later = await runIn(
      { host: world.host, pull: { head: { sha: HEAD } } },
      {
        files: new Map([['/somewhere/rampart.yaml', `${POLICY}review: { merged: { keep: branch } }\n`]]),
        more: { pipeline: async () => ({ host: name as 'github' | 'gitlab', repository: world.repository }) },
      },
    )(`check sha256:${digest}`);
    expect(later).toMatchObject({ code: 0, document: { digest } });
    expect((await run(`comment --pr 12 --commands ${place}`)).document).toMatchObject({
      error: { code: 'pull-request-closed' },
    });
  });
});

describe.each(Object.keys(HOST_WORLDS))('the headline on %s', (name) => {
  it('says where a rollout is by now, when it is told of and when a comment moves it', async () => {
    const { world, ours } = await opened(name);
    const made = aPlan('medium', { environment: 'staging' });
    const plan = { ...made, change: { ...made.change, head: HEAD } };
    const office = anOffice(plan);
    onTestFinished(office.close);
    const run = (line: string) =>
      office.run(`${line} --db ${office.path('rampart.db')}`, { openHost: async () => ok(world.host) });
    const head = (): string => ours().split('\n')[0] ?? '';
    const asked = { plan, head: HEAD, state: 'approved', before: undefined, bad: undefined, slash: true } as const;
    const host = { linkTo: world.host.linkTo.bind(undefined, HEAD), maxLength: 60_000 };
    const text = await commentText({ comment: commentOf(asked), plan, assumed: [] }, host, load);
    const mine = await world.host.comments(12);
    const id = mine.ok ? mine.value.find(({ author }) => author === world.bot)?.id : undefined;
    await world.host.put(12, id, text);
    await run('apply p.json --once --yes');
    await agreed(office);
    await run('apply p.json --once --yes');
    const told = () => run(`tell ${plan.id} --pr 12 --host ${name} --repo ${world.repository} --json`);
    await told();
    expect(head()).toMatch(/MEDIUM.*\*\*under way\*\*$/);
    expect(ours()).toContain(`Next: \`/rampart pause ${plan.id} "why"\``);
    await run(`pause ${plan.id} --reason look`);
    await told();
    expect(head()).toMatch(/\*\*paused\*\*$/);
    expect(JSON.parse((await told()).out)).toMatchObject({ rollouts: [{ did: 'nothing' }] });
    await run(`rollback ${plan.id} --reason wrong`);
    await told();
    expect(head()).toMatch(/\*\*rolled back\*\*$/);
    expect(ours()).toMatch(/> Rollout .*rolled back, 0 %/);
    expect(ours()).not.toContain('under way');
  });
});
