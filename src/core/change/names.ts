/** The names git prints are quoted the way C does it, and carry prefixes that are not part of the path. */

export const NOWHERE = '/dev/null';

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };
const ESCAPE = /\\(?:([abtnvfr"\\])|([0-3][0-7]{2}))/y;
const MOST_SPLITS = 64;

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A copy that does not keep the text it was cut from in memory. For what outlives its file: names, titles, quotes. */
export const detach = (text: string): string => strict.decode(encoder.encode(text));

const bytesOf = (quoted: string): Uint8Array | undefined => {
  const bytes: number[] = [];
  let at = 0;
  while (at < quoted.length) {
    const next = quoted.indexOf('\\', at);
    const plain = quoted.slice(at, next === -1 ? undefined : next);
    for (const byte of encoder.encode(plain)) bytes.push(byte);
    if (next === -1) break;
    ESCAPE.lastIndex = next;
    const found = ESCAPE.exec(quoted);
    if (!found) return undefined;
    bytes.push(found[1] ? (ESCAPES[found[1]] ?? 0) : Number.parseInt(found[2] ?? '0', 8));
    at = ESCAPE.lastIndex;
  }
  return Uint8Array.from(bytes);
};

/** What stands between the quotes, read. A name that is not UTF-8 stays as git spells it: so two of them stay two. */
const unescape = (quoted: string): string => {
  const bytes = bytesOf(quoted);
  if (!bytes) return quoted;
  try {
    return strict.decode(bytes);
  } catch {
    return quoted;
  }
};

const closingQuote = (text: string): number => {
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
};

/** A name alone on its line, as behind `rename from`. */
export const readName = (text: string): string => {
  if (!text.startsWith('"')) return text;
  const end = closingQuote(text);
  return end === -1 ? text : unescape(text.slice(1, end));
};

/** A name behind `---` or `+++`: git ends it with a tab if it holds spaces, diff(1) puts the time there. */
export const readMarkedName = (text: string): string => {
  if (text.startsWith('"')) return readName(text);
  const tab = text.indexOf('\t');
  return tab === -1 ? text : text.slice(0, tab);
};

export type Names = { readonly old: string; readonly new: string };

const afterFirstSlash = (name: string): string => name.slice(name.indexOf('/') + 1);
const USUAL_PREFIX = /^[abciow12]\//;

const sameButPrefix = (a: string, b: string): boolean =>
  a === b || (a.includes('/') && b.includes('/') && afterFirstSlash(a) === afterFirstSlash(b));

/** Both names without the prefixes, if they have any: what differs only in its first part is one path with prefixes. */
export const stripPrefixes = (names: Names): Names => {
  if (names.old === names.new) return names;
  const bothUsual = USUAL_PREFIX.test(names.old) && USUAL_PREFIX.test(names.new);
  if (!bothUsual && !sameButPrefix(names.old, names.new)) return names;
  return { old: afterFirstSlash(names.old), new: afterFirstSlash(names.new) };
};

/** Where only one side has a name, nothing can be compared: git's own prefixes are taken off. */
export const stripOne = (name: string): string => (USUAL_PREFIX.test(name) ? name.slice(2) : name);

const splitAt = (text: string, at: number): Names => ({ old: text.slice(0, at), new: text.slice(at + 1) });

const splitQuoted = (text: string): Names | undefined => {
  const end = text.startsWith('"') ? closingQuote(text) + 1 : text.indexOf(' "');
  if (end <= 0 || end >= text.length) return undefined;
  const { old, new: fresh } = splitAt(text, end);
  return { old: readName(old), new: readName(fresh) };
};

/**
 * The two names in `diff --git a/x b/x`. Unquoted names may hold spaces; without a rename both are one path,
 * and then the space in the middle parts them. Renames are named again, alone on their lines.
 */
export const splitNames = (text: string): Names | undefined => {
  if (text.startsWith('"') || text.endsWith('"')) return splitQuoted(text);
  const middle = (text.length - 1) / 2;
  if (text[middle] === ' ') {
    const halves = splitAt(text, middle);
    if (sameButPrefix(halves.old, halves.new)) return halves;
  }
  let at = text.indexOf(' ');
  const first = at;
  for (let tries = 0; at !== -1 && tries < MOST_SPLITS; tries += 1) {
    const names = splitAt(text, at);
    if (sameButPrefix(names.old, names.new)) return names;
    at = text.indexOf(' ', at + 1);
  }
  return first === -1 ? undefined : splitAt(text, first);
};
