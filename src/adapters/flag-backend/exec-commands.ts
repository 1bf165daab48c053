import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { checked } from '../../core/values/issues.ts';
import { readJson } from '../../core/values/json.ts';
import { plain } from '../../core/values/quote.ts';
import type { Files } from '../../ports/files.ts';

const MOST_BYTES = 64 * 1024;

/** A command and its words, one each: `{flag}`, `{percent}` and `{user}` are filled in, within a word or as one. */
const Words = z.array(z.string().min(1).max(1000)).min(1).max(50);

/** How a command is asked and told. What is left out, the command cannot do. */
export const Commands = z.strictObject({
  read: Words,
  missing: z.array(z.int().min(1).max(255)).max(20).default([]),
  percent: z
    .string()
    .regex(/^(?:\/[^/]+)+$/, 'not a JSON pointer: like /rollout/percent')
    .optional(),
  write: Words,
  all: Words.optional(),
  allow: z
    .strictObject({ list: Words, add: Words, remove: Words, open: Words.optional(), close: Words.optional() })
    .optional(),
});
export type Commands = z.infer<typeof Commands>;

export const readCommands = async (path: string, files: Files): Promise<Result<Commands>> => {
  const text = await files.read(path, MOST_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value, 'exec', path);
  return json.ok ? checked(Commands, json.value, 'exec') : json;
};

export type Filling = { readonly flag: string; readonly percent?: string; readonly user?: string };

export const filled = (words: readonly string[], values: Filling): readonly string[] =>
  words.map((word) =>
    word
      .replaceAll('{flag}', () => values.flag)
      .replaceAll('{percent}', () => values.percent ?? '')
      .replaceAll('{user}', () => values.user ?? ''),
  );

/** The share in what a command says: at a JSON pointer, or as the last word of its one line. */
export const percentIn = (out: string, { read, percent }: Commands): Result<number> => {
  const found = percent === undefined ? lastWord(out) : atPointer(out, percent);
  const number = typeof found === 'string' && /^\d{1,3}(?:\.\d{1,6})?$/.test(found) ? Number(found) : found;
  return typeof number === 'number' && number >= 0 && number <= 100
    ? ok(number)
    : failed(odd(read[0] ?? '', `no share of 0 to 100 in ${plain(JSON.stringify(out.trim()), 80)}`));
};

const lastWord = (out: string): string | undefined => {
  const lines = out.trim().split('\n');
  return lines.length === 1
    ? lines[0]
        ?.replaceAll('%', ' ')
        .trim()
        .split(/[\s:=]+/)
        .at(-1)
    : undefined;
};

const atPointer = (out: string, pointer: string): unknown => {
  const json = readJson(out, 'exec', '');
  const keys = pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null ? new Map(Object.entries(inside)).get(key) : undefined,
    json.ok ? json.value : undefined,
  );
};

/** Names of flags, as a JSON list or as the first word of each line. */
export const namesIn = (out: string): readonly string[] => {
  const json = out.trim().startsWith('[') ? readJson(out, 'exec', '') : undefined;
  if (json?.ok && Array.isArray(json.value)) return json.value.map(String);
  return out.split('\n').flatMap((line) => /^[^\s:=]+/.exec(line.trim())?.[0] ?? []);
};

/** Users, as a JSON list or one on each line. */
export const usersIn = (out: string): readonly string[] => {
  const json = out.trim().startsWith('[') ? readJson(out, 'exec', '') : undefined;
  const users: readonly unknown[] = json?.ok && Array.isArray(json.value) ? json.value : out.split('\n');
  return [...new Set(users.map((user) => String(user).trim()))].filter(Boolean);
};

const odd = (command: string, message: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'exec-odd',
    path: plain(command, 200),
    message: `what it says is not understood: ${message}`,
    hint: 'look at "percent" and "missing" in the file of commands',
  });
