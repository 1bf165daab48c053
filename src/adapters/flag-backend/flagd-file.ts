import { failed, ok, type Result } from '../../core/problem.ts';
import { readJson } from '../../core/values/json.ts';
import { changeText, type FlagFile, readText } from './flag-file.ts';
import { flagProblems } from './problems.ts';

type Flags = Readonly<Record<string, unknown>>;
export type Definition = { readonly text: string; readonly flags: Flags };

export const readDefinition = (path: string): Result<Definition> => {
  const text = readText(fileAt(path));
  return text.ok ? definitionIn(text.value, path) : text;
};

export const changeDefinition = (
  path: string,
  busyMs: number,
  change: (now: Definition) => Result<string>,
): Result<void> =>
  changeText(fileAt(path), busyMs, (text) => {
    const now = definitionIn(text, path);
    return now.ok ? change(now.value) : now;
  });

export const fileAt = (path: string): FlagFile => ({ path, begins: 'as {"flags": {}}, and flagd must be told of it' });

const definitionIn = (text: string, path: string): Result<Definition> => {
  const read = readJson(text, 'flags', path);
  if (!read.ok) return hasComments(text) ? failed(flagProblems.comments(path)) : read;
  const flags = isTable(read.value) ? read.value['flags'] : undefined;
  return isTable(flags) ? ok({ text, flags }) : failed(flagProblems.noFlags(path));
};

const hasComments = (text: string): boolean => /\/[/*]/.test(text.replaceAll(/"(?:[^"\\\n]|\\.)*"/g, ''));

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
