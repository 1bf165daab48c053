import { z } from 'zod';
import { plain } from '../../core/values/quote.ts';
import type { Observation } from './observations.ts';

const amount = z
  .number()
  .min(0)
  .nullish()
  .transform((number) => number ?? undefined);
const number = z
  .number()
  .nullish()
  .transform((number) => number ?? undefined);

/** When it was observed: milliseconds, or a moment with its zone. Without a zone it would mean another hour elsewhere. */
const Moment = z.union([z.number().min(0), z.iso.datetime({ offset: true }).transform((time) => Date.parse(time))]);

const Line = z
  .object({
    atMs: Moment.optional(),
    time: Moment.optional(),
    metric: z.string().min(1).max(300),
    arm: z.enum(['treatment', 'control']),
    samples: z.number().min(0),
    count: amount,
    bad: amount,
    value: number,
    p50: amount,
    p95: amount,
    p99: amount,
  })
  .refine(({ bad = 0, count, samples }) => bad <= (count ?? samples), 'more are bad than there are')
  .transform(({ atMs, time, ...rest }, context): Observation => {
    const moment = atMs ?? time;
    if (moment === undefined) context.addIssue('neither atMs nor time');
    return { ...rest, atMs: moment ?? 0 };
  });

/** The observations, or the first line that is none. */
export type Read = { readonly observations: readonly Observation[] } | { readonly fault: string };

/** JSON lines, or a table of comma-separated values with a line of names: whichever it looks like. */
export const observationsIn = (text: string): Read => {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (
    lines
      .find((line) => line.trim() !== '')
      ?.trimStart()
      .startsWith('{')
  )
    return collected(lines, 0, readJsonLine);
  const header = lines[0]?.split(',').map(cell) ?? [];
  const missing = NEEDED.filter((name) => !header.includes(name));
  if (text.trim() === '') return { observations: [] };
  if (missing.length > 0) return { fault: `line 1: neither JSON nor a table with a column ${missing.join(', ')}` };
  if (lines.at(-1) !== '') return { fault: `line ${lines.length}: no line end, so it may have been cut` };
  return collected(lines.slice(1), 1, (line) => readRow(header, line));
};

const NEEDED = ['metric', 'arm', 'samples'];

const collected = (lines: readonly string[], before: number, read: (line: string) => unknown): Read => {
  const observations: Observation[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const checked = Line.safeParse(read(line));
    if (!checked.success) return { fault: `line ${at + 1 + before}: ${faultIn(checked.error)}` };
    observations.push(checked.data);
  }
  return { observations };
};

const faultIn = ({ issues: [issue] }: z.ZodError): string =>
  plain(`${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(), 150);

/** What is no JSON is no observation: the schema says so. */
const readJsonLine = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return 'no JSON';
  }
};

const readRow = (header: readonly string[], line: string): unknown => {
  const cells = line.split(',').map(cell);
  if (cells.length !== header.length) return `${cells.length} cells under ${header.length} names`;
  return Object.fromEntries(header.map((name, at) => [name, WORDS.has(name) ? cells[at] : numberIn(cells[at] ?? '')]));
};

const WORDS = new Set(['metric', 'arm']);

/** An empty cell says nothing; a moment stays a text; anything else that is no number is for the schema to refuse. */
const numberIn = (text: string): unknown => {
  if (text === '') return undefined;
  return /^-?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : text;
};

const cell = (text: string): string => text.trim().replace(/^"([^"]*)"$/, '$1');
