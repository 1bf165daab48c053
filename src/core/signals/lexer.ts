import { DOES, WORDS } from './words.ts';

/** The reader of diffs cuts lines here, and says so. */
export const LINE_LIMIT = 10_000;

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

const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;
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

/** Where one line's reading stands. One record for all lines: there is one reader, and it never stops half-way. */
const now = { about: 0, does: 0, said: 0, words: 0, key: 17, quote: 0, part: 7, joined: 7, split: false };

const begin = (): void => {
  now.about = 0;
  now.does = 0;
  now.said = 0;
  now.words = 0;
  now.key = 17;
  now.quote = 0;
  now.part = 7;
  now.joined = 7;
  now.split = false;
};

const look = (hash: number): void => {
  const slot = slotOf(hash);
  if (keys[slot] !== hash) return;
  if (now.quote === 0) {
    now.about |= abouts[slot] ?? 0;
    now.does |= doings[slot] ?? 0;
  } else now.said |= abouts[slot] ?? 0;
};

const takeInWord = (code: number, kind: number, before: number): void => {
  if (((kind === UPPER && before === LOWER) || before === LINK) && now.part !== 7) {
    look(now.part);
    now.part = 7;
    now.split = true;
  }
  const lower = kind === UPPER ? code + 32 : code;
  now.part = step(now.part, lower);
  now.joined = step(now.joined, lower);
  now.key = step(now.key, code);
};

const endWord = (): void => {
  now.words += 1;
  look(now.part);
  if (now.split) look(now.joined);
  now.part = 7;
  now.joined = 7;
  now.split = false;
};

/** False where a comment starts: nothing behind it counts. */
const takeMark = (text: string, at: number, code: number, marks: string): boolean => {
  if (now.quote !== 0) {
    if (code === now.quote && text.charCodeAt(at - 1) !== 92) now.quote = 0;
  } else if (isQuote(code) && (code !== 39 || marks !== "'")) {
    now.quote = code;
    now.does |= DOES.quotes;
  } else {
    if (commentStarts(text, at, code, marks)) return false;
    now.does |= operator(text, at, code);
  }
  if (code !== 44 && code !== 59) now.key = step(now.key, isQuote(code) ? 34 : code);
  return true;
};

/** Reads a line once, left to right; no pattern, no going back. `marks` is how a comment starts in this language. */
export const glance = (text: string, marks: string, out: Glance): void => {
  const end = Math.min(text.length, LINE_LIMIT);
  begin();
  let before = OTHER;
  for (let at = 0; at <= end; at += 1) {
    const code = at < end ? text.charCodeAt(at) : 32;
    const kind = kindOf(code);
    if (kind === LOWER || kind === UPPER || kind === DIGIT) takeInWord(code, kind, before);
    else if (kind === LINK) now.key = step(now.key, code);
    else {
      if (now.part !== 7) endWord();
      if (kind !== BLANK && !takeMark(text, at, code, marks)) break;
    }
    before = kind;
  }
  out.about = now.about;
  out.does = now.does;
  out.said = now.said;
  out.words = now.words;
  out.key = now.key;
};
