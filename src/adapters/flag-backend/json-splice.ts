type Span = { readonly start: number; readonly end: number };
type Member = Span & { readonly key: string; readonly keyStart: number };
type Held = { readonly members: readonly Member[]; readonly end: number };

/**
 * Sets one member of an object deep inside JSON text, and leaves every other byte: the order, the indents and the
 * numbers of whoever wrote it. The text was read as JSON before, and the objects on the way are there.
 */
export const withMember = (text: string, path: readonly string[], value: unknown): string => {
  const name = path.at(-1) ?? '';
  const start = path.slice(0, -1).reduce((at, key) => find(text, at, key)?.start ?? at, next(text, 0).start);
  const found = find(text, start, name);
  if (found) return text.slice(0, found.start) + written(value, indentAt(text, found.start)) + text.slice(found.end);
  return inserted(text, start, `${JSON.stringify(name)}: `, value);
};

/** Behind the last member, laid out as that one is. */
const inserted = (text: string, start: number, label: string, value: unknown): string => {
  const { members, end } = membersOf(text, start);
  const last = members.at(-1);
  const outer = indentAt(text, start);
  const indent = last ? indentAt(text, last.keyStart) : outer === undefined ? undefined : `${outer}  `;
  const line = indent === undefined ? '' : `\n${indent}`;
  if (last) return `${text.slice(0, last.end)},${line || ' '}${label}${written(value, indent)}${text.slice(last.end)}`;
  const close = outer === undefined ? '' : `\n${outer}`;
  return `${text.slice(0, start + 1)}${line}${label}${written(value, indent)}${close}${text.slice(end - 1)}`;
};

const written = (value: unknown, indent: string | undefined): string =>
  indent === undefined ? JSON.stringify(value) : JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);

/** How far its line is indented; undefined where the text is all on one line. */
const indentAt = (text: string, at: number): string | undefined => {
  if (!text.trim().includes('\n')) return undefined;
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
};

const find = (text: string, start: number, key: string): Member | undefined =>
  membersOf(text, start).members.find((member) => member.key === key);

/** The members of the object that starts there. */
const membersOf = (text: string, start: number): Held => {
  const members: Member[] = [];
  let token = next(text, start + 1);
  while (text[token.start] === '"') {
    const key = String(JSON.parse(text.slice(token.start, token.end)));
    const value = valueAt(text, next(text, next(text, token.end).end));
    members.push({ key, keyStart: token.start, ...value });
    token = next(text, value.end);
    if (text[token.start] === ',') token = next(text, token.end);
  }
  return { members, end: token.end };
};

/** From its first token to the one that closes it. */
const valueAt = (text: string, first: Span): Span => {
  let depth = 0;
  let token = first;
  for (;;) {
    const char = text[token.start] ?? '';
    if ('{['.includes(char)) depth += 1;
    if ('}]'.includes(char)) depth -= 1;
    if (depth <= 0) return { start: first.start, end: token.end };
    token = next(text, token.end);
  }
};

const next = (text: string, from: number): Span => {
  TOKEN.lastIndex = from;
  const found = TOKEN.exec(text);
  if (!found) return { start: text.length, end: text.length };
  return { start: TOKEN.lastIndex - (found[1] ?? '').length, end: TOKEN.lastIndex };
};

const TOKEN = /[\s\uFEFF]*("(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+)/y;
