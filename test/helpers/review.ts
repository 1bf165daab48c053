import { readFile } from 'node:fs/promises';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import type { Ports } from '../../src/app/operation.ts';
import { operations, operationsFor } from '../../src/app/index.ts';
import type { PrHost } from '../../src/ports/pr-host.ts';
import { ok } from '../../src/core/problem.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { githubWorld } from '../worlds/github.ts';
import { portsWith, say } from './cli.ts';

export const bundle = { read: (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8') };
export const REFUND = await bundle.read('fixtures/demo/refund-tax.diff');

export type World = ReturnType<typeof githubWorld>;
export type Event = ReturnType<World['says']>;

/** ana made the change; zoe and bo may push, max maintains, and eve is anybody. */
export const aWorld = (more: Parameters<typeof githubWorld>[0] = {}): World => {
  const world = githubWorld(more);
  Object.assign(world.roles, { ana: 'maintain', zoe: 'write', bo: 'write', max: 'maintain', eve: 'read' });
  return world;
};

/** A short way up, so that what is simulated of it takes no time. */
export const POLICY = `version: 1
ladders:
  rings: { steps: [{ rings: { internal: 100 }, soak: 1h }, { percent: 100 }] }
`;

type Here = {
  readonly policy?: string;
  readonly files?: Map<string, string>;
  readonly diff?: string;
  readonly more?: Partial<Ports>;
};

/** A command in a checkout of its own, beside a host that remembers what earlier ones did. */
export const runIn = (
  { host, pull }: { readonly host: PrHost; readonly pull: { readonly head: { readonly sha: string } } },
  { policy = POLICY, files = new Map(), diff = REFUND, more = {} }: Here = {},
) => {
  return async (line: string, event: object = {}) => {
    const words = [...line.split(' '), '--json'];
    const repository = memoryRepository({ diff, title: 'Faster sign-in', head: pull.head.sha });
    files.set('event.json', JSON.stringify(event)).set('/policy.yaml', policy);
    const ports = portsWith(files, { bundle, repository, openHost: async () => ok(host), ...more });
    const said = await say(words, { operations: await operationsFor(words, operations), ports, views: views(bundle) });
    return { code: said.code, document: JSON.parse(said.out) as Record<string, unknown>, files };
  };
};

export const inWorld = (world: World, policy = POLICY) => ({
  comment: (diff = REFUND) => runIn(world, { policy, diff })('comment --repo acme/shop --pr 12 --policy /policy.yaml'),
  respond: (event: object, diff = REFUND) =>
    runIn(world, { policy, diff })('respond --repo acme/shop --event event.json --policy /policy.yaml', event),
});

export const ours = ({ comments, bot }: World): string =>
  comments.find(({ user, body }) => user.login === bot && body.includes('Rampart'))?.body ?? '';
export const digestIn = (world: World): string => /[0-9a-f]{64}/.exec(ours(world))?.[0] ?? '';
export const heading = (world: World): string => ours(world).split('\n')[0] ?? '';

/** The comment is there, and says what it takes. */
export const opened = async (more: Parameters<typeof githubWorld>[0] = {}, policy = POLICY) => {
  const world = aWorld(more);
  const run = inWorld(world, policy);
  const asks = (login: string, body: string) => run.respond(world.says(login, body));
  await run.comment();
  return { world, ...run, asks };
};

export const closed = ({ pull }: World, by = 'max') => ({
  action: 'closed',
  repository: { full_name: 'acme/shop' },
  sender: { login: by },
  pull_request: { number: 12, merged: true, head: { sha: pull.head.sha } },
});
export const mergedIn = (world: World, event: object, more = '', here: Here = {}) =>
  runIn(world, here)(`merged --repo acme/shop --event event.json --policy /policy.yaml${more}`, event);

/** Everybody who is asked has agreed, and it is merged. */
export const agreedTo = async (policy = POLICY) => {
  const { world, asks } = await opened({}, policy);
  const digest = digestIn(world);
  for (const name of ['zoe', 'bo']) await asks(name, `/rampart approve sha256:${digest}`);
  Object.assign(world.pull, { state: 'closed', merged: true });
  return { world, digest };
};
