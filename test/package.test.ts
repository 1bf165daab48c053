import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestOf, type Packed, packInto, say, TOP, unpackInto } from '../scripts/pack.ts';
import { pathsOf } from './tidy/tree.ts';

let folder = '';
let consumer = '';
let packed: Packed;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rampart-pack-'));
  packed = await packInto(folder);
  consumer = await mkdtemp(join(folder, 'consumer-'));
  await unpackInto(consumer, packed);
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the packed package', () => {
  it('holds what a user needs', () => {
    const needed = ['bin/rampart.js', 'dist/main.js', 'dist/index.js', 'dist/index.d.ts', 'package.json'];
    const page = ['dist/dashboard/index.html', 'dist/dashboard/index.html.br', 'dist/dashboard/index.html.gz'];
    const documents = ['README.md', 'LICENSE', 'CHANGELOG.md'];
    const data = pathsOf().filter((path) =>
      /^(?:schemas|templates|prompts|agents|skills|fixtures\/demo)\/|^docs\/risk\.md$|^examples\/github\/com\w+\.yml$/.test(
        path,
      ),
    );
    expect(packed.files).toEqual(expect.arrayContaining([...needed, ...page, ...documents, ...data]));
  });

  it('holds nothing else', () => {
    const free =
      /^(?:bin|dist|schemas|templates|prompts|agents|skills|fixtures\/demo|\.(?:claude|codex|cursor)-plugin)\/|^(?:\.mcp\.json|package\.json|README\.md|docs\/risk\.md|examples\/github\/com\w+\.yml|LICENSE|CHANGELOG\.md)$/;
    expect(packed.files.filter((path) => !free.test(path))).toEqual([]);
    expect(packed.files.filter((path) => /\.(?:tsx?|node|map)$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
  });

  it('asks for no Node of its own: that is for those who work on Rampart', async () => {
    const { dependencies, optionalDependencies } = await manifestOf(join(consumer, 'node_modules', 'rampart'));
    const names = Object.keys({ ...dependencies, ...optionalDependencies });
    expect(names.filter((name) => name === 'node' || name.startsWith('node-'))).toEqual([]);
  });
});

describe('in an empty folder', () => {
  it('says its version', async () => {
    const { version } = await manifestOf(TOP);
    expect(await rampart('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('says what it can do', async () => {
    const { code, stdout, stderr } = await rampart('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: rampart');
  });

  it('can be imported', async () => {
    const use =
      "import { failed, problem } from 'rampart'; process.stdout.write(`${typeof failed} ${typeof problem}`);";
    expect(await say('node', ['--input-type=module', '-e', use], consumer)).toMatchObject({
      stdout: 'function function',
    });
  });

  it('has types that hold, and that refuse what is wrong', async () => {
    const right = `import { failed, type Result } from 'rampart';
export const answer: Result<number> = failed();
export const found: boolean = answer.ok;`;
    const { code, stdout } = await types({ 'right.ts': right, 'wrong.ts': right.replace('boolean', 'string') });
    expect({ code, wrong: stdout.trim().split('\n') }).toEqual({
      code: 1,
      wrong: [expect.stringMatching(/^wrong\.ts\(3,14\): error TS2322/)],
    });
  });
});

const rampart = (...words: readonly string[]) =>
  say('node', [join('node_modules', 'rampart', 'bin', 'rampart.js'), ...words], consumer);

const types = async (texts: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(texts)) await writeFile(join(consumer, name), text);
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', ''];
  return say(
    'node',
    [join(TOP, 'node_modules', 'typescript', 'bin', 'tsc'), ...options, ...Object.keys(texts)],
    consumer,
  );
};
