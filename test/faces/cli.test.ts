import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operations as known } from '../../src/app/index.ts';
import { type Operation, operation, outcome } from '../../src/app/operation.ts';
import { failed, ok, problem, type ProblemKind } from '../../src/core/problem.ts';
import { EXIT } from '../../src/faces/cli/exit.ts';
import { golden } from '../helpers/golden.ts';
import { anyDocument, say } from '../helpers/cli.ts';

const greet = operation({
  name: 'greet',
  summary: 'Greets somebody.',
  effect: 'reads',
  examples: [{ command: 'rampart greet Ada', what: 'says hello' }],
  input: z.strictObject({
    name: z.string().meta({ description: 'whom', positional: true, value: 'NAME' }),
    howOften: z.int().min(1).optional().meta({ description: 'times', value: 'N' }),
    also: z.array(z.string()).optional().meta({ description: 'others', value: 'NAME' }),
    tone: z.enum(['warm', 'cool']).optional().meta({ description: 'how' }),
    loud: z.boolean().optional().meta({ description: 'in capitals' }),
  }),
  output: anyDocument,
  run: async (input) => ok(outcome({ schemaVersion: 1, ...input })),
});

const broken = (kind: ProblemKind) =>
  operation({
    name: 'break',
    summary: 'Fails.',
    effect: 'reads',
    examples: [{ command: 'rampart break', what: 'fails' }],
    input: z.strictObject({}),
    output: anyDocument,
    run: async () =>
      failed(problem({ kind, code: 'X1', path: 'here', message: 'no\u001b[31m good', hint: 'try again' })),
  });

const wrong = (path: string, message = 'no') => problem({ kind: 'usage', code: 'X1', path, message, hint: 'try' });

const fails = async () => failed(wrong('a'), wrong('b', 'not so'), wrong('c'), wrong('d'));

const operations = [greet];

