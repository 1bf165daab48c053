import {
  field,
  isCode,
  lineAt,
  type Node,
  nodeField,
  type Placed,
  type Rule,
  type Source,
  syntaxOf,
  textField,
  type Violation,
  within,
} from './source.ts';

/** Small is a sign, not the goal; but what has grown past this is read by nobody. Lines, ends included. */
export const LIMITS = { fileP90: 200, file: 300, functionP90: 25, function: 60 } as const;

/**
 * The ratchet: a function that was longer than the limit when it was measured may stay as long, may shrink, and may not
 * grow; once it fits, its entry goes. `src/some/file.ts#name` to lines.
 */
export const LONG_FOR_NOW: Readonly<Record<string, number>> = {};

type Measured = { readonly path: string; readonly line: number; readonly name: string; readonly lines: number };

const ours = (source: Source): boolean => isCode(source) && within('src')(source);

export const fileSizes: Rule = (sources) => {
  const files = sources.filter(ours).map(({ path, text }) => ({ path, line: 1, name: path, lines: linesIn(text) }));
  return [
    ...files.filter(({ lines }) => lines > LIMITS.file).map((file) => tooLong(file, 'file length', LIMITS.file)),
    ...heavyTail(files, 'file length', LIMITS.fileP90),
  ];
};

export const functionSizes =
  (longForNow: Readonly<Record<string, number>>): Rule =>
  (sources) => {
    const functions = sources.filter(ours).flatMap(functionsOf);
    const over = functions.filter(({ lines }) => lines > LIMITS.function);
    return [
      ...over
        .filter((one) => one.lines > (longForNow[keyOf(one)] ?? 0))
        .map((one) => tooLong(one, 'function length', longForNow[keyOf(one)] ?? LIMITS.function)),
      ...heavyTail(functions, 'function length', LIMITS.functionP90),
      ...Object.keys(longForNow)
        .filter((key) => !over.some((one) => keyOf(one) === key))
        .map((key) => ({
          path: key.replace(/#.*/, ''),
          line: 1,
          rule: 'function length',
          hint: `${key} fits the limit now: take its entry out of the ratchet`,
        })),
    ];
  };

const keyOf = ({ path, name }: Measured): string => `${path}#${name}`;

const tooLong = ({ path, line, name, lines }: Measured, rule: string, limit: number): Violation => ({
  path,
  line,
  rule,
  hint: `${name} has ${lines} lines and may have ${limit}: put the helpers below, or what stands apart into its own file`,
});

/** Nine of ten must be at most this long; when they are not, the longest are named, because there the cut is cheapest. */
const heavyTail = (all: readonly Measured[], rule: string, limit: number): Violation[] => {
  const longest = all.toSorted((a, b) => b.lines - a.lines);
  const tenth = longest[Math.floor(longest.length / 10)]?.lines ?? 0;
  if (tenth <= limit) return [];
  return longest.slice(0, 5).map((one) => tooLong(one, `${rule}: nine of ten have at most ${limit} lines`, limit));
};

/** Functions with a name or a block: a callback of one expression is part of the line it stands on. */
const functionsOf = (source: Source): Measured[] =>
  syntaxOf(source).nodes.flatMap(({ node, parent }) => {
    const block = nodeField(node, 'body')?.type === 'BlockStatement';
    const name = nameOf({ node, parent });
    if (!FUNCTIONS.has(node.type) || (!block && name === 'callback')) return [];
    const line = lineAt(source.text, node.start);
    return [{ path: source.path, line, name, lines: linesIn(source.text.slice(node.start, node.end)) }];
  });

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

const nameOf = ({ node, parent }: Placed): string =>
  textField(nodeField(node, 'id'), 'name') ||
  textField(nodeField(parent, 'id'), 'name') ||
  (isNamedKey(parent) ? textField(nodeField(parent, 'key'), 'name') : '') ||
  'callback';

const isNamedKey = (parent: Node | undefined): boolean => field(parent, 'computed') !== true;

const linesIn = (text: string): number => text.replace(/\n$/, '').split('\n').length;
