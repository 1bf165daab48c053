import type { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../../../core/problem.ts';
import type { Files, Input } from '../../../ports/files.ts';
import { inPieces } from '../../../ports/pieces.ts';
import type { Row } from './rows.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What an operation is given in place of what a request said. */
export type Said = { readonly input: Fields; readonly documents: ReadonlyMap<string, string> };

/** Documents become files that only this request can see. What no field is called so is a problem, all of them at once. */
export const saidIn = (row: Row, fields: Fields): Result<Said> => {
  const input: Record<string, unknown> = {};
  const documents = new Map<string, string>();
  const unknown: Problem[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const file = row.documents && Object.hasOwn(row.documents, name) ? row.documents[name] : undefined;
    if (file !== undefined) {
      documents.set(`${PLACE}${name}`, typeof value === 'string' ? value : JSON.stringify(value));
      input[file] = `${PLACE}${name}`;
    } else if (row.takes.includes(name)) input[name] = value;
    else unknown.push(noSuchField(name, row));
  }
  return unknown.length > 0 ? failed(...unknown) : ok({ input: { ...input, ...row.always }, documents });
};

/** How such a document is called where something is wrong with it. */
export const PLACE = 'given:';

/** An address knows only words: each becomes what the field of the operation is. */
export const fromQuery = (query: Readonly<Record<string, string[]>>, { shape }: z.ZodObject): Fields =>
  Object.fromEntries(
    Object.entries(query).map(([name, words]) => [
      name,
      valueOf(words, Object.hasOwn(shape, name) ? shape[name] : undefined),
    ]),
  );

/** A field that holds several may be said several times; any other that is, is wrong, and the operation says so. */
const valueOf = (words: readonly string[], field: z.ZodType | undefined): unknown => {
  const [word = '', ...more] = words;
  if (more.length > 0 || (field && !field.safeParse(word).success && field.safeParse([word]).success)) return words;
  if (!field || field.safeParse(word).success) return word;
  if (word === 'true' || word === 'false') return word === 'true';
  return word.trim() !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
};

/**
 * The documents of one request, and beside them only what the service itself names: nothing that was said in a request
 * is ever the name of a file here. Nothing is written.
 */
export const filesFor = (files: Files, { input, documents }: Said): Files => {
  const words = Object.values(input).filter((value) => typeof value === 'string');
  const isSaid = (path: string): boolean => words.some((word) => path === word || path.endsWith(`/${word}`));
  return {
    ...files,
    read: async (path, maxBytes) => {
      const text = documents.get(path);
      if (text !== undefined) return ok(text);
      return isSaid(path) ? failed(noFiles(path)) : files.read(path, maxBytes);
    },
    exists: async (path) => documents.has(path) || (!isSaid(path) && (await files.exists(path))),
    stream: async (path) => {
      const text = documents.get(path);
      return text === undefined ? failed(noFiles(path)) : ok(inPieces(text));
    },
  };
};

/** Nobody types into a service. */
export const NO_INPUT: Input = { typed: true, stream: () => inPieces(''), piped: async () => false };

const noSuchField = (name: string, { takes, documents = {} }: Row): Problem =>
  problem({
    kind: 'usage',
    code: 'no-such-field',
    path: name,
    message: 'there is no such field here',
    hint: `there are: ${[...Object.keys(documents), ...takes].join(', ') || 'none'}`,
  });

const noFiles = (path: string): Problem =>
  problem({
    kind: 'usage',
    code: 'no-files-here',
    path,
    message: 'a request names no files of this machine',
    hint: 'send the document itself',
  });
