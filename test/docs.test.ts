import { describe, expect, it } from 'vitest';
import { blocksOf, isShown } from './docs/console.ts';
import { differences } from './docs/run.ts';
import { sourcesOf } from './tidy/tree.ts';

const documents = sourcesOf().filter(({ path }) => path.endsWith('.md') && !path.startsWith('fixtures/'));
const blocks = documents.flatMap(({ path, text }) => blocksOf(path, text));

describe('what the documents show', () => {
  it.each(blocks.map((block) => [`${block.path}:${block.line}`, block] as const))('%s', async (_, block) =>
    expect(await differences(block)).toEqual([]),
  );

  it('is run where a reader looks first', () => {
    expect(blocks.map(({ path }) => path)).toContain('README.md');
  });
});

const fence = '```';
const document = [
  'text',
  `${fence}console run in=empty exit=3`,
  '$ first',
  'one',
  '',
  '$ second',
  fence,
  `${fence}sh`,
  '$ not run',
  fence,
];

describe('a console block', () => {
  it('is read as commands and what they print', () => {
    expect(blocksOf('a.md', document.join('\n'))).toEqual([
      {
        path: 'a.md',
        line: 2,
        place: 'empty',
        exit: 3,
        steps: [
          { line: 3, command: 'first', shown: ['one', ''] },
          { line: 6, command: 'second', shown: [] },
        ],
      },
    ]);
  });

  it.each([
    [['a', 'b'], 'a\nb\n'],
    [['', 'a'], 'a'],
    [['a', '…', 'd'], 'a\nb\nc\nd\n'],
    [['…'], ''],
    [['a … c … e'], 'a b c d e'],
    [[], '\n'],
  ])('%j is what %j prints', (shown, printed) => expect(isShown(shown, printed)).toBe(true));

  it.each([
    [['a'], 'a\nb'],
    [['a', 'b'], 'a'],
    [['a … c'], 'a b d'],
    [['a', '…', 'd'], 'a\nd\ne'],
    [['ab … b'], 'ab'],
    [[], 'a'],
  ])('%j is not what %j prints', (shown, printed) => expect(isShown(shown, printed)).toBe(false));
});

describe('running a block', () => {
  it('agrees with what is so', async () => {
    expect(await run('', '$ echo one | tr a-z A-Z', 'ONE', '$ touch here && ls', 'here')).toEqual([]);
    expect(await run(' exit=2', '$ rampart --no-such-option', '…', '…--no-such-option…', '…')).toEqual([]);
  });

  it('starts in the place it asks for', async () => {
    const shown = [' session.ts | 1 -', ' 1 file changed, 1 deletion(-)'];
    expect(await run(' in=repository', '$ git diff --stat main...HEAD', ...shown)).toEqual([]);
  });

  it('sees another text, another exit code, and a place nobody prepares', async () => {
    expect(await run('', '$ echo one', 'two')).toEqual(['a.md:2  "echo one" prints\none\n']);
    expect(await run('', '$ exit 3')).toEqual(['a.md:2  exit code 3, not 0\n']);
    expect(await run(' in=nowhere', '$ true')).toEqual(['a.md:1  no such place: nowhere']);
  });
});

const never = (): never => {
  throw new Error('no block');
};

const run = (...lines: readonly string[]) =>
  differences(blocksOf('a.md', [`${fence}console run${lines[0]}`, ...lines.slice(1), fence].join('\n'))[0] ?? never());
