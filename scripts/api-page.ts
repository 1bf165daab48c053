import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import * as core from '../src/core/index.ts';
import { SCHEMAS, schemaFile, type SchemaName } from '../src/core/schemas.ts';

type Span = { readonly start: number; readonly end: number };
type Named = { readonly name: string; readonly text: string };

/**
 * The page of all that the library exports, in its order, each with its signature as it is written. Whoever changes one
 * changes this page, and a review sees it.
 */
export const apiPage = (index: string, read: (path: string) => string = readCore): string => {
  const rows = exportsIn(index);
  const files = [...new Set(rows.map(({ from }) => from))];
  return [
    '# What the library exports',
    '',
    '<!-- Written by "node scripts/docs.ts" from src/core/index.ts and the files that it names. Change it there. -->',
    '',
    'What stands here stays until the next major version: a signature that changes on this page is a change for those who import it. How it is used is',
    'told in [library.md](library.md). A schema that is published is held by its file in [schemas](../schemas); a name that stands in a signature and is',
    'not listed is not exported.',
    ...files.flatMap((from) => fileSection(from, rows, read(from))),
    '',
  ].join('\n');
};

const readCore = (path: string): string => readFileSync(new URL(`../src/core/${path}`, import.meta.url), 'utf8');

type Row = { readonly name: string; readonly from: string };

const EXPORTED = /export (?:type )?\{([^}]*)\} from '\.\/([^']+)'/g;

const exportsIn = (index: string): readonly Row[] =>
  [...index.matchAll(EXPORTED)].flatMap(([, names = '', from = '']) =>
    names
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '')
      .map((name) => ({ name, from })),
  );

const fileSection = (from: string, rows: readonly Row[], source: string): readonly string[] => {
  const names = rows.filter((row) => row.from === from).map(({ name }) => name);
  const written = declarationsIn(from, source);
  const missing = names.filter((name) => written.every((one) => one.name !== name));
  if (missing.length > 0) throw new Error(`src/core/${from} does not declare ${missing.join(', ')}`);
  const texts = written.filter(({ name }) => names.includes(name)).map(({ text }) => text);
  return ['', `## \`src/core/${from}\``, '', '```ts', ...texts, '```'];
};

/** Every exported declaration of a file: a type as it stands, a function up to its body, a value with what it is made of. */
const declarationsIn = (path: string, source: string): readonly Named[] => {
  const { program } = parseSync(path, source);
  const cut = ({ start, end }: Span): string => source.slice(start, end);
  return program.body.flatMap((statement): readonly Named[] => {
    if (statement.type !== 'ExportNamedDeclaration' || !statement.declaration) return [];
    const { declaration } = statement;
    if (declaration.type === 'TSTypeAliasDeclaration') return [{ name: declaration.id.name, text: cut(declaration) }];
    if (declaration.type !== 'VariableDeclaration') return [];
    return declaration.declarations.flatMap(({ id, init }) => {
      if (id.type !== 'Identifier' || !init) return [];
      const isFunction = init.type === 'ArrowFunctionExpression';
      const text = isFunction
        ? `const ${id.name} = ${source.slice(init.start, init.body.start).trimEnd()} …`
        : `const ${cut(id)} = ${published(id.name) ?? cut(init)};`;
      return [{ name: id.name, text }];
    });
  });
};

/** A schema with a file of its own is not written out a second time. */
const published = (name: string): string | undefined => {
  const all: Readonly<Record<string, unknown>> = core;
  const found = (Object.keys(SCHEMAS) as SchemaName[]).find((key) => SCHEMAS[key].schema === all[name]);
  return found && `z.ZodType /* schemas/${schemaFile(found)} */`;
};
