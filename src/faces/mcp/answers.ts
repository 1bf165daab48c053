import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Outcome } from '../../app/operation.ts';
import type { Problem } from '../../core/problem.ts';
import { visibleJson } from '../../core/values/json-text.ts';
import { problemsAsJson } from '../cli/problems.ts';
import type { ToolRow } from './tools.ts';

type Document = Readonly<Record<string, unknown>>;

export type Narrowed = {
  readonly fields?: readonly string[] | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
};

/** The document of an operation, as much of it as was asked for, and what was remarked on the way. */
export const answered = ({ document, warnings }: Outcome<unknown>, more: Document = {}): Document => ({
  ...(document as Document),
  ...more,
  ...(warnings.length > 0 ? { warnings } : {}),
});

export const narrowed = (whole: Document, row: ToolRow, { fields }: Narrowed): Document => {
  const wanted = fields ?? row.shows;
  if (!wanted) return whole;
  const kept = new Set([...ALWAYS, ...wanted]);
  return Object.fromEntries(Object.entries(whole).filter(([key]) => kept.has(key)));
};

/** Without these an answer cannot be told apart from another, or be gone on with. */
const ALWAYS = ['schemaVersion', 'id', 'digest', 'warnings'];

/** Rows of a list, a page at a time; the cursor is the place of the first row of the next page. */
export const paged = (whole: Document, { cursor = '0', limit = 50 }: Narrowed): Document => {
  const rows = whole['rollouts'];
  if (!Array.isArray(rows)) return whole;
  const from = /^\d{1,9}$/.test(cursor) ? Number(cursor) : rows.length;
  const next = from + limit < rows.length ? { nextCursor: String(from + limit) } : {};
  return { ...whole, rollouts: rows.slice(from, from + limit), of: rows.length, ...next };
};

export const asResult = (document: Document): CallToolResult => ({
  content: [{ type: 'text', text: visibleJson(JSON.stringify(document)) }],
  structuredContent: document as Record<string, unknown>,
});

/** What is wrong is an answer too: a model can do something about it, and reads the hints. */
export const asFailure = (problems: readonly Problem[]): CallToolResult => ({
  content: [{ type: 'text', text: visibleJson(JSON.stringify(problemsAsJson(problems))) }],
  isError: true,
});
