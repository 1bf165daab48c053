import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = new URL('../', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, ROOT), 'utf8');
const WORKFLOWS = readdirSync(new URL('examples/github', ROOT)).map((name) => `examples/github/${name}`);

type Step = { readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>> };
type Job = { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly Step[] };
type Workflow = {
  readonly on: string | Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
};

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const MAY: Readonly<Record<string, readonly string[]>> = {
  actions: ['read'],
  checks: ['write'],
  contents: ['read'],
  'pull-requests': ['write'],
};

/** Those that write what others may not: each runs what was merged, and nothing of it is checked out. */
const MAY_MORE: Readonly<Record<string, string>> = { 'examples/github/after-merge-branch.yml': 'may write contents' };

describe('what a pipeline runs', () => {
  it.each(['action/run.sh', 'templates/commands/template.yml', 'templates/review/template.yml'])(
    '%s puts no address of an event log where every process of the machine can read it',
    (name) => expect(read(name)).not.toContain('--db'),
  );
});

/** What is wrong with a workflow, in words; the same for those that we show and for those made to be wrong. */
const faultsIn = (text: string): string[] => {
  const { on, permissions, jobs } = parse(text) as Workflow;
  const events = typeof on === 'string' ? [on] : Object.keys(on);
  const isTrusted = events.some((event) => event !== 'pull_request');
  return [
    ...(events.includes('pull_request_target') ? ['runs strangers beside secrets'] : []),
    ...(permissions !== undefined && Object.keys(permissions).length === 0 ? [] : ['gives permissions to every job']),
    ...Object.values(jobs).flatMap((job) => faultsOf(job, isTrusted)),
  ];
};

const faultsOf = ({ permissions, steps }: Job, isTrusted: boolean): string[] => {
  const given = Object.entries(permissions ?? { everything: 'write' });
  const writes = given.some(([, what]) => what === 'write');
  return [
    ...given.flatMap(([name, what]) => (MAY[name]?.includes(what) ? [] : [`may ${what} ${name}`])),
    ...steps.flatMap(({ uses, run, with: asked = {} }) => [
      ...(uses !== undefined && !PINNED.test(uses) ? [`${uses} is not pinned`] : []),
      ...(run?.includes('${{') ? ['puts what anybody can write into a script'] : []),
      ...(uses?.startsWith('actions/checkout@') ? checkoutFaults(asked, writes || isTrusted) : []),
    ]),
  ];
};

const checkoutFaults = (asked: Readonly<Record<string, unknown>>, isPrivileged: boolean): string[] => [
  ...(asked['persist-credentials'] === false ? [] : ['leaves the token in the checkout']),
  ...(isPrivileged && /head|merge/.test(String(asked['ref'] ?? '')) ? ['checks the branch out beside a token'] : []),
  ...(asked['ref'] === undefined && !isPrivileged ? ['checks the branch out'] : []),
];

describe('the workflows that we show', () => {
  it('are all here', () => expect(WORKFLOWS.length).toBeGreaterThan(3));

  it.each(WORKFLOWS)('%s is pinned, gives little, and runs nothing of a branch', (name) =>
    expect(faultsIn(read(name))).toEqual(MAY_MORE[name] === undefined ? [] : [MAY_MORE[name]]),
  );

  it.each([
    ['pull_request', 'on: pull_request_target', 'runs strangers beside secrets'],
    ['permissions', 'permissions: { contents: write }', 'gives permissions to every job'],
    ['pins', 'v4', 'is not pinned'],
    ['scripts', "run: echo '${{ github.event.pull_request.title }}'", 'puts what anybody can write into a script'],
    ['checkouts', 'ref: ${{ github.event.pull_request.head.sha }}', 'checks the branch out beside a token'],
    ['credentials', 'persist-credentials: true', 'leaves the token in the checkout'],
    ['rights', 'contents: write', 'may write contents'],
  ])('would be caught with other %s', (_, fault, said) => {
    const good = read('examples/github/comment.yml');
    const [key = ''] = fault.split(':');
    const bad =
      fault === 'v4'
        ? good.replace(/checkout@[0-9a-f]{40}/, 'checkout@v4')
        : key === 'run'
          ? `${good}      - ${fault}\n`
          : good.replace(key === 'on' ? 'on: pull_request' : new RegExp(`${key}: .*`), fault);
    expect(faultsIn(bad)).toContainEqual(expect.stringContaining(said));
  });
});

describe('action.yml', () => {
  const action = parse(read('action.yml')) as {
    inputs: Record<string, { description?: string; required?: boolean; default?: string }>;
    runs: { using: string; steps: (Step & { env?: Record<string, string>; shell?: string })[] };
  };

  it('says of every input what it is for, and uses it', () => {
    const used = JSON.stringify(action.runs);
    for (const [name, { description = '', required, default: usual }] of Object.entries(action.inputs)) {
      expect([name, description.length > 20, required === true || usual !== undefined]).toEqual([name, true, true]);
      expect(used).toContain(`inputs.${name} `);
    }
  });

  it('pins what it uses, and puts nothing that anybody can write into a script', () => {
    expect(action.runs.using).toBe('composite');
    const isFine = ({ uses, run = '', shell }: (typeof action.runs.steps)[number]): boolean =>
      uses === undefined ? shell === 'bash' && !run.includes('${{') : PINNED.test(uses);
    expect(action.runs.steps.filter((step) => !isFine(step))).toEqual([]);
  });

  it('offers every input that a workflow gives', () => {
    const given = WORKFLOWS.flatMap((name) => Object.values((parse(read(name)) as Workflow).jobs))
      .flatMap(({ steps }) => steps)
      .filter(({ uses }) => uses?.includes('/rampart@'))
      .flatMap((step) => Object.keys(step.with ?? {}));
    expect(given.filter((name) => !Object.hasOwn(action.inputs, name))).toEqual([]);
  });
});
