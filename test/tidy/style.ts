import {
  faults,
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

const ours = (source: Source): boolean => isCode(source) && within('src', 'test', 'bench', 'scripts')(source);

/**
 * TypeScript that can be erased, and names that can be searched for. A test may feed untyped input on purpose, and says
 * so in a comment on the line before.
 */
export const plainTypeScript: Rule = (sources) =>
  sources.filter(ours).flatMap((source) => faults(source, 'plain TypeScript', (placed) => fancy(source, placed)));

const fancy = (source: Source, { node }: Placed): string | undefined => {
  if (node.type === 'TSAnyKeyword' && within('test')(source) && hasCommentAt(source, node)) return undefined;
  const reason = FANCY[node.type];
  if (reason !== undefined) return reason;
  if (node.type === 'ExportSpecifier' && textField(nodeField(node, 'exported'), 'name') === 'default')
    return NO_DEFAULT;
  if (node.type === 'VariableDeclarator' && field(node, 'definite') === true) return FANCY['TSNonNullExpression'];
  return isClass(node) && !extendsError(node)
    ? 'only errors are classes: write functions over plain values'
    : undefined;
};

const NO_DEFAULT = 'export it by name: one name for one thing, everywhere';

const FANCY: Readonly<Record<string, string>> = {
  ExportDefaultDeclaration: NO_DEFAULT,
  TSExportAssignment: NO_DEFAULT,
  TSEnumDeclaration: 'use a union of strings, or z.enum over a const list',
  TSModuleDeclaration: 'a file is the namespace: use import and export',
  TSParameterProperty: 'say the field and its assignment: the code must run with its types erased',
  TSAnyKeyword: 'use unknown and check it, or the type it has',
  TSNonNullExpression: 'check it, or give it a value with ??: the type does not know what you know',
};

const isClass = ({ type }: Node): boolean => type === 'ClassDeclaration' || type === 'ClassExpression';
const extendsError = (node: Node): boolean => textField(nodeField(node, 'superClass'), 'name').endsWith('Error');

/** Nothing half done, and no check turned off in silence. */
export const finished: Rule = (sources) =>
  sources.filter(ours).flatMap((source) =>
    syntaxOf(source).comments.flatMap(({ value, start }): Violation[] => {
      const found = UNFINISHED.exec(value)?.[0];
      const hint = 'finish it, or write an issue or a decision: a comment is no place for a promise';
      return found
        ? [{ path: source.path, line: lineAt(source.text, start), rule: `"${found}" in a comment`, hint }]
        : [];
    }),
  );

const UNFINISHED = /\b(?:TODO|FIXME|XXX|HACK)\b|@ts-ignore|@ts-nocheck/;

/** A test that does not run says why, on the line before it or its own; one that keeps the others from running never stays. */
export const honestTests: Rule = (sources) =>
  sources.filter(isCode).flatMap((source) => faults(source, 'tests that run', (placed) => notRun(source, placed)));

const TESTS = new Set(['it', 'test', 'describe', 'suite', 'bench']);
const LEAVING_OUT = new Set(['skip', 'skipIf', 'runIf', 'todo', 'fails']);

const notRun = (source: Source, { node }: Placed): string | undefined => {
  if (node.type !== 'MemberExpression') return undefined;
  const name = textField(nodeField(node, 'property'), 'name');
  if (!TESTS.has(rootName(node))) return undefined;
  if (name === 'only') return 'take .only away: it keeps every other test from running';
  if (!LEAVING_OUT.has(name) || hasCommentAt(source, node)) return undefined;
  return `.${name}: say why in a comment on the line before`;
};

const rootName = (node: Node): string => {
  const object = nodeField(node, 'object') ?? nodeField(node, 'callee');
  return object ? rootName(object) : textField(node, 'name');
};

const hasCommentAt = (source: Source, node: Node): boolean => {
  const line = lineAt(source.text, node.start);
  return syntaxOf(source).comments.some(({ end }) => {
    const at = lineAt(source.text, end);
    return at === line || at === line - 1;
  });
};