describe('the command line', () => {
  it('turns words into the fields of an operation', async () => {
    const said = await say(['greet', 'Ada', '--how-often', '2', '--also', 'Bob', '--also', 'Eve', '--loud', '--json'], {
      operations,
    });
    expect(JSON.parse(said.out)).toEqual({
      schemaVersion: 1,
      name: 'Ada',
      howOften: 2,
      also: ['Bob', 'Eve'],
      loud: true,
    });
    expect(said.code).toBe(0);
    expect(said.err).toBe('');
  });

  it('switches off what is on by itself with --no-', async () => {
    const quiet = operation({
      ...greet,
      input: z.strictObject({
        songs: z.boolean().default(true).meta({ description: 'with songs', off: 'without songs' }),
      }),
    });
    const heard = async (...words: string[]) => (await say(['greet', ...words], { operations: [quiet] })).out;
    expect(JSON.parse(await heard('--json'))).toMatchObject({ songs: true });
    expect(JSON.parse(await heard('--no-songs', '--json'))).toMatchObject({ songs: false });
    expect(await heard('--help')).toMatch(/--no-songs\s+without songs/);
  });

  it('shows in its help what counts where nothing is said, and takes it from the schema alone', async () => {
    const calm = operation({
      ...greet,
      input: z.strictObject({
        name: z.string().default('you').meta({ description: 'whom', positional: true, value: 'NAME' }),
        howOften: z.int().min(1).default(3).meta({ description: 'times', value: 'N' }),
        also: z.array(z.string()).default([]).meta({ description: 'others', value: 'NAME' }),
        tone: z.enum(['warm', 'cool']).default('warm').meta({ description: 'how' }),
        loud: z.boolean().default(false).meta({ description: 'in capitals' }),
      }),
    });
    const { out } = await say(['greet', '--help'], { operations: [calm] });
    expect(out).toMatch(/NAME +whom \(default: you\)/);
    expect(out).toMatch(/--how-often <N> +times \(default: 3\)/);
    expect(out).toMatch(/--tone <warm\|cool> +how \(default: warm\)/);
    expect(out).toMatch(/others\n/);
    expect(out).toMatch(/in capitals\n/);
    expect(JSON.parse((await say(['greet', '--json'], { operations: [calm] })).out)).toMatchObject({ howOften: 3 });
  });

  it('keeps only the fields that were asked for, and the version', async () => {
    const said = await say(['greet', 'Ada', '--loud', '--fields', 'loud, nothing'], { operations });
    expect(JSON.parse(said.out)).toEqual({ schemaVersion: 1, loud: true });
  });

  it('says once what is wrong in several places, and to a machine each of them', async () => {
    const { name, summary, effect, examples, output } = greet;
    const many = operation({ name, summary, effect, examples, output, input: z.strictObject({}), run: fails });
    const { err } = await say(['greet'], { operations: [many] });
    expect(err).toBe('rampart greet: 4 problems\n  X1 a, c, d  no\n  X1 b  not so\n       try\n');
    const { problems } = JSON.parse((await say(['greet', '--json'], { operations: [many] })).out);
    expect(problems).toHaveLength(4);
  });

  it.each([
    [['grete'], /Did you mean greet/],
    [['greet'], /missing required argument/],
    [['greet', 'Ada', '--lout'], /Did you mean --loud/],
    [['greet', 'Ada', 'Bob'], /too many arguments/],
    [['greet', 'Ada', '--tone', 'rude'], /choose one of warm, cool/],
    [['greet', 'Ada', '--how-often', 'x'], /--how-often/],
    [['greet', 'Ada', '--how-often', '0'], /--how-often/],
  ])('says %j is a mistake of usage', async (words, message) => {
    const said = await say(words, { operations });
    expect(said.code).toBe(2);
    expect(said.err).toMatch(message);
    expect(said.out).toBe('');
  });

  it('puts examples first in its help', async () => {
    const said = await say(['greet', '--help'], { operations });
    expect(said.code).toBe(0);
    expect(said.out.trimStart()).toMatch(/^rampart greet Ada {3}says hello/);
    expect(said.out).toContain('--how-often <N>');
  });

  it('fits its help into a terminal of 80 columns, every command under one heading', async () => {
    const all = await Promise.all(Object.values(known).map((load) => load() as Promise<Operation>));
    const { out } = await say(['--help'], { operations: all });
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(out).not.toMatch(/^Commands:/m);
    expect(out).toBe(await golden('help.txt', out));
  });

  it('leads from a command that a group does not have to those that it has', async () => {
    const flags = operation({ ...greet, name: 'flags get' });
    expect((await say(['flags', 'gte'], { operations: [flags] })).err).toMatch(
      /Did you mean get[^]*rampart flags --help/,
    );
  });

  it('shows help when nothing is asked, and its version when that is', async () => {
    expect((await say([], { operations })).out).toContain('greet');
    expect((await say(['--version'], { operations })).out).toBe('9.9.9\n');
  });

  it.each(Object.entries(EXIT))('ends %s with exit code %d', async (kind, code) => {
    const said = await say(['break'], { operations: [broken(kind as ProblemKind)] });
    expect(said.code).toBe(code);
  });

  it('never prints raw what came from outside', async () => {
    const said = await say(['break'], { operations: [broken('invalid')] });
    expect(said.err).toContain(String.raw`no\x1b[31m good`);
    expect(said.err).toContain('try again');
  });

  it('answers a machine with one document, also when it fails', async () => {
    const said = await say(['break', '--json'], { operations: [broken('unreachable')] });
    expect(said.err).toBe('');
    expect(JSON.parse(said.out)).toMatchObject({
      error: { code: 'X1', retryable: true },
      problems: [{ path: 'here' }],
    });
  });

  it('says a bug is a bug', async () => {
    const buggy = operation({ ...broken('internal'), run: async () => Promise.reject(new TypeError('oh')) });
    const said = await say(['break'], { operations: [buggy] });
    expect(said.code).toBe(1);
    expect(said.err).toMatch(/oh[\s\S]*please report/);
  });
});
