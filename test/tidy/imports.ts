import { posix } from 'node:path';
import {
  isCode,
  lineAt,
  nodeField,
  type Rule,
  type Source,
  syntaxOf,
  textField,
  type Violation,
  within,
} from './source.ts';

/** Which room may import which: faces → app → ports → core, adapters → ports, core; `src/main.ts` may import all. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ports: ['core'],
  app: ['ports', 'core'],
  adapters: ['ports', 'core'],
  faces: ['app', 'ports', 'core'],
  'index.ts': ['app', 'ports', 'core'],
  'main.ts': ['core', 'ports', 'app', 'adapters', 'faces', 'index.ts'],
};

/** The order of the flow inside core. `values` and `problem.ts` are at the bottom: every room may use them. */
const BOTTOM = ['values', 'problem.ts'];
const FLOW: Readonly<Record<string, readonly string[]>> = {
  values: [],
  'problem.ts': [],
  change: [],
  hooks: [],
  flags: [],
  policy: ['flags'],
  signals: ['change', 'flags', 'policy'],
  secrets: ['change', 'signals'],
  assessment: ['change', 'flags', 'policy', 'signals', 'secrets'],
  advice: ['change', 'flags', 'policy', 'signals', 'secrets', 'assessment'],
  guards: ['policy'],
  plan: ['change', 'flags', 'policy', 'signals', 'assessment', 'guards'],
  series: ['guards', 'plan'],
  rollout: ['flags', 'policy', 'guards', 'plan'],
  simulation: ['flags', 'guards', 'plan', 'rollout'],
  retrospect: ['change', 'flags', 'policy', 'assessment', 'guards', 'plan', 'series', 'rollout', 'simulation'],
  flagset: ['flags', 'rollout'],
  program: ['flags', 'plan', 'rollout', 'flagset'],
  access: ['rollout'],
  review: ['policy', 'signals', 'assessment', 'plan', 'rollout', 'simulation'],
};

/** Stand above the flow, and gather what is published: exports in flow order, the calls of the library, the schemas. */
const GATHERING = new Set(['index.ts', 'library.ts', 'schemas.ts']);

/** Core is told, it does not ask: these packages compute and do nothing else. */
const PURE_PACKAGES = ['zod', '@noble/hashes', 'canonicalize'];

export type Import = { readonly line: number; readonly specifier: string; readonly target: string };

/** What a file imports or re-exports, for values or types alike; `target` is a path for relative imports, else a package. */
export const importsOf = (source: Source): Import[] =>
  syntaxOf(source).nodes.flatMap(({ node }) => {
    if (!IMPORTING.has(node.type)) return [];
    const specifier = textField(nodeField(node, 'source'), 'value');
    return specifier === ''
      ? []
      : [{ line: lineAt(source.text, node.start), specifier, target: targetOf(source, specifier) }];
  });

const IMPORTING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

const targetOf = ({ path }: Source, specifier: string): string =>
  specifier.startsWith('.')
    ? posix.join(posix.dirname(path), specifier)
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

const perImport = (
  rule: string,
  sources: readonly Source[],
  fault: (from: Source, one: Import) => string | undefined,
) =>
  sources
    .filter((source) => isCode(source) && within('src')(source))
    .flatMap((source) =>
      importsOf(source).flatMap((one): Violation[] => {
        const hint = fault(source, one);
        return hint === undefined ? [] : [{ path: source.path, line: one.line, rule, hint }];
      }),
    );

const roomOf = (path: string): string => path.split('/')[1] ?? '';
const coreRoomOf = (path: string): string => path.split('/')[2] ?? '';

/** Imports go one way between the rooms. */
export const importDirection: Rule = (sources) =>
  perImport('import direction', sources, ({ path }, { specifier, target }) => {
    if (!specifier.startsWith('.')) return undefined;
    const [from, to] = [roomOf(path), roomOf(target)];
    if (!(from in ROOMS))
      return `src/${from} is no room of the house: put the file in one, or add the room to the table`;
    if (!target.startsWith('src/') && from !== 'main.ts')
      return `${specifier} is outside src: only src/main.ts may reach for files of the package`;
    if (!target.startsWith('src/') || from === to || ROOMS[from]?.includes(to)) return undefined;
    return `src/${from} may import ${(ROOMS[from] ?? []).map((room) => `src/${room}`).join(', ') || 'only itself'}, not src/${to}: move what is shared down, or pass it in as an argument`;
  });

/** Inside core, imports go against the flow only. */
export const coreOrder: Rule = (sources) =>
  perImport('order inside core', sources, ({ path }, { target }) => {
    const [from, to] = [coreRoomOf(path), coreRoomOf(target)];
    if (!path.startsWith('src/core/') || !target.startsWith('src/core/') || GATHERING.has(from) || from === to)
      return undefined;
    if (!(from in FLOW)) return `core/${from} is not in the order of the flow: add it to the table where it belongs`;
    if (BOTTOM.includes(to) || FLOW[from]?.includes(to)) return undefined;
    return `core/${from} may import ${[...BOTTOM, ...(FLOW[from] ?? [])].join(', ')}, not ${to}: move what both need to values, or let the later step pass it in`;
  });

/** Core knows no clock, no disk, no network, and no package that does. */
export const corePackages: Rule = (sources) =>
  perImport('packages of core', sources, ({ path }, { specifier, target }) =>
    !path.startsWith('src/core/') || specifier.startsWith('.') || PURE_PACKAGES.includes(target)
      ? undefined
      : `core imports only itself and ${PURE_PACKAGES.join(', ')}: what "${specifier}" does belongs in an adapter, behind a port`,
  );

/** Drawing on a terminal costs every start that pays for it: one face does it, and is loaded when it draws. */
export const drawing: Rule = (sources) =>
  perImport('drawing', sources, ({ path }, { specifier, target }) =>
    !DRAWS.has(target) || path.startsWith('src/faces/tui/')
      ? undefined
      : `only src/faces/tui draws: give it lines, and leave "${specifier}" to it`,
  );

const DRAWS = new Set(['ink', 'react']);

/** No file needs itself, by whatever way round, not even for types: a cycle has no first thing to read. */
export const noCycles: Rule = (sources) => {
  const code = sources.filter(isCode);
  const edges = new Map(code.map((source) => [source.path, importsOf(source)]));
  const done = new Set<string>();
  return code.flatMap(({ path }) => cycleFrom(path, [], edges, done));
};

const cycleFrom = (
  path: string,
  way: readonly string[],
  edges: ReadonlyMap<string, readonly Import[]>,
  done: Set<string>,
): Violation[] => {
  const seen = way.indexOf(path);
  if (seen >= 0) {
    const from = way.at(-1) ?? path;
    const line = edges.get(from)?.find(({ target }) => target === path)?.line ?? 1;
    const hint = `${[...way.slice(seen), path].join(' → ')}: move what two of them share into a file of its own`;
    return [{ path: from, line, rule: 'import cycle', hint }];
  }
  if (done.has(path)) return [];
  const found = (edges.get(path) ?? []).flatMap(({ target }) => cycleFrom(target, [...way, path], edges, done));
  done.add(path);
  return found;
};
