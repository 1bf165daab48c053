import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/adapters/files/memory.ts';
import { loadPolicy } from '../../src/app/policy-file.ts';
import { DEFAULT_POLICY } from '../../src/core/policy/defaults/index.ts';
import type { EffectivePolicy } from '../../src/core/policy/built-in.ts';
import { digestOf } from '../../src/core/values/digest.ts';

type Files = Readonly<Record<string, string>>;

const loadFrom = (files: Files, folder = '/repo/web', file?: string) =>
  loadPolicy({ files: memoryFiles(new Map(Object.entries(files))), folder }, file);

const loaded = async (files: Files, folder?: string, file?: string): Promise<EffectivePolicy> => {
  const found = await loadFrom(files, folder, file);
  if (!found.ok) throw new Error(JSON.stringify(found.problems, null, 2));
  return found.value;
};

const ofText = (text: string) => loadFrom({ '/repo/web/rampart.yaml': text });
const problemsOf = async (text: string): Promise<string[]> => {
  const found = await ofText(text);
  return found.ok ? [] : found.problems.map(({ code, path, message }) => `${code} | ${path} | ${message}`);
};

const OWNER = 'flags:\n  owner: ';

describe('where a policy is looked for', () => {
  it.each<[what: string, files: Files, source: string | undefined, owner: string]>([
    ['nowhere: what is built in', {}, undefined, 'the author of the change'],
    ['here', { '/repo/web/rampart.yaml': `${OWNER}web` }, 'rampart.yaml', 'web'],
    ['here, by the short ending', { '/repo/web/rampart.yml': `${OWNER}web` }, 'rampart.yml', 'web'],
    ['here, hidden', { '/repo/web/.rampart.yaml': `${OWNER}web` }, '.rampart.yaml', 'web'],
    ['at the root', { '/repo/.git': '', '/repo/rampart.yaml': `${OWNER}all` }, '../rampart.yaml', 'all'],
    [
      'here before the root',
      { '/repo/.git': '', '/repo/rampart.yaml': `${OWNER}all`, '/repo/web/.rampart.yaml': `${OWNER}web` },
      '.rampart.yaml',
      'web',
    ],
    ['not above the root', { '/repo/.git': '', '/rampart.yaml': `${OWNER}x` }, undefined, 'the author of the change'],
    ['not above, without a repository', { '/repo/rampart.yaml': `${OWNER}x` }, undefined, 'the author of the change'],
  ])('%s', async (_, files, source, owner) => {
    const found = await loaded(files);
    expect([found.source, found.policy.flags.owner]).toEqual([source, owner]);
  });

  it('walks up folders of Windows', async () => {
    const files = { 'C:\\repo\\.git': '', 'C:\\repo\\rampart.yaml': `${OWNER}all` };
    expect((await loaded(files, 'C:\\repo\\web\\app')).source).toBe('../../rampart.yaml');
  });

  it('takes the one that is named, and says so when it is not there', async () => {
    expect((await loaded({ 'other.yaml': `${OWNER}x` }, '/repo', 'other.yaml')).source).toBe('other.yaml');
    const missing = await loadFrom({}, '/repo', 'other.yaml');
    expect(missing.ok ? [] : missing.problems.map(({ code }) => code)).toEqual(['no-such-file']);
  });

  it('says of a second one that it is not read', async () => {
    const found = await loadFrom({ '/repo/web/rampart.yaml': '', '/repo/web/rampart.yml': '' });
    expect(found.ok && found.warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'policy-not-read rampart.yml',
    ]);
  });

  it('does not open one of more than a mebibyte', async () => {
    const found = await ofText(`# ${'x'.repeat(1024 * 1024)}`);
    expect(found.ok ? [] : found.problems.map(({ code }) => code)).toEqual(['file-too-large']);
  });
});

describe('a policy in YAML', () => {
  it.each<[what: string, text: string]>([
    ['nothing', ''],
    ['a remark', '# nothing yet\n'],
    ['a byte order mark', '\uFEFFversion: 1\n'],
    ['Windows line ends', 'version: 1\r\n'],
    ['the marks of a document', '---\nversion: 1\n...\n'],
  ])('may hold %s', async (_, text) => {
    const found = await ofText(text);
    expect(found.ok && found.value.sha256).toBe(digestOf(DEFAULT_POLICY));
  });

  it('may be JSON, indented by tabs', async () => {
    const found = await ofText('{\n\t"version": 1,\n\t"flags": {"owner": "web"}\n}');
    expect(found.ok && [...found.value.origins]).toEqual([
      ['version', 'rampart.yaml:2'],
      ['flags.owner', 'rampart.yaml:3'],
    ]);
  });

  it('is JSON where its name says so', async () => {
    expect((await loaded({ 'p.json': '{"flags": {"owner": "web"}}' }, '/', 'p.json')).policy.flags.owner).toBe('web');
    const twice = await loadFrom({ 'p.json': '{"backend": "api", "backend": "cli"}' }, '/', 'p.json');
    expect(twice.ok ? [] : twice.problems.map(({ code }) => code)).toEqual(['policy-duplicate-key']);
  });

  it('needs no quotes around times, and no is no and yes is yes', async () => {
    const found = await ofText(
      'schedule: {windows: [{days: [mon], from: 09:00, to: 16:30}]}\nflags: {owner: no}\nrecommendations: {x: {text: yes, levels: [low]}}',
    );
    expect(found.ok && found.value.policy).toMatchObject({
      schedule: { windows: [{ days: ['mon'], from: '09:00', to: '16:30' }] },
      flags: { owner: 'no' },
      recommendations: { x: { text: 'yes' } },
    });
  });

  it('may say a thing once and point to it', async () => {
    const found = await ofText(
      'environments:\n  preview: &free {soak: 5m, windows: false, approvals: false}\n  load-test: *free\n',
    );
    expect(found.ok && found.value.policy.environments['load-test']?.soak).toBe('5m');
  });
});

