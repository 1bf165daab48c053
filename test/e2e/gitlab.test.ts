import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { aCheckout, git, inBash, overHttp, ROOT } from '../helpers/runner.ts';
import { gitlabWorld } from '../worlds/gitlab.ts';

/** A short way up, so that what is simulated of it takes no time. */
const POLICY = `version: 1
ladders:
  rings: { steps: [{ rings: { internal: 100 }, soak: 1h }, { percent: 100 }] }
review: { quietBelow: never, failOn: unapproved }
`;
const BEFORE = 'export const refund = (total: number, rate: number) => Math.round(total * rate);\n';
const AFTER = 'export const refund = (total: number, rate: number) => Math.floor(total * rate * 100) / 100;\n';

type Inputs = Readonly<Record<string, string>>;
type Spec = { readonly spec: { readonly inputs: Readonly<Record<string, { readonly default?: string }>> } };
type Jobs = Readonly<Record<string, { readonly script: readonly string[] }>>;

/** The one job of a component, with its inputs filled in as the host does it: before anything of it runs. */
const scriptOf = (component: string, given: Inputs): string => {
  const text = readFileSync(join(ROOT, 'templates', component, 'template.yml'), 'utf8');
  const [head, body] = parseAllDocuments(text).map((document) => document.toJS() as unknown);
  const { inputs } = (head as Spec).spec;
  const fill = (line: string): string =>
    line.replaceAll(/\$\[\[ inputs\.(\w+) \]\]/g, (_, name: string) => given[name] ?? inputs[name]?.default ?? '?');
  return Object.values(body as Jobs)
    .flatMap(({ script }) => script.map(fill))
    .join('\n');
};

/** A project with a merge request, and pipelines in a checkout of it. */
const aProject = async (head: Readonly<Record<string, string>> = { 'src/refunds/tax.ts': AFTER }) => {
  const checkout = aCheckout({ base: { 'rampart.yaml': POLICY, 'src/refunds/tax.ts': BEFORE }, head });
  const world = gitlabWorld({ head: checkout.head });
  world.merge.diff_refs.start_sha = checkout.base;
  Object.assign(world.roles, { ana: 'maintain', zoe: 'write', bo: 'write', max: 'maintain', eve: 'read' });
  const at = await overHttp('https://gitlab.example.com/shared');
  const env = {
    HOME: checkout.folder,
    GITLAB_CI: 'true',
    GITLAB_TOKEN: 'secret',
    CI_API_V4_URL: `${at}/api/v4`,
    CI_PROJECT_PATH: 'acme/web/shop',
    CI_COMMIT_SHA: checkout.head,
  };
  const rampart = `node ${join(ROOT, 'bin/rampart.js')}`;
  const run = (component: string, inputs: Inputs, more: Readonly<Record<string, string>>) =>
    inBash(scriptOf(component, { rampart, ...inputs }), checkout.workspace, { ...env, ...more });
  return {
    checkout,
    world,
    review: async (inputs: Inputs = {}) => {
      git(checkout.workspace, 'fetch', '-q', 'origin', 'refs/merge-requests/12/head');
      git(checkout.workspace, 'checkout', '-q', 'FETCH_HEAD');
      const request = { CI_MERGE_REQUEST_IID: '12', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' };
      return run('review', inputs, request);
    },
    told: (payload: unknown, inputs: Inputs = {}) => {
      git(checkout.workspace, 'checkout', '-q', 'main');
      const path = join(checkout.folder, 'TRIGGER_PAYLOAD');
      writeFileSync(path, typeof payload === 'string' ? payload : JSON.stringify(payload));
      return run('commands', inputs, { TRIGGER_PAYLOAD: path });
    },
    ours: (): string => world.said().find(({ author }) => author === world.bot)?.body ?? '',
  };
};

describe('the components of GitLab', () => {
  it(
    'comment, follow the commands of those who may, and keep the plan once it is merged',
    { timeout: 180_000 },
    async () => {
      const { checkout, world, review, told, ours } = await aProject();
      const opened = await review({ commands: 'true' });
      // The policy of the base holds it back: nobody gave --fail-on.
      expect(opened.code).toBe(0);
      expect(world.checks()).toMatchObject([{ holds: true, head: checkout.head }]);
      const digest = /approve sha256:([0-9a-f]{64})/.exec(ours())?.[1] ?? '';
      expect(digest).not.toBe('');
      const approve = `/rampart approve sha256:${digest}`;
      expect(await told(world.says('eve', approve))).toMatchObject({
        code: 0,
        out: expect.stringContaining('refused'),
      });
      expect(await told(world.says('zoe', approve))).toMatchObject({ code: 0, out: expect.stringContaining('done') });
      expect(ours()).toContain('zoe agrees');
      await told(world.says('bo', approve));
      expect(ours()).toContain('**the plan is approved**');
      expect(world.checks().at(-1)).toMatchObject({ holds: false });
      expect(world.signs().map((sign) => sign.split(' ')[1])).toEqual(['refused', 'done', 'done']);
      const kept = await told(world.merges('max'), { keep: 'release' });
      expect(kept).toMatchObject({ code: 0, out: expect.stringContaining(digest) });
      expect(Object.keys(world.shelves.release['rampart-plans'] ?? {})).toContain(`${digest}.plan.json`);
      expect(world.links('rampart-plans')).toEqual([`${digest}.plan.json`, `${digest}.approved.json`]);
      expect(readdirSync(join(checkout.workspace, 'rampart-plan'))).toHaveLength(2);
      expect(world.said().filter(({ author }) => author === world.bot)).toHaveLength(1);
      expect(`${opened.out}${kept.out}`).not.toContain('Bearer');
    },
  );

  it('run nothing that an event says, and nothing of what is under review', { timeout: 180_000 }, async () => {
    const { checkout, world, told } = await aProject({ 'package.json': '{"scripts":{"prepare":"touch was-here"}}' });
    for (const payload of [
      {},
      { object_kind: 'note', merge_request: { iid: '12; touch was-here' } },
      { object_kind: 'merge_request', object_attributes: { iid: '$(touch was-here)' } },
      { object_kind: 'push', project: { path_with_namespace: 'acme/web/shop' } },
    ])
      expect(await told(payload)).toMatchObject({ code: 0, out: expect.stringContaining('no merge request') });
    expect((await told('{"half')).code).not.toBe(0);
    const elsewhere = { ...world.says('max', '/rampart plan'), project: { path_with_namespace: 'evil/shop' } };
    expect(await told(elsewhere)).toMatchObject({
      code: 5,
      out: expect.stringContaining('event-of-another-repository'),
    });
    expect(existsSync(join(checkout.workspace, 'was-here'))).toBe(false);
    expect(world.said().filter(({ author }) => author === world.bot)).toEqual([]);
  });
});
