import { type Document, isMap, isScalar, parseDocument, stringify, visit } from 'yaml';
import { failed, ok, type Result } from '../../core/problem.ts';
import { readJson } from '../../core/values/json.ts';
import { plain } from '../../core/values/quote.ts';
import { withMember } from './json-splice.ts';
import { flagProblems } from './problems.ts';

/** A file of flags, and how to put one into it with every other byte left alone. */
export type Sheet = {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly with: (key: string, fields: Readonly<Record<string, unknown>>) => Result<string>;
};

export const sheetIn = (text: string, path: string): Result<Sheet> =>
  /\.json$/i.test(path) ? jsonSheet(text, path) : yamlSheet(text, path);

const jsonSheet = (text: string, path: string): Result<Sheet> => {
  const read = readJson(text, 'flags', path);
  if (!read.ok) return read;
  const { value } = read;
  if (!isTable(value)) return failed(flagProblems.broken(path, '', 'it holds no flags by their names'));
  return ok({
    flags: value,
    with: (key, fields) =>
      ok(
        Object.hasOwn(value, key)
          ? Object.entries(fields).reduce((now, [name, one]) => withMember(now, [key, name], one), text)
          : withMember(text, [key], fields),
      ),
  });
};

const yamlSheet = (text: string, path: string): Result<Sheet> => {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) return failed(flagProblems.broken(path, '', plain(error.message.split('\n')[0] ?? 'no YAML', 200)));
  const value = valuesOf(document);
  if (!isTable(value)) return failed(flagProblems.broken(path, '', 'it holds no flags by their names'));
  return ok({
    flags: value,
    with: (key, fields) =>
      Object.hasOwn(value, key) ? replaced(text, key, { document, fields, path }) : ok(added(text, key, fields)),
  });
};

/** Undefined where aliases lead nowhere, or to too much. */
const valuesOf = (document: Document): unknown => {
  try {
    return document.contents === null ? {} : document.toJS({ maxAliasCount: 50 });
  } catch {
    return undefined;
  }
};

type Change = {
  readonly document: Document;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly path: string;
};

/** Only the lines of that flag are written anew; its own comments stay, and so does all that is not set. */
const replaced = (text: string, key: string, { document, fields, path }: Change): Result<string> => {
  const pair = isMap(document.contents)
    ? document.contents.items.find((one) => isScalar(one.key) && String(one.key.value) === key)
    : undefined;
  const start = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  const end =
    pair && typeof pair.value === 'object' && pair.value !== null && 'range' in pair.value
      ? rangeEnd(pair.value.range)
      : undefined;
  if (start === undefined || end === undefined || (start > 0 && text[start - 1] !== '\n'))
    return failed(flagProblems.broken(path, key, 'its lines could not be told from those around them'));
  const own = parseDocument(text.slice(start, end));
  if (own.errors.length > 0 || hasAlias(own))
    return failed(flagProblems.broken(path, key, 'it takes parts from elsewhere in the file; write them out'));
  for (const [name, one] of Object.entries(fields)) own.setIn([key, name], own.createNode(one));
  return ok(`${text.slice(0, start)}${own.toString({ lineWidth: 0 })}${text.slice(end)}`);
};

const hasAlias = (document: Document): boolean => {
  let found = false;
  visit(document, { Alias: () => void (found = true) });
  return found;
};

const rangeEnd = (range: unknown): number | undefined => (Array.isArray(range) ? Number(range[2]) : undefined);

const added = (text: string, key: string, fields: Readonly<Record<string, unknown>>): string => {
  const bare = /^\s*\{\s*\}\s*$/.test(text) ? '' : text;
  return `${bare}${bare === '' || bare.endsWith('\n') ? '' : '\n'}${stringify({ [key]: fields }, { lineWidth: 0 })}`;
};

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
