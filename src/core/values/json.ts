import { failed, ok, problem, type Problem, type Result } from '../problem.ts';
import { pathInWords } from './issues.ts';
import { quoted } from './quote.ts';

const DEEPEST = 64;
const MOST_VALUES = 250_000;

/** Keys that reach an object's prototype in careless code. No document of ours has a use for them. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

type Frame = { readonly list: boolean; readonly keys: Set<string>; at: string | number };
type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

/** How far the reading is. It lives for one call and is seen by nobody else. */
type Reading = {
  readonly text: string;
  readonly about: string;
  readonly source: string;
  readonly frames: Frame[];
  readonly problems: Problem[];
  position: number;
  /** Counted as blanks are skipped: nowhere else may JSON break a line. */
  line: number;
  lineStart: number;
  values: number;
  expected: Expected;
};

/**
 * JSON text as a value. JSON.parse alone hides what this looks for in one pass before it: a key that stands twice, of
 * which the last would win in silence; keys that reach for prototypes; nesting and numbers of values without end; and
 * the line and column of whatever is no JSON.
 */
export const readJson = (text: string, about: string, source: string): Result<unknown> => {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') return failed(empty(about, source));
  const reading: Reading = {
    text: body,
    about,
    source,
    frames: [],
    problems: [],
    position: 0,
    line: 1,
    lineStart: 0,
    values: 0,
    expected: 'value',
  };
  while (step(reading));
  return reading.problems.length > 0 ? failed(...reading.problems) : ok(JSON.parse(body));
};

/** Reads one token; false when the end, or something that ends the reading, was met. */
const step = (reading: Reading): boolean => {
  skipBlanks(reading);
  const { text, position, expected } = reading;
  const char = text[position];
  if (char === undefined) return expected === 'nothing' ? false : broken(reading, 'ends too early');
  if (expected === 'nothing') return broken(reading, `${quoted(char)} stands behind the end`);
  if ((char === '}' || char === ']') && expected.endsWith('or end')) return close(reading, char);
  if (expected === 'colon') return char === ':' ? move(reading, 'value') : broken(reading, 'a colon is missing');
  if (expected === 'comma or end') return comma(reading, char);
  if (expected.startsWith('key'))
    return char === '"' ? key(reading) : broken(reading, 'a key in double quotes is missing');
  return value(reading, char);
};

const move = (reading: Reading, expected: Expected, by = 1): boolean => {
  reading.position += by;
  reading.expected = expected;
  return true;
};

const afterValue = ({ frames }: Reading): Expected => (frames.length === 0 ? 'nothing' : 'comma or end');

const close = (reading: Reading, char: '}' | ']'): boolean => {
  if (reading.frames.at(-1)?.list !== (char === ']'))
    return broken(reading, `${quoted(char)} closes what was not opened`);
  reading.frames.pop();
  return move(reading, afterValue(reading));
};

const comma = (reading: Reading, char: string): boolean => {
  if (char !== ',') return broken(reading, 'a comma is missing');
  const frame = reading.frames.at(-1);
  if (typeof frame?.at === 'number') frame.at += 1;
  return move(reading, frame?.list ? 'value' : 'key');
};

const value = (reading: Reading, char: string): boolean => {
  reading.values += 1;
  if (reading.values > MOST_VALUES) return tooMuch(reading, 'too-many-values', `is larger than ${MOST_VALUES} values`);
  if (char === '{' || char === '[') return open(reading, char === '[');
  const length = char === '"' ? stringAt(reading.text, reading.position) : wordAt(reading.text, reading.position);
  if (length === 0) return broken(reading, notAValue(reading));
  return move(reading, afterValue(reading), length);
};

const open = (reading: Reading, list: boolean): boolean => {
  if (reading.frames.length >= DEEPEST) return tooMuch(reading, 'too-deep', `is nested more than ${DEEPEST} deep`);
  reading.frames.push({ list, keys: new Set(), at: list ? 0 : '' });
  return move(reading, list ? 'value or end' : 'key or end');
};

const key = (reading: Reading): boolean => {
  const { text, position, frames } = reading;
  const length = stringAt(text, position);
  const frame = frames.at(-1);
  if (length === 0 || !frame) return broken(reading, 'a key is not a whole text in double quotes');
  const name = String(JSON.parse(text.slice(position, position + length)));
  frame.at = name;
  if (FORBIDDEN.has(name)) note(reading, 'forbidden-key', `${quoted(name)} may not be a key`, 'take it out');
  if (frame.keys.has(name))
    note(reading, 'duplicate-key', 'stands twice here', 'keep one: readers disagree on which of them counts');
  frame.keys.add(name);
  return move(reading, 'colon', length);
};

const note = (reading: Reading, code: string, what: string, hint: string): void => {
  const path = pathInWords(reading.frames.map((frame) => frame.at));
  const message = `${what} (${placeOf(reading)})`;
  reading.problems.push(problem({ kind: 'invalid', code: `${reading.about}-${code}`, path, message, hint }));
};

const broken = (reading: Reading, what: string): false => {
  reading.problems.push(
    problem({
      kind: 'invalid',
      code: `${reading.about}-not-json`,
      path: `${reading.source}:${reading.line}:${reading.position - reading.lineStart + 1}`,
      message: `is not JSON: ${what} (${placeOf(reading)})`,
      hint: 'put that place right, or write the file again',
    }),
  );
  return false;
};

const tooMuch = (reading: Reading, code: string, what: string): false => {
  const { about, source } = reading;
  const message = `${what} (${placeOf(reading)})`;
  const hint = `no ${about} of ours is: look at how this file was made`;
  reading.problems.push(problem({ kind: 'invalid', code: `${about}-${code}`, path: source, message, hint }));
  return false;
};

const empty = (about: string, source: string): Problem =>
  problem({
    kind: 'invalid',
    code: `${about}-empty`,
    path: source,
    message: 'is empty',
    hint: `write the ${about} again; a program that stopped half way may have left this`,
  });

const notAValue = ({ text, position }: Reading): string => {
  const word = /^[^\s,:[\]{}"]{1,30}/.exec(text.slice(position, position + 31))?.[0];
  if (text[position] === '"') return 'a text has no end, or holds a character that has to be escaped';
  return word === undefined ? 'a value is missing' : `${quoted(word)} is no JSON value`;
};

const skipBlanks = (reading: Reading): void => {
  for (;;) {
    const char = reading.text[reading.position];
    if (char !== ' ' && char !== '\t' && char !== '\n' && char !== '\r') return;
    reading.position += 1;
    if (char !== '\n') continue;
    reading.line += 1;
    reading.lineStart = reading.position;
  }
};

/** Length of the string with its quotes, or 0 where it is none. A loop: on long texts a regular expression runs out of stack. */
const stringAt = (text: string, from: number): number => {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at - from + 1;
    if (code < 32) return 0;
    if (code !== BACKSLASH) continue;
    const escape = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at + 1, at + 6));
    if (!escape) return 0;
    at += escape[0].length;
  }
  return 0;
};

const QUOTE = 34;
const BACKSLASH = 92;

const WORD = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![^\s,:[\]{}"])/y;

const wordAt = (text: string, from: number): number => {
  WORD.lastIndex = from;
  return WORD.exec(text)?.[0].length ?? 0;
};

const placeOf = ({ line, lineStart, position }: Reading): string => `line ${line}, column ${position - lineStart + 1}`;
