import { type Comment, parseSync, visitorKeys } from 'oxc-parser';

/** A file of the repository, by its path from the top. */
export type Source = { readonly path: string; readonly text: string };

export type Violation = {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  /** The way out. */
  readonly hint: string;
};

/** A rule looks at sources and says what is against it. It reads nothing else. */
export type Rule = (sources: readonly Source[]) => readonly Violation[];

/** How a violation is told: where, what, and the way out. */
export const told = ({ path, line, rule, hint }: Violation): string => `${path}:${line}  ${rule}\n    ${hint}`;

/** Any node of the syntax tree; fields are read with `field`, because the rules look at a few kinds only. */
export type Node = { readonly type: string; readonly start: number; readonly end: number };

export type Syntax = {
  readonly nodes: readonly Placed[];
  readonly comments: readonly Comment[];
};

export type Placed = { readonly node: Node; readonly parent: Node | undefined };

const parsed = new WeakMap<Source, Syntax>();

/** The nodes of a file in reading order. Fails on what does not parse: a rule that skips it would hold nothing. */
export const syntaxOf = (source: Source): Syntax => {
  const known = parsed.get(source);
  if (known) return known;
  const { program, comments, errors } = parseSync(source.path, source.text);
  const [error] = errors;
  if (error) throw new Error(`${source.path} does not parse: ${error.message}`);
  const syntax = { nodes: placed(program, undefined), comments };
  parsed.set(source, syntax);
  return syntax;
};

const placed = (node: Node, parent: Node | undefined): Placed[] => [
  { node, parent },
  ...childrenOf(node).flatMap((child) => placed(child, node)),
];

const childrenOf = (node: Node): Node[] =>
  (visitorKeys[node.type] ?? [])
    .flatMap((key) => field(node, key))
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'type' in value);

export const field = (node: Node | undefined, key: string): unknown =>
  node ? (node as unknown as Record<string, unknown>)[key] : undefined;

export const nodeField = (node: Node | undefined, key: string): Node | undefined => {
  const value = field(node, key);
  return typeof value === 'object' && value !== null && 'type' in value ? (value as Node) : undefined;
};

export const textField = (node: Node | undefined, key: string): string => {
  const value = field(node, key);
  return typeof value === 'string' ? value : '';
};

export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** One violation per node that the test finds fault with. */
export const faults = (source: Source, rule: string, fault: (placed: Placed) => string | undefined): Violation[] =>
  syntaxOf(source).nodes.flatMap((one) => {
    const hint = fault(one);
    return hint === undefined ? [] : [{ path: source.path, line: lineAt(source.text, one.node.start), rule, hint }];
  });

export const isCode = ({ path }: Source): boolean => /\.tsx?$/.test(path);
export const within =
  (...folders: readonly string[]) =>
  ({ path }: Source): boolean =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
