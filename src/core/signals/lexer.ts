import { DOES, WORDS } from './words.ts';

/** Past this a line is no line that anybody wrote; what stands behind is not read, and the line's length says so. */
export const LINE_LIMIT = 600;

/** What one look at a line tells: masks of ABOUT and DOES for the code, and of ABOUT for what it says in quotes. */
export type Glance = {
  about: number;
  does: number;
  said: number;
  words: number;
  /** Digest without blanks, quote marks and trailing commas: equal for lines that differ in format only. */
  key: number;
};

const SIZE = 8192;
const keys = new Int32Array(SIZE);
const abouts = new Int32Array(SIZE);
const doings = new Int32Array(SIZE);

const step = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;

const slotOf = (hash: number): number => {
  let slot = (hash ^ (hash >>> 15)) & (SIZE - 1);
  while (keys[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & (SIZE - 1);
  return slot;
};

for (const [word, entry] of WORDS) {
  let hash = 7;
  for (let at = 0; at < word.length; at += 1) hash = step(hash, word.charCodeAt(at));
  const slot = slotOf(hash);
  keys[slot] = hash;
  abouts[slot] = entry.about;
  doings[slot] = entry.does;
}

const [LOWER, UPPER, DIGIT, LINK, BLANK, OTHER] = [1, 2, 3, 4, 5, 0];
const kinds = new Uint8Array(128);
for (let code = 97; code < 123; code += 1) kinds[code] = LOWER;
for (let code = 65; code < 91; code += 1) kinds[code] = UPPER;
for (let code = 48; code < 58; code += 1) kinds[code] = DIGIT;
kinds[95] = LINK;
kinds[32] = BLANK;
kinds[9] = BLANK;
const kindOf = (code: number): number => (code < 128 ? (kinds[code] ?? OTHER) : OTHER);

const QUOTES: readonly number[] = [34, 39, 96];
const NO_KEY: readonly number[] = [...QUOTES, 44, 59];
const spaced = (text: string, at: number): boolean => text.charCodeAt(at - 1) === 32 && text.charCodeAt(at + 1) === 32;

/** What a punctuation mark in code tells about its line. */
const operator = (text: string, at: number, code: number): number => {
  const next = text.charCodeAt(at + 1);
  const before = text.charCodeAt(at - 1);
  switch (code) {
    case 61:
      if (next === 61 || before === 33 || before === 60 || before === 62 || next === 126) return DOES.compares;
      return before === 61 || next === 62 ? 0 : DOES.assigns;
    case 60:
    case 62:
      return spaced(text, at) ? DOES.compares : 0;
    case 38:
    case 124:
      if (next === code) return text.charCodeAt(at + 2) === 61 ? DOES.assigns : DOES.logic;
      return next === 61 && before !== code ? DOES.logic : 0;
    case 43:
    case 45:
    case 42:
    case 47:
    case 37:
      return (spaced(text, at) && at > 1 && text.charCodeAt(at - 2) !== 32) || next === 61 ? DOES.arithmetic : 0;
    case 40:
      return kindOf(before) !== OTHER && kindOf(before) !== BLANK ? DOES.calls : 0;
    case 33:
      return next === 61 ? DOES.compares : kindOf(next) !== OTHER && kindOf(next) !== BLANK ? DOES.negates : 0;
    case 63:
      return before !== 32 && next !== 46 && next !== 58 ? DOES.verifies : 0;
    default:
      return 0;
  }
};

/** Whether a comment starts here and runs to the end of the line. */
const commentStarts = (text: string, at: number, code: number, marks: string): boolean => {
  if (code === 47) return text.charCodeAt(at + 1) === 47 && text.charCodeAt(at - 1) !== 58 && marks !== '#';
  if (code === 35) return marks === '#' && (at === 0 || text.charCodeAt(at - 1) === 32);
  return code === 45 && marks === '--' && text.charCodeAt(at + 1) === 45;
};

/** Reads a line once, left to right; no pattern, no going back. `marks` is how a comment starts in this language. */
export const glance = (text: string, marks: string, out: Glance): void => {
  const end = Math.min(text.length, LINE_LIMIT);
  let about = 0;
  let does = 0;
  let said = 0;
  let words = 0;
  let key = 17;
  let quote = 0;
  let part = 7;
  let joined = 7;
  let before = OTHER;
  let split = false;
  const look = (hash: number): void => {
    const slot = slotOf(hash);
    if (keys[slot] !== hash) return;
    if (quote === 0) {
      about |= abouts[slot] ?? 0;
      does |= doings[slot] ?? 0;
    } else said |= abouts[slot] ?? 0;
  };
  for (let at = 0; at <= end; at += 1) {
    const code = at < end ? text.charCodeAt(at) : 32;
    const kind = kindOf(code);
    if (kind === LOWER || kind === UPPER || kind === DIGIT) {
      const lower = kind === UPPER ? code + 32 : code;
      const borders = (kind === UPPER && before === LOWER) || before === LINK;
      if (borders && part !== 7) {
        look(part);
        part = 7;
        split = true;
      }
      part = step(part, lower);
      joined = step(joined, lower);
      key = step(key, code);
    } else if (kind === LINK) key = step(key, code);
    else {
      if (part !== 7) {
        words += 1;
        look(part);
        if (split) look(joined);
        part = 7;
        joined = 7;
        split = false;
      }
      if (kind === BLANK) {
        before = kind;
        continue;
      }
      if (quote !== 0) {
        if (code === quote && text.charCodeAt(at - 1) !== 92) quote = 0;
      } else if (QUOTES.includes(code) && (code !== 39 || marks !== "'")) {
        quote = code;
        does |= DOES.quotes;
      } else {
        if (commentStarts(text, at, code, marks)) break;
        does |= operator(text, at, code);
      }
      if (!NO_KEY.includes(code)) key = step(key, code);
    }
    before = kind;
  }
  out.about = about;
  out.does = does;
  out.said = said;
  out.words = words;
  out.key = key;
};
