import { DOES, WORDS } from './words.ts';

/** The reader of diffs cuts lines here, and says so. */
const LINE_LIMIT = 10_000;

/** Patterns look this far into a line. Where a line of code is longer, that is a finding of its own. */
export const PATTERN_LIMIT = 600;

/** What one look at a line tells: masks of ABOUT and DOES for the code, and of ABOUT for what it says in quotes. */
export type Glance = {
  about: number;
  does: number;
  said: number;
  words: number;
  /** Digest without blanks, kinds of quote marks and commas: equal for lines that differ in format only. */
  key: number;
};

const SIZE = 8192;
const keys = new Int32Array(SIZE);
const abouts = new Int32Array(SIZE);
const doings = new Int32Array(SIZE);

/** The state of a digest before its first letter. */
const FRESH = 7;

const step = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;

const slotOf = (hash: number): number => {
  let slot = (hash ^ (hash >>> 15)) & (SIZE - 1);
  while (keys[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & (SIZE - 1);
  return slot;
};

for (const [word, entry] of WORDS) {
  let hash = FRESH;
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

const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;
/** The line that is read: one array for all of them, so that a letter costs one look. */
const bytes = new Uint8Array(LINE_LIMIT * 3 + 4);
const encoder = new TextEncoder();
const byteAt = (at: number): number => bytes[at] ?? 0;
const spaced = (at: number): boolean => bytes[at - 1] === 32 && bytes[at + 1] === 32;

/** What a punctuation mark in code tells about its line. */
const operator = (at: number, code: number): number => {
  const next = byteAt(at + 1);
  const before = byteAt(at - 1);
  switch (code) {
    case 61:
      if (next === 61 || before === 33 || before === 60 || before === 62 || next === 126) return DOES.compares;
      return before === 61 || next === 62 ? 0 : DOES.assigns;
    case 60:
    case 62:
      return spaced(at) ? DOES.compares : 0;
    case 38:
    case 124:
      if (next === code) return byteAt(at + 2) === 61 ? DOES.assigns : DOES.logic;
      return next === 61 && before !== code ? DOES.logic : 0;
    case 43:
    case 45:
    case 42:
    case 47:
    case 37:
      return (spaced(at) && at > 1 && byteAt(at - 2) !== 32) || next === 61 ? DOES.arithmetic : 0;
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
const commentStarts = (at: number, code: number, marks: string): boolean => {
  if (code === 47) return byteAt(at + 1) === 47 && byteAt(at - 1) !== 58 && marks !== '#';
  if (code === 35) return marks === '#' && (at === 0 || byteAt(at - 1) === 32);
  return code === 45 && marks === '--' && byteAt(at + 1) === 45;
};

/** One for a mark that `operator` has something to say of. */
const telling = new Uint8Array(128);
for (const mark of '=<>&|+-*/%(!?') telling[mark.charCodeAt(0)] = 1;

/** Reads a line once, left to right; no pattern, no going back. `marks` is how a comment starts in this language. */
export const glance = (text: string, marks: string, out: Glance): void => {
  const end = encoder.encodeInto(text, bytes).written;
  bytes[end] = 32;
  bytes[end + 1] = 0;
  let [about, does, said, words, key, quote, part, joined, before] = [0, 0, 0, 0, 17, 0, FRESH, FRESH, OTHER];
  let split = false;
  for (let at = 0; at <= end; at += 1) {
    const code = byteAt(at);
    const kind = code < 128 ? (kinds[code] ?? OTHER) : OTHER;
    const inWord = kind === LOWER || kind === UPPER || kind === DIGIT;
    const ends = inWord ? before === LINK || (kind === UPPER && before === LOWER) : kind !== LINK;
    if (ends && part !== FRESH) {
      const slot = slotOf(part);
      const whole = !inWord && split ? slotOf(joined) : slot;
      if (quote === 0) {
        about |= (abouts[slot] ?? 0) | (abouts[whole] ?? 0);
        does |= (doings[slot] ?? 0) | (doings[whole] ?? 0);
      } else said |= (abouts[slot] ?? 0) | (abouts[whole] ?? 0);
      part = FRESH;
      split = inWord;
      if (!inWord) {
        joined = FRESH;
        words += 1;
      }
    }
    if (inWord) {
      const lower = kind === UPPER ? code + 32 : code;
      part = step(part, lower);
      joined = step(joined, lower);
      key = step(key, code);
    } else if (kind === LINK) key = step(key, code);
    else if (kind !== BLANK) {
      if (quote !== 0) {
        if (code === quote && byteAt(at - 1) !== 92) quote = 0;
      } else if (isQuote(code) && (code !== 39 || marks !== "'")) {
        quote = code;
        does |= DOES.quotes;
      } else {
        if (commentStarts(at, code, marks)) break;
        if (code < 128 && telling[code] === 1) does |= operator(at, code);
      }
      if (code !== 44 && code !== 59) key = step(key, isQuote(code) ? 34 : code);
    }
    before = kind;
  }
  out.about = about;
  out.does = does;
  out.said = said;
  out.words = words;
  out.key = key;
};