/** Ten lists, each of nine times the one before: a billion values if anybody wrote them out. */
const BOMB = Array.from('abcdefghij', (name, at) => {
  const before = 'abcdefghij'[at - 1];
  return `${name}: &${name} [${Array.from({ length: 9 }, () => (before ? `*${before}` : 'x')).join(', ')}]`;
}).join('\n');

describe('a policy that is no YAML, or too much of it', () => {
  it.each<[what: string, text: string, first: string]>([
    [
      'a tab',
      'flags:\n\towner: x',
      'policy-not-yaml | rampart.yaml:2:1 | a tab stands where spaces indent (line 2, column 1)',
    ],
    [
      'a quote without end',
      'flags:\n  owner: "x',
      'policy-not-yaml | rampart.yaml:2:12 | Missing closing "quote (line 2, column 12)',
    ],
    [
      'two documents',
      'version: 1\n---\nversion: 1',
      'policy-not-yaml | rampart.yaml:2:1 | a second document begins (line 2, column 1)',
    ],
    [
      'a tag for bytes',
      'flags: {owner: !!binary aGVsbG8=}',
      'policy-not-yaml | rampart.yaml:1:16 | a tag asks for a value that JSON has no word for (line 1, column 16)',
    ],
    [
      'a tag of somebody else',
      'flags: {owner: !env HOME}',
      'policy-not-yaml | rampart.yaml:1:16 | a tag asks for a value that JSON has no word for (line 1, column 16)',
    ],
    [
      'YAML 1.1',
      '%YAML 1.1\n---\nversion: 1',
      'policy-yaml-version | rampart.yaml | asks for another version of YAML, in which 09:00 is the number 540 and no is false',
    ],
    [
      'a key twice',
      'flags:\n  owner: a\n  owner: b',
      'policy-duplicate-key | flags.owner | stands twice here (line 3)',
    ],
    [
      'a list for a key',
      'flags:\n  ? [a]\n  : b',
      'policy-bad-key | flags | a list or a table is no name for a key (line 2)',
    ],
    [
      'an alias to nothing',
      'flags: *none',
      'policy-bad-alias | flags | *none names no value that is complete before it (line 1)',
    ],
    [
      'an alias to itself',
      'flags: &me\n  owner: *me',
      'policy-bad-alias | flags.owner | *me names no value that is complete before it (line 2)',
    ],
    [
      'a hundred levels',
      Array.from({ length: 100 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
      'policy-too-deep |  | is nested more than 64 deep (line 66)',
    ],
    ['a bomb', BOMB, 'policy-too-many-aliases |  | has more than 50 aliases (line 2)'],
    ['endless nesting', '['.repeat(100_000), 'policy-too-deep | rampart.yaml | is nested too deep to be read'],
    [
      'sixty thousand keys',
      Array.from({ length: 60_000 }, (_, at) => `k${at}: 1`).join('\n'),
      'policy-too-many-values |  | is larger than 50000 values (line 50000)',
    ],
    [
      'no number',
      'experiment: {alpha: .nan}',
      'policy-not-json | experiment.alpha | NaN is no value that a policy can hold (rampart.yaml:1)',
    ],
    [
      'no end of a number',
      'experiment:\n  alpha: .inf',
      'policy-not-json | experiment.alpha | Infinity is no value that a policy can hold (rampart.yaml:2)',
    ],
    [
      'a key of prototypes',
      '__proto__: {a: 1}',
      'policy-forbidden-key | __proto__ | "__proto__" may not be a key (rampart.yaml:1)',
    ],
    ['a list', '- version: 1', 'policy-not-a-table | rampart.yaml | is a list of 1, and a policy is a table of rules'],
    ['a text', 'hello', 'policy-not-a-table | rampart.yaml | is "hello", and a policy is a table of rules'],
  ])('%s', async (_, text, first) => {
    expect((await problemsOf(text))[0]).toBe(first);
  });

  it('is told everything at once, with lines', async () => {
    const text = [
      'version: 1',
      'backend: flagdd',
      'levels:',
      '  low:',
      '    ladder: canary',
      'environments:',
      '  prodution: null',
    ].join('\n');
    expect(await problemsOf(text)).toEqual([
      'policy-no-such-row | environments.prodution | there is no row "prodution" to take out (did you mean "production"?) (rampart.yaml:7)',
      'P002 | levels.low.ladder | the level asks for immediate, and "canary" is a ladder of strategy canary (rampart.yaml:5)',
      'P006 | backend | "flagdd" is not a backend of this policy (did you mean "flagd"?) (rampart.yaml:2)',
    ]);
  });

  it('says what belongs where a number stands without its unit', async () => {
    const found = await ofText('rollback:\n  deadline: 30');
    expect(found.ok ? '' : found.problems[0]).toMatchObject({
      path: 'rollback.deadline',
      message: '30 is a number where text belongs (rampart.yaml:2)',
      hint: 'write text: a duration: 30m, 48h, 2d, 1w, or ISO 8601',
    });
  });
});
