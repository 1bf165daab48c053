/** A value where it stands in a dotenv file: from, to, and what it means without its quotes. */
export type Assigned = { readonly name: string; readonly from: number; readonly to: number; readonly value: string };

const LINE = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*/;

/** Every assignment of a dotenv text. Values in quotes may go over several lines, and what looks like one inside is none. */
export const assignedIn = (text: string): readonly Assigned[] => {
  const found: Assigned[] = [];
  let at = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const head = LINE.exec(text.slice(at, end));
    const from = at + (head?.[0].length ?? 0);
    const to = head ? valueEnd(text, from, end) : end;
    if (head) found.push({ name: head[1] ?? '', from, to, value: unquoted(text.slice(from, to)) });
    at = lineEnd(text, to) + 1;
  }
  return found;
};

const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

const QUOTES = '"\'`';

const valueEnd = (text: string, from: number, lineEnds: number): number => {
  const quote = text[from] ?? '';
  const close = quote !== '' && QUOTES.includes(quote) ? closing(text, from + 1, quote) : -1;
  if (close >= 0) return close + 1;
  const line = text.slice(from, lineEnds);
  const comment = line.search(/(?:^|\s)#/);
  return from + (comment < 0 ? line : line.slice(0, comment)).trimEnd().length;
};

const closing = (text: string, from: number, quote: string): number => {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
};

const unquoted = (value: string): string =>
  value.length > 1 && QUOTES.includes(value[0] ?? ' ') && value.endsWith(value[0] ?? ' ') ? value.slice(1, -1) : value;
