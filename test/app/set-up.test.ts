import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { metricSources } from '../../src/adapters/metric-source/index.ts';
import { flagBackends } from '../../src/adapters/flag-backend/index.ts';
import { memoryRepository } from '../../src/adapters/repository/memory.ts';
import { Begun, init } from '../../src/app/init.ts';
import { loadPolicy } from '../../src/app/policy-file.ts';
import { lookAtProject } from '../../src/app/set-up/found.ts';
import { remoteIn } from '../../src/app/set-up/git-host.ts';
import { KNOWN, SOURCES } from '../../src/app/set-up/known.ts';
import { ACTION, IMAGE } from '../../src/app/set-up/workflow-files.ts';
import { views } from '../../src/faces/cli/screens.ts';
import { portsWith, say } from '../helpers/cli.ts';

const REPOSITORY = new URL('../../', import.meta.url);
const bundle = { read: async (name: string) => readFileSync(new URL(name, REPOSITORY), 'utf8') };
const at = (path: string): string => `/somewhere/${path}`;

/** A repository with these files that git keeps; the same stand on the disk. */
const here = (tracked: Record<string, string>, more: Record<string, string> = {}) => {
  const files = new Map(Object.entries({ ...tracked, ...more }).map(([path, text]) => [at(path), text]));
  return { files, ports: portsWith(files, { bundle, repository: memoryRepository({ diff: '', files: tracked }) }) };
};

const initIn = async ({ ports }: ReturnType<typeof here>, line: string) => {
  const words = ['init', ...line.split(' ').filter(Boolean)];
  const said = await say([...words, '--json'], { operations: [init], ports });
  const document = said.code === 0 ? Begun.parse(JSON.parse(said.out)) : undefined;
  return { ...said, document };
};

const ORIGIN = '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:acme/shop.git\n\tfetch = +refs/*\n';

describe('what is found', () => {
  it('is host, languages, systems with the line that shows them, and rules', async () => {
    const { ports } = here(
      {
        'package.json': '{\n  "dependencies": {\n    "unleash-client": "6.0.0",\n    "prom-client": "15.0.0"\n  }\n}',
        'src/flags.ts': "import { Statsig } from 'statsig-node';\n",
        'docs/old.md': 'We used launchdarkly once.\n',
      },
      { '.git/config': ORIGIN, 'tsconfig.json': '{}', 'rampart.yaml': 'version: 1\nbackend: unleash\n' },
    );
    expect(await lookAtProject(ports)).toEqual({
      host: 'github',
      repository: 'acme/shop',
      languages: [{ name: 'TypeScript', at: 'tsconfig.json' }],
      systems: [
        { of: 'flags', system: 'Unleash', name: 'unleash', at: 'package.json:3' },
        { of: 'metrics', system: 'Prometheus', name: 'prometheus', at: 'package.json:4' },
        { of: 'flags', system: 'Statsig', at: 'src/flags.ts:1' },
      ],
      policy: { path: 'rampart.yaml', backend: 'unleash' },
    });
  });

  it('is nothing but why, where there is no repository', async () => {
    const found = await lookAtProject(portsWith(new Map(), { bundle }));
    expect(found).toMatchObject({ languages: [], systems: [], unread: expect.stringContaining('repository') });
  });

  it.each([
    ['git@github.com:acme/shop.git', { host: 'github', repository: 'acme/shop' }],
    ['https://bot:secret@gitlab.example.com:8443/group/sub/shop.git', { host: 'gitlab', repository: 'group/sub/shop' }],
    ['ssh://git@github.example.com/acme/shop/', { host: 'github', repository: 'acme/shop' }],
    ['https://notgithub.com/acme/shop', { repository: 'acme/shop' }],
    ['/srv/git/shop.git', { repository: 'srv/git/shop' }],
    ['', {}],
  ])('reads the address %s', (url, expected) => {
    expect(remoteIn(`[remote "upstream"]\n\turl = x\n[remote "origin"]\n\turl = ${url}\n[branch "main"]\n`)).toEqual(
      expected,
    );
  });

  it('follows a second working tree to the settings that it shares, and else goes by the files of a host', async () => {
    const tree = here({}, { '.git': 'gitdir: /all/.git/worktrees/two\n' });
    tree.files.set('/all/.git/worktrees/two/commondir', '../..\n');
    tree.files.set('/all/.git/worktrees/two/../../config', ORIGIN);
    expect(await lookAtProject(tree.ports)).toMatchObject({ host: 'github', repository: 'acme/shop' });
    expect(await lookAtProject(here({}, { '.git/config': '', '.gitlab-ci.yml': '' }).ports)).toMatchObject({
      host: 'gitlab',
    });
  });

  it('offers only what there is an adapter for, and every source there is', () => {
    const names = KNOWN.flatMap(({ of, name }) => (name === undefined ? [] : [[of, name] as const]));
    const lists = { flags: Object.keys(flagBackends), metrics: Object.keys(metricSources) };
    expect(names.filter(([of, name]) => !lists[of].includes(name))).toEqual([]);
    expect([...SOURCES, 'memory'].toSorted()).toEqual(lists.metrics.toSorted());
  });
});

