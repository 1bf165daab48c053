import type { Secret } from './secret.ts';

const BEGINS =
  /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----|Private-Lines: \d{1,3}/g;
const END = /-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY/g;
const MOST_LINES = 400;
const MOST_CHARS = 100 * MOST_LINES;

/** Private keys: what stands between the two marks, line by line. Where a diff shows one mark only, what looks like a key beside it. */
export const keysIn = (text: string): readonly Secret[] => {
  if (!text.includes('PRIVATE KEY') && !text.includes('Private-Lines')) return [];
  const ends = [...text.matchAll(END)].map(({ index }) => index);
  const begins = [...text.matchAll(BEGINS)].map(({ index, 0: mark }) => index + mark.length);
  const whole = begins.map((from, at) => {
    const limit = Math.min(begins[at + 1] ?? text.length, from + MOST_CHARS);
    const end = ends.find((one) => one >= from);
    return { from, limit, to: end === undefined || end > limit ? undefined : end };
  });
  const closed = new Set(whole.map(({ to }) => to));
  return [
    ...whole.flatMap((one) => keyFrom(text, one)),
    ...ends.flatMap((end, at) => (closed.has(end) ? [] : keyBefore(text, ends[at - 1] ?? 0, end))),
  ];
};

/** Base64 alone on its line, whatever stands before it in a diff or in a program that puts a key together. */
const LINE =
  /^[+-]?(?:\s{0,20}\d{1,7}[\s+|>-]{1,10}|[\s|>]{0,20})["'`]?([A-Za-z0-9+/=]{4,200})(?:\\n)?["'`]?[\s+,;.\\]{0,8}$/;
const RUN = /[A-Za-z0-9+/]{32,8000}={0,2}/g;
const HEADER = /^[\s\d+|>-]{0,20}["'`]?(?:Proc-Type|DEK-Info|Version|Comment|Subject)\s{0,3}:/;

type Place = { readonly from: number; readonly to: number | undefined; readonly limit: number };

const keyFrom = (text: string, { from, to, limit }: Place): Secret[] => {
  const parts: Secret[] = [];
  let at = from;
  for (const line of text
    .slice(from, to ?? limit)
    .split('\n')
    .slice(0, MOST_LINES)) {
    const found = onLine(line, at);
    const ended = to === undefined && at > from && found.length === 0 && line.trim().length > 1 && !HEADER.test(line);
    if (ended) break;
    parts.push(...found);
    at += line.length + 1;
  }
  return oneKey(parts);
};

/** The marks may stand in program text: then what lies between them is code, and code is no key. */
const onLine = (line: string, at: number): Secret[] => {
  const alone = LINE.exec(line)?.[1];
  const from = alone === undefined ? 0 : line.indexOf(alone);
  if (alone !== undefined) return [{ kind: 'private-key', from: at + from, to: at + from + alone.length }];
  const runs = [...line.matchAll(RUN)].map(({ index, 0: run }) => ({ from: at + index, to: at + index + run.length }));
  return runs.map((run) => ({ kind: 'private-key', ...run }));
};

const keyBefore = (text: string, from: number, end: number): Secret[] => {
  const before = text.slice(Math.max(from, end - MOST_CHARS), end);
  const parts: Secret[] = [];
  let at = end;
  for (const [nth, line] of before.split('\n').toReversed().entries()) {
    at -= nth === 0 ? line.length : line.length + 1;
    const found = onLine(line, at);
    if (found.length === 0 && nth > 0) break;
    parts.unshift(...found);
  }
  return oneKey(parts);
};

/** A key is one secret, on however many lines: the first bears its mask, the others go. */
const oneKey = (parts: readonly Secret[]): Secret[] =>
  parts.map((part, nth) => (nth === 0 ? part : { ...part, more: true }));
