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
const ALWAYS = ['schemaVersion', 'id', 'digest', 'warnings', 'of', 'nextCursor'];

/** Long lists, a page at a time; the cursor is the place of the first row of the next page. */
export const paged = (whole: Document, { pages }: ToolRow, { cursor = '0', limit = 50 }: Narrowed): Document => {
  if (pages === undefined) return whole;
  const from = Number(cursor);
  const { page, of } = PAGES[pages](whole, (rows) => rows.slice(from, from + limit));
  return { ...whole, ...page, of, ...(from + limit < of ? { nextCursor: String(from + limit) } : {}) };
};

type Cut = <T>(rows: readonly T[]) => readonly T[];
type Run = { readonly events: readonly unknown[] };

/** What is long of an answer, by its name: the rows of a list, or what happened in each of several runs. */
const PAGES = {
  rollouts: ({ rollouts = [] }: { readonly rollouts?: readonly unknown[] }, cut: Cut) => ({
    page: { rollouts: cut(rollouts) },
    of: rollouts.length,
  }),
  flags: ({ flags = [] }: { readonly flags?: readonly unknown[] }, cut: Cut) => ({
    page: { flags: cut(flags) },
    of: flags.length,
  }),
  events: ({ runs = [] }: { readonly runs?: readonly Run[] }, cut: Cut) => ({
    page: { runs: runs.map((run) => ({ ...run, events: cut(run.events) })) },
    of: Math.max(0, ...runs.map(({ events }) => events.length)),
  }),
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