describe('rampart init, with what is wanted', () => {
  it('names the flag system in the rules, which stay sound', async () => {
    const place = here({});
    const { document } = await initIn(place, '--policy pilot --backend unleash');
    expect(document?.written).toEqual(['rampart.yaml']);
    const loaded = await loadPolicy(place.ports, undefined);
    expect(loaded.ok && loaded.value.policy.backend).toBe('unleash');
  });

  it('writes what GitHub runs, with the action that was named', async () => {
    const place = here({}, { '.git/config': ORIGIN });
    const action = `acme/rampart@${'a'.repeat(40)}`;
    const { document } = await initIn(place, `--workflow github --from ${action}`);
    expect(document?.written).toEqual(['.github/workflows/rampart.yml', '.github/workflows/rampart-commands.yml']);
    for (const path of document?.written ?? []) {
      const { jobs } = parse(place.files.get(at(path)) ?? '') as {
        jobs: Record<string, { steps: { uses: string }[] }>;
      };
      expect(Object.values(jobs).flatMap(({ steps }) => steps.map(({ uses }) => uses))).toContain(action);
    }
    expect(place.files.has(at('rampart.yaml'))).toBe(false);
  });

  it('writes at the top of the repository what a pipeline looks for there', async () => {
    const place = here({});
    place.files.set('/.git', '');
    const { document } = await initIn(place, '--workflow github');
    expect(document?.written[0]).toBe('../.github/workflows/rampart.yml');
  });

  it('writes what GitLab runs, and leaves a pipeline of others to them', async () => {
    const [fresh, own] = [here({}), here({}, { '.gitlab-ci.yml': 'stages: [test]\n' })];
    const line = '--workflow gitlab --from images.example.com/rampart:1.2.3';
    expect((await initIn(fresh, line)).document?.written).toEqual(['.gitlab/rampart.yml', '.gitlab-ci.yml']);
    expect(parse(fresh.files.get(at('.gitlab-ci.yml')) ?? '')).toEqual({
      include: [{ local: '.gitlab/rampart.yml', inputs: { image: 'images.example.com/rampart:1.2.3' } }],
    });
    const { document } = await initIn(own, `${line} --force`);
    expect(document?.kept).toEqual([{ path: '.gitlab-ci.yml', why: 'it is yours: the include goes in by hand' }]);
    expect(own.files.get(at('.gitlab-ci.yml'))).toBe('stages: [test]\n');
  });

  it('never writes over a file that differs, but that one that was named', async () => {
    const mine = { '.github/workflows/rampart.yml': 'mine\n', '.github/workflows/rampart-commands.yml': 'mine too\n' };
    const place = here({}, mine);
    expect((await initIn(place, '--workflow github')).document?.written).toEqual([]);
    const [one = '', two = ''] = Object.keys(mine);
    const { document } = await initIn(place, `--workflow github --replace ${one}`);
    expect([document?.written, place.files.get(at(two))]).toEqual([[one], 'mine too\n']);
  });

  it('leaves rules that are there beside other files, and refuses where they alone are asked for', async () => {
    const place = here({}, { 'rampart.yml': 'version: 1\n' });
    const { document } = await initIn(place, '--policy starter --agent cursor');
    expect(document?.kept).toEqual([{ path: 'rampart.yaml', why: 'there is a policy already: rampart.yml' }]);
    expect(place.files.has(at('rampart.yaml'))).toBe(false);
    expect((await initIn(place, '--policy starter')).code).toBe(2);
    expect((await initIn(place, '--policy starter --replace rampart.yaml')).document?.written).toEqual([
      'rampart.yaml',
    ]);
  });

  it('shows everything in a dry run, and writes nothing', async () => {
    const place = here({}, { 'rampart.yaml': 'version: 1\n' });
    const before = new Map(place.files);
    const { document } = await initIn(place, '--policy starter --agent codex --dry-run');
    expect(document?.files?.map(({ path, is }) => [path, is])).toEqual([
      ['rampart.yaml', 'left'],
      ['AGENTS.md', 'new'],
      ['.codex/config.toml', 'new'],
    ]);
    expect(document?.found?.policy).toEqual({ path: 'rampart.yaml', backend: 'flagd' });
    expect(place.files).toEqual(before);
  });

  it('shows people what was found, and every text', async () => {
    const { ports } = here({ 'package.json': '{ "unleash-client": "6" }' }, { '.git/config': ORIGIN });
    const words = ['init', '--agent', 'cursor', '--dry-run'];
    const { out } = await say(words, { operations: [init], ports, views: views(bundle) });
    expect(out).toMatch(
      /^Found {5}github · acme\/shop\n {10}JavaScript \(package\.json\)\n {10}Unleash, for flags \(package\.json:1\)/,
    );
    expect(out).toMatch(/── \.cursor\/mcp\.json · new\n[^]*"mcpServers"[^]*nothing: this was a dry run/);
  });

  it('tells what is left to do, ready for a shell', async () => {
    const { ports } = here({});
    const words = [
      'init',
      '--backend',
      'sql',
      '--flags',
      "it's here.db",
      '--metrics',
      'file:m.jsonl',
      '--workflow',
      'github',
    ];
    const { out } = await say(words, { operations: [init], ports, views: views(bundle) });
    expect(out).toContain(String.raw`export RAMPART_FLAGS='it'\''s here.db'`);
    expect(out).toMatch(
      /at \.github\/workflows\/rampart\.yml:\d+, \.github\/workflows\/rampart-commands\.yml:\d+: uses:/,
    );
    expect(out).toMatch(/RAMPART_METRICS=file:m\.jsonl[^]*rampart doctor[^]*rampart plan/);
  });

  it.each([
    ['--workflow github --from acme/rampart@v1', 'pinned'],
    ['--workflow github --from acme/rampart@main', 'pinned'],
    ["--workflow gitlab --from x'y", 'image'],
    ['--from acme/rampart@v1', 'no workflow'],
  ])('does not take %s', async (line) => {
    const place = here({});
    const { code } = await initIn(place, line);
    expect([code, place.files.size]).toEqual([2, 0]);
  });

  it('takes an action at a commit and an image, and nothing that could be more than that', () => {
    expect([`a/b@${'0'.repeat(40)}`, `a/b/c@${'f'.repeat(40)}`].filter((one) => !ACTION.test(one))).toEqual([]);
    expect(
      ['rampart', 'r.example.com:5000/a/b:1.2', `r/b@sha256:${'a'.repeat(64)}`].filter((one) => !IMAGE.test(one)),
    ).toEqual([]);
    expect(["a' }", 'a b', 'a\nb', '', '{x}'].filter((one) => IMAGE.test(one) || ACTION.test(one))).toEqual([]);
  });
});
