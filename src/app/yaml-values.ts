import type * as Yaml from 'yaml';
import type { LineCounter, Node, Pair } from 'yaml';
import { problem, type Problem } from '../core/problem.ts';
import { pathInWords } from '../core/values/issues.ts';
import { plain, quoted } from '../core/values/quote.ts';

const DEEPEST = 64;
const MOST_VALUES = 50_000;
const MOST_ALIASES = 50;

type Path = readonly (string | number)[];

type Reading = { readonly about: string; readonly lines: LineCounter };

export type YamlValues = {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  readonly lineOf: (path: Path) => number | undefined;
};

/**
 * The nodes of a document as plain values, and the line of each. The library would do the first half, but looks for
 * duplicate keys in time that grows with their square, and throws where aliases lead nowhere or to too much.
 */
export const valuesOf = (yaml: typeof Yaml, contents: Node | null, { about, lines }: Reading): YamlValues => {
  const walk: Walk = {
    yaml,
    about,
    lines,
    anchors: new Map(),
    lineOf: new Map(),
    problems: [],
    left: MOST_VALUES,
    aliases: 0,
  };
  const value = contents === null ? null : read(walk, contents, []);
  return { value, problems: walk.problems, lineOf: (path) => walk.lineOf.get(JSON.stringify(path)) };
};

/** Lives for one document and is seen by nobody else. */
type Walk = {
  readonly yaml: typeof Yaml;
  readonly about: string;
  readonly lines: LineCounter;
  readonly anchors: Map<string, Node>;
  readonly lineOf: Map<string, number>;
  readonly problems: Problem[];
  left: number;
  aliases: number;
};

const read = (walk: Walk, node: Node | null, path: Path): unknown => {
  const { yaml } = walk;
  walk.left -= 1;
  if (walk.left < 0) return tooMuch(walk, node, 'too-many-values', `is larger than ${MOST_VALUES} values`);
  if (path.length > DEEPEST) return tooMuch(walk, node, 'too-deep', `is nested more than ${DEEPEST} deep`);
  if (yaml.isAlias(node)) return readAlias(walk, node, path);
  const value = readWhole(walk, node, path);
  if (node !== null && 'anchor' in node && typeof node.anchor === 'string') walk.anchors.set(node.anchor, node);
  return value;
};

const readWhole = (walk: Walk, node: Node | null, path: Path): unknown => {
  const { yaml } = walk;
  if (yaml.isMap<Node, Node | null>(node)) return readMap(walk, node.items, path);
  if (yaml.isSeq<Node>(node)) return node.items.map((item, at) => readAt(walk, item, [...path, at]));
  return yaml.isScalar(node) ? node.value : null;
};

const readAt = (walk: Walk, node: Node | null, path: Path, from: Node | null = node): unknown => {
  const line = lineOf(walk, from);
  if (line !== undefined && walk.left > 0) walk.lineOf.set(JSON.stringify(path), line);
  return read(walk, node, path);
};

/** What an alias stands for has been read, whole, before it: none can stand inside itself. */
const readAlias = (walk: Walk, node: Node & { source: string }, path: Path): unknown => {
  walk.aliases += 1;
  if (walk.aliases > MOST_ALIASES)
    return tooMuch(walk, node, 'too-many-aliases', `has more than ${MOST_ALIASES} aliases`);
  const target = walk.anchors.get(node.source);
  if (target !== undefined) return read(walk, target, path);
  note(walk, node, path, {
    code: 'bad-alias',
    message: `*${plain(node.source)} names no value that is complete before it`,
    hint: 'write the value out',
  });
  return undefined;
};

const readMap = (walk: Walk, pairs: readonly Pair<Node, Node | null>[], path: Path): unknown => {
  const rows = new Map<string, unknown>();
  for (const { key, value } of pairs) {
    if (walk.left < 0) break;
    const name = keyOf(walk, key, path);
    if (name === undefined) continue;
    const here = [...path, name];
    if (rows.has(name))
      note(walk, key, here, {
        code: 'duplicate-key',
        message: 'stands twice here',
        hint: 'keep one: readers disagree on which of them counts',
      });
    rows.set(name, readAt(walk, value, here, key));
  }
  return Object.fromEntries(rows);
};

const keyOf = (walk: Walk, key: Node, path: Path): string | undefined => {
  const value = walk.yaml.isScalar(key) ? key.value : undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  note(walk, key, path, {
    code: 'bad-key',
    message: `${value === undefined ? 'a list or a table' : quoted(value)} is no name for a key`,
    hint: 'write the key as plain text',
  });
  return undefined;
};

type Said = Pick<Problem, 'code' | 'message' | 'hint'>;

const note = (walk: Walk, node: Node | null, path: Path, { code, message, hint }: Said): void => {
  const line = lineOf(walk, node);
  const place = line === undefined ? '' : ` (line ${line})`;
  walk.problems.push(
    problem({
      kind: 'invalid',
      code: `${walk.about}-${code}`,
      path: pathInWords(path),
      message: `${message}${place}`,
      hint,
    }),
  );
};

/** Says it once, and ends the reading: whatever follows would be more of the same. */
const tooMuch = (walk: Walk, node: Node | null, code: string, message: string): undefined => {
  const said = walk.problems.some((one) => one.code === `${walk.about}-${code}`);
  const hint = `no ${walk.about} of ours is: look at how this file was made`;
  if (!said) note(walk, node, [], { code, message, hint });
  walk.left = -1;
  return undefined;
};

const lineOf = ({ lines }: Walk, node: Node | null): number | undefined => {
  const start = node?.range?.[0];
  return start === undefined ? undefined : lines.linePos(start).line;
};
