import type { z } from 'zod';
import { plain } from '../values/quote.ts';
import { lineSchema, type Observation, TWO_ARMS } from './observation.ts';
import { gatherAnswer, gathered, isAnswer, type Rows } from './prometheus.ts';

/** What is wrong with one line, counted from 1. */
export type Fault = { readonly line: number; readonly message: string };

/** All that could be read, with the line that each stood in, and all that could not. One fault makes the rest doubtful. */
export type Read = { readonly observations: readonly Placed[]; readonly faults: readonly Fault[] };
export type Placed = Observation & { readonly line: number };

/**
 * JSON lines, a table of comma-separated values with a line of names, or range answers of a Prometheus: whichever it
 * looks like.
 */
export const observationsIn = (text: string, arms: readonly string[] = TWO_ARMS): Read => {
  const schema = lineSchema(arms);
  const whole = text.replace(/^\uFEFF/, '');
  const lines = whole.split('\n');
  const first = lines.find((line) => line.trim() !== '');
  if (first === undefined) return { observations: [], faults: [] };
  if (!first.trimStart().startsWith('{')) return inTable(lines, schema);
  const single = jsonIn(first) === undefined ? jsonIn(whole) : undefined;
  return inJson(single === undefined ? lines : [whole], schema, arms);
};

type Line = ReturnType<typeof lineSchema>;
type Found = { readonly observations: readonly Observation[]; readonly faults: readonly string[] };

const inJson = (lines: readonly string[], schema: Line, arms: readonly string[]): Read => {
  const rows: Rows = new Map();
  const { observations, faults } = collected(lines, 0, (line, at) => {
    const value = jsonIn(line);
    if (value === undefined) return { observations: [], faults: ['no JSON'] };
    return isAnswer(value)
      ? { observations: [], faults: gatherAnswer(rows, value, at, arms) }
      : checkedBy(schema, value);
  });
  return { observations: [...observations, ...gathered(rows)], faults };
};

const NEEDED = ['metric', 'arm', 'samples'];

const inTable = (lines: readonly string[], schema: Line): Read => {
  const header = lines[0]?.split(',').map(cell) ?? [];
  const missing = NEEDED.filter((name) => !header.includes(name));
  if (missing.length > 0) return faulty(1, `neither JSON nor a table with a column ${missing.join(', ')}`);
  if (lines.at(-1) !== '') return faulty(lines.length, 'no line end, so it may have been cut');
  return collected(lines.slice(1), 1, (line) => checkedBy(schema, readRow(header, line)));
};

const faulty = (line: number, message: string): Read => ({ observations: [], faults: [{ line, message }] });

const collected = (lines: readonly string[], before: number, read: (line: string, at: number) => Found): Read => {
  const observations: Placed[] = [];
  const faults: Fault[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const found = numbered(read(line, at + 1 + before), at + 1 + before);
    for (const one of found.observations) observations.push(one);
    for (const one of found.faults) faults.push(one);
  }
  return { observations, faults };
};

const numbered = ({ observations, faults }: Found, line: number): Read => ({
  observations: observations.map((one) => ({ ...one, line })),
  faults: faults.map((message) => ({ line, message })),
});

const checkedBy = (schema: Line, value: unknown): Found => {
  const checked = schema.safeParse(value);
  return checked.success
    ? { observations: [checked.data], faults: [] }
    : { observations: [], faults: checked.error.issues.map(inWords) };
};

const inWords = ({ path, message }: z.core.$ZodIssue): string => plain(`${path.join('.')} ${message}`.trim(), 150);

/** Undefined where it is no JSON; null, too, is no line. */
const jsonIn = (line: string): unknown => {
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return undefined;
  }
};

const readRow = (header: readonly string[], line: string): unknown => {
  const cells = line.split(',').map(cell);
  if (cells.length !== header.length) return `${cells.length} cells under ${header.length} names`;
  return Object.fromEntries(header.map((name, at) => [name, WORDS.has(name) ? cells[at] : numberIn(cells[at] ?? '')]));
};

const WORDS = new Set(['metric', 'arm', 'segment']);

/** An empty cell says nothing; a moment stays a text; anything else that is no number is for the schema to refuse. */
const numberIn = (text: string): unknown => {
  if (text === '') return undefined;
  return /^-?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : text;
};

const cell = (text: string): string => text.trim().replace(/^"([^"]*)"$/, '$1');
