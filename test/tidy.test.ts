import manifest from '../package.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { browserApart } from './tidy/browser.ts';
import { WITHOUT_WORLD } from './tidy/exemptions.ts';
import { coreOrder, corePackages, drawing, importDirection, noCycles } from './tidy/imports.ts';
import { adaptersHaveWorlds, adaptersListed, operationsListed, textsUsed } from './tidy/lists.ts';
import { corePurity } from './tidy/purity.ts';
import { fileSizes, functionSizes, LIMITS, LONG_FOR_NOW } from './tidy/size.ts';
import { type Rule, type Source, told } from './tidy/source.ts';
import { finished, honestTests, plainTypeScript } from './tidy/style.ts';
import { decisionsListed, linksResolve, namesExist, namesExported, noMachinePath, noRegistry } from './tidy/text.ts';
import { pathsOf, sourcesOf } from './tidy/tree.ts';

/** The rules of the house over the house itself. What each rule can and cannot see is tried below, one by one. */
const tree = sourcesOf();

describe('the house', () => {
  it.each<[string, Rule]>([
    ['imports go one way between rooms', importDirection],
    ['imports inside core go against the flow', coreOrder],
    ['core uses pure packages only', corePackages],
    ['one face draws on a terminal', drawing],
    ['one face runs in a browser, and takes nothing there that a browser does not have', browserApart],
    ['no import goes round in a circle', noCycles],
    ['core asks nothing of the machine', corePurity],
    ['TypeScript is plain', plainTypeScript],
    ['nothing is left half done', finished],
    ['every test runs, or says why not', honestTests],
    ['files are short', fileSizes],
    ['functions are short', functionSizes(LONG_FOR_NOW)],
    ['every adapter is in its list', adaptersListed],
    ['every adapter has a world', adaptersHaveWorlds(WITHOUT_WORLD)],
    ['every operation is in the list', operationsListed],
    ['every template and prompt is used', textsUsed],
    ['links of the documents resolve', linksResolve(pathsOf())],
    ['files and scripts that documents name are there', namesExist(pathsOf(), Object.keys(manifest.scripts))],
    ['names that documents link to are exported', namesExported],
    ['every decision is in its list', decisionsListed],
    ['no package registry is named', noRegistry],
    ['no path of a machine is named', noMachinePath],
  ])('%s', (_, rule) => expect(rule(tree).map(told)).toEqual([]));

  it('is looked at as a whole', () => {
    const rooms = new Set(tree.map(({ path }) => path.split('/')[0]));
    expect([...rooms]).toEqual(expect.arrayContaining(['README.md', 'package.json', 'src', 'test']));
    expect(rooms.has('node_modules')).toBe(false);
  });
});

const at = (path: string, ...lines: readonly string[]): Source => ({ path, text: lines.join('\n') });
const linesOf = (rule: Rule, ...sources: readonly Source[]): string[] =>
  rule(sources).map(({ path, line }) => `${path}:${line}`);

const from = (path: string, ...lines: readonly string[]): string[] => linesOf(browserApart, at(path, ...lines));

describe('what runs in a browser', () => {
  it('takes values from itself, from core and from its packages', () => {
    const lines = [
      "import { a } from './b.ts';",
      "import { h } from 'preact/hooks';",
      "import { c } from '../../core/c.ts';",
    ];
    expect(from('src/faces/dashboard/a.ts', ...lines)).toEqual([]);
    expect(from('src/faces/dashboard/a.ts', "import type { A } from '../../app/a.ts';")).toEqual([]);
  });

  it.each([
    "import { type A, b } from '../../app/a.ts';",
    "import { readFile } from 'node:fs';",
    "import { z } from 'zod';",
  ])('takes nothing else: %s', (line) =>
    expect(from('src/faces/dashboard/a.ts', line)).toEqual(['src/faces/dashboard/a.ts:1']),
  );

  it('is nobody else to take from', () => {
    expect(
      from('src/faces/http/a.ts', "import { a } from '../dashboard/b.ts';", "import { h } from 'preact';"),
    ).toHaveLength(2);
  });
});

describe('import direction', () => {
  it.each([
    ['core', 'src/core/a/b.ts', '../../ports/files.ts'],
    ['ports', 'src/ports/files.ts', '../app/index.ts'],
    ['app', 'src/app/plan.ts', '../adapters/files/node.ts'],
    ['adapters', 'src/adapters/files/node.ts', '../../app/plan.ts'],
    ['faces', 'src/faces/cli/run.ts', '../../adapters/files/node.ts'],
    ['the library', 'src/index.ts', './main.ts'],
    ['a room nobody knows', 'src/utils/a.ts', './b.ts'],
    ['a file outside src', 'src/app/plan.ts', '../../test/helpers/samples.ts'],
  ])('refuses what %s may not see', (_, path, specifier) => {
    expect(linesOf(importDirection, at(path, '', `import { x } from '${specifier}';`))).toEqual([`${path}:2`]);
  });

  it.each([
    ["import type { X } from '../ports/files.ts';"],
    ["import { type X } from '../ports/files.ts';"],
    ["export { x } from '../ports/files.ts';"],
    ["export type * from '../ports/files.ts';"],
    ["const x = await import('../ports/files.ts');"],
    ["type X = import('../ports/files.ts').X;"],
    ["import '../ports/files.ts';"],
  ])('sees every way to import: %s', (line) => {
    expect(linesOf(importDirection, at('src/core/index.ts', line))).toHaveLength(1);
  });

  it('lets through what goes down, and all for main', () => {
    const face = at(
      'src/faces/cli/run.ts',
      "import { a } from '../../app/index.ts';",
      "import { b } from '../../core/b.ts';",
    );
    const main = at(
      'src/main.ts',
      "import { a } from './adapters/files/index.ts';",
      "import c from '../package.json';",
    );
    expect(linesOf(importDirection, face, main)).toEqual([]);
  });

  it('is not fooled by words in comments and strings', () => {
    const source = at(
      'src/core/a.ts',
      "// import { x } from '../ports/files.ts';",
      'const a = "import \'../ports/files.ts\'";',
    );
    expect(linesOf(importDirection, source)).toEqual([]);
  });

  it('says where, what and the way out', () => {
    const [violation] = importDirection([at('src/core/a.ts', "import { x } from '../ports/files.ts';")]);
    expect(violation && told(violation)).toBe(
      'src/core/a.ts:1  import direction\n    src/core may import only itself, not src/ports: move what is shared down, or pass it in as an argument',
    );
  });
});

describe('order inside core', () => {
  it.each([
    ['change', '../plan/plan.ts'],
    ['values', '../change/change.ts'],
    ['guards', '../plan/plan.ts'],
    ['signals', '../assessment/judge.ts'],
    ['plan', '../rollout/state.ts'],
    ['rollout', '../program/program.ts'],
    ['no-such-room', '../plan/plan.ts'],
  ])('%s may not import %s', (room, specifier) => {
    const path = `src/core/${room}/a.ts`;
    expect(linesOf(coreOrder, at(path, `import type { A } from '${specifier}';`))).toEqual([`${path}:1`]);
  });

  it('lets through the way back to what came before', () => {
    const plan = at(
      'src/core/plan/a.ts',
      "import { a } from '../assessment/b.ts';",
      "import { c } from '../problem.ts';",
    );
    const index = at('src/core/index.ts', "export * from './program/a.ts';");
    expect(linesOf(coreOrder, plan, index)).toEqual([]);
  });
});

describe('packages of core', () => {
  it.each(['node:fs', 'yaml', 'zod-to-json-schema', '@noble/ciphers', 'fs'])('refuses %s', (name) => {
    expect(linesOf(corePackages, at('src/core/a.ts', `import x from '${name}';`))).toEqual(['src/core/a.ts:1']);
  });

  it('lets through the pure ones, and any elsewhere', () => {
    const core = at('src/core/a.ts', "import { z } from 'zod';", "import { s } from '@noble/hashes/sha2.js';");
    expect(linesOf(corePackages, core, at('src/adapters/files/node.ts', "import fs from 'node:fs';"))).toEqual([]);
  });
});

it('only the face of the terminal draws', () => {
  const line = "import { Text } from 'ink';";
  expect(linesOf(drawing, at('src/faces/cli/a.tsx', '', line))).toEqual(['src/faces/cli/a.tsx:2']);
  expect(linesOf(drawing, at('src/app/a.ts', "const a = await import('react');"))).toEqual(['src/app/a.ts:1']);
  expect(linesOf(drawing, at('src/faces/tui/screen.tsx', line))).toEqual([]);
});

describe('import cycles', () => {
  it('finds one across three files, types included, and tells it once', () => {
    const found = noCycles([
      at('src/core/a.ts', "import { b } from './b.ts';"),
      at('src/core/b.ts', '', "import type { c } from './c.ts';"),
      at('src/core/c.ts', "export * from './a.ts';"),
    ]);
    expect(found).toHaveLength(1);
    expect(found[0]?.hint).toContain('src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts');
  });

  it('does not mistake two ways to one file for a circle', () => {
    const a = at('src/core/a.ts', "import { b } from './b.ts';", "import { c } from './c.ts';");
    expect(linesOf(noCycles, a, at('src/core/b.ts', "import { c } from './c.ts';"), at('src/core/c.ts'))).toEqual([]);
  });
});

describe('purity of core', () => {
  it.each([
    'const a = Date.now();',
    'const a = new Date();',
    'const a = new Date(0);',
    'const a = Date();',
    "const a = Date['now']();",
    'const clock = Date;',
    'const a = Math.random();',
    'const { random } = Math; const b = Math.random;',
    'const a = process.env;',
    'const a = { process };',
    'const a = fetch("x");',
    'const a = globalThis;',
    'console.log(1);',
    'setTimeout(() => 1, 1);',
    'const f = async () => 1;',
    'async function f() {}',
    'const a = await b;',
    'for await (const a of b) c(a); export {};',
    'const a = new Promise(() => 1);',
    'type A = Promise<string>;',
    'const a = import("./b.ts");',
    'const a = import.meta.url;',
    'const a = ["b"].sort((x, y) => x.localeCompare(y));',
    'const f = (fetch: () => string) => fetch();',
  ])('refuses %s', (line) => {
    expect(new Set(linesOf(corePurity, at('src/core/a.ts', '', line)))).toEqual(new Set(['src/core/a.ts:2']));
  });

  it.each([
    '// Date.now(), process, await and Math.random() are not for core',
    'const a = "Date.now() process fetch";',
    'const a = `console.log(${1})`;',
    'const a = b.process + b.fetch;',
    'const a = { process: 1, console: 2 };',
    'type A = { readonly fetch: string; performance: number };',
    'const a = Date.parse(b);',
    'const a = Date.UTC(2026, 0, 1);',
    'const window = 1; const processed = window;',
  ])('lets through %s', (line) => expect(linesOf(corePurity, at('src/core/a.ts', line))).toEqual([]));

  it('holds for core only', () => {
    expect(linesOf(corePurity, at('src/app/a.ts', 'const a = Date.now();'))).toEqual([]);
  });
});

describe('plain TypeScript', () => {
  it.each([
    'export default 1;',
    'const a = 1; export { a as default };',
    'export = a;',
    'enum A { b }',
    'const enum A { b }',
    'namespace A { export const b = 1; }',
    'declare module "a" {}',
    'class A {}',
    'const a = class extends Map {};',
    'const a = b as any;',
    'type A = any[];',
    'const a = b!.c;',
    'let a!: string;',
    'class AError extends Error { constructor(readonly code: string) { super(code); } }',
  ])('refuses %s', (line) => {
    expect(linesOf(plainTypeScript, at('src/app/a.ts', line))).toEqual(['src/app/a.ts:1']);
  });

  it.each([
    'class AError extends Error {}',
    'class BError extends RangeError {}',
    'const any = "any"; // any!',
    'const a = !b && c !== d;',
    'export { b as c };',
  ])('lets through %s', (line) => expect(linesOf(plainTypeScript, at('test/a.ts', line))).toEqual([]));

  it('lets a test feed untyped input on purpose, with its reason; nothing else may', () => {
    const lines = ['// What arrives is not what the types say.', 'type Loose = any;'];
    expect(linesOf(plainTypeScript, at('test/a.ts', ...lines))).toEqual([]);
    expect(linesOf(plainTypeScript, at('src/app/a.ts', ...lines))).toEqual(['src/app/a.ts:2']);
  });

  it('leaves the configuration files alone: their tools ask for a default export', () => {
    expect(linesOf(plainTypeScript, at('vitest.config.ts', 'export default {};'))).toEqual([]);
  });
});

describe('half-done work', () => {
  const word = ['TO', 'DO'].join('');
  it('is found in comments', () => {
    expect(linesOf(finished, at('src/a.ts', '', `const a = 1; // ${word}: later`))).toEqual(['src/a.ts:2']);
    expect(linesOf(finished, at('test/a.ts', `/* @ts-${'ignore'} */ const a = 1;`))).toEqual(['test/a.ts:1']);
  });

  it('may be spoken of in strings, because detectors do', () => {
    expect(linesOf(finished, at('src/a.ts', `const a = '${word}';`))).toEqual([]);
  });
});

describe('tests that do not run', () => {
  it.each([
    ['it', 'only'],
    ['describe', 'only'],
    ['test', 'skip'],
    ['it', 'todo'],
    ['describe', 'skipIf(a)'],
  ])('%s.%s is refused', (test, how) => {
    expect(linesOf(honestTests, at('test/a.test.ts', '', `${test}.${how}('b', () => {});`))).toEqual([
      'test/a.test.ts:2',
    ]);
  });

  it('lets through one with its reason, and other things of those names', () => {
    const reason = at('test/a.test.ts', '// The server is not there on every machine.', "it.skipIf(a)('b', () => {});");
    expect(linesOf(honestTests, reason, at('src/a.ts', 'const a = list.skip(1).only; pattern.test(b);'))).toEqual([]);
  });

  it('takes no reason for keeping the others from running', () => {
    expect(linesOf(honestTests, at('test/a.test.ts', '// Because.', `it.${'only'}('b', () => {});`))).toHaveLength(1);
  });
});

const lines = (count: number): string => Array.from({ length: count }, (_, line) => `  a(${line});`).join('\n');
const functionOf = (count: number, name = 'long'): string => `const ${name} = () => {\n${lines(count - 2)}\n};`;
const short = Array.from({ length: 30 }, (_, index) => functionOf(3, `short${index}`)).join('\n');

describe('sizes', () => {
  it('refuses a file over the limit, and one in ten over the nine-tenths limit', () => {
    const files = (count: number, each: number) =>
      Array.from({ length: count }, (_, index) => at(`src/app/${index}.ts`, lines(each)));
    expect(linesOf(fileSizes, ...files(20, 10), at('src/app/long.ts', lines(LIMITS.file + 1)))).toEqual([
      'src/app/long.ts:1',
    ]);
    expect(linesOf(fileSizes, ...files(9, LIMITS.fileP90 + 1))).not.toEqual([]);
    expect(linesOf(fileSizes, ...files(20, LIMITS.fileP90))).toEqual([]);
  });

  it('refuses a function over the limit, and one in ten over the nine-tenths limit', () => {
    const rule = functionSizes({});
    expect(linesOf(rule, at('src/app/a.ts', short, functionOf(LIMITS.function + 1)))).toEqual(['src/app/a.ts:91']);
    expect(linesOf(rule, at('src/app/a.ts', short, functionOf(LIMITS.function)))).toEqual([]);
    expect(linesOf(rule, at('src/app/a.ts', functionOf(LIMITS.functionP90 + 1)))).not.toEqual([]);
  });

  it('turns one way only: what is long may not grow, and is forgotten once it fits', () => {
    const long = at('src/app/a.ts', short, functionOf(80));
    expect(linesOf(functionSizes({ 'src/app/a.ts#long': 80 }), long)).toEqual([]);
    expect(linesOf(functionSizes({ 'src/app/a.ts#long': 79 }), long)).toEqual(['src/app/a.ts:91']);
    expect(linesOf(functionSizes({ 'src/app/a.ts#long': 80 }), at('src/app/a.ts', short))).toEqual(['src/app/a.ts:1']);
  });
});

describe('lists', () => {
  const list = at('src/adapters/files/index.ts', "import { a } from './listed.ts';");
  const listed = at('src/adapters/files/listed.ts', "import { b } from './helper.ts';");
  const helper = at('src/adapters/files/helper.ts');

  it('an adapter nobody lists is refused; what helps a listed one is not', () => {
    const forgotten = at('src/adapters/files/forgotten.ts', "import { b } from './helper.ts';");
    expect(linesOf(adaptersListed, list, listed, helper, forgotten)).toEqual(['src/adapters/files/forgotten.ts:1']);
  });

  it('an adapter needs a world or a reason, and a reason only as long as it is needed', () => {
    const world = at('test/worlds/listed.ts');
    const reason = { 'files/listed': 'it is its own world' };
    expect(linesOf(adaptersHaveWorlds({}), list, listed, helper)).toEqual(['src/adapters/files/listed.ts:1']);
    expect(linesOf(adaptersHaveWorlds({}), list, listed, helper, world)).toEqual([]);
    expect(linesOf(adaptersHaveWorlds(reason), list, listed, helper)).toEqual([]);
    expect(linesOf(adaptersHaveWorlds(reason), list, listed, helper, world)).toEqual([
      'src/adapters/files/listed.ts:1',
    ]);
  });

  it('an operation nobody lists is refused', () => {
    const operations = at('src/app/index.ts', "import { plan } from './plan.ts';");
    const plan = at('src/app/plan.ts', 'export const plan = operation({});');
    const check = at('src/app/check.ts', 'export const check = operation({});');
    const help = at('src/app/help.ts', 'export const help = () => 1;');
    expect(linesOf(operationsListed, operations, plan, check, help)).toEqual(['src/app/check.ts:1']);
  });

  it('a template nobody names is refused', () => {
    const names = ['named.md.hbs', 'short.txt.hbs', 'partials/part.txt.hbs', 'forgotten.hbs'];
    const texts = names.map((name) => at(`templates/${name}`, '{{> partials/part.txt}}'));
    const code = at('src/app/a.ts', "read('templates/named.md.hbs'); read('short.txt'); // forgotten.hbs");
    expect(linesOf(textsUsed, ...texts, code)).toEqual(['templates/forgotten.hbs:1']);
  });
});

describe('links', () => {
  const rule = linksResolve(['docs/a.md', 'docs/b.md', 'src/index.ts']);
  const target = at('docs/b.md', '# One word, per `thing`', '```', '# not a heading', '```');

  it.each([
    '[x](c.md)',
    '[x](b.md#no-such)',
    '[x](#nowhere)',
    '![x](b.png)',
    '[x](../src/none.ts)',
    '[x](b.md#not-a-heading)',
    '[x]: c.md',
  ])('refuses %s', (line) => expect(linesOf(rule, at('docs/a.md', '', line), target)).toEqual(['docs/a.md:2']));

  it.each([
    '[x](b.md)',
    '[x](b.md#one-word-per-thing)',
    '[x](../src)',
    '[x](../src/index.ts)',
    '[x](https://example.com/none)',
    '`[x](c.md)`',
  ])('lets through %s', (line) => expect(linesOf(rule, at('docs/a.md', line), target)).toEqual([]));
});

it('a decision that is in no list, or does not say where it stands, is refused', () => {
  const list = at('docs/decisions/README.md', '[0001](0001-a.md)', '[0003](0003-c.md)');
  const [a, b, c] = ['0001-a', '0002-b', '0003-c'].map((name) =>
    at(`docs/decisions/${name}.md`, '# x', '', 'Status: accepted'),
  );
  const unsure = at('docs/decisions/0003-c.md', '# x');
  expect(linesOf(decisionsListed, list, a ?? list, c ?? list)).toEqual([]);
  expect(linesOf(decisionsListed, list, a ?? list, b ?? list, unsure)).toEqual([
    'docs/decisions/0002-b.md:1',
    'docs/decisions/0003-c.md:1',
  ]);
});

describe('names in documents', () => {
  const rule = namesExist(['src/core/a.ts'], ['test', 'bench']);

  it.each(['see `src/core/b.ts`', 'see `docs/none.md`', 'run `npm run none`', '$ npm ci && npm run demo'])(
    'refuses %s',
    (line) => expect(linesOf(rule, at('docs/a.md', '', line))).toEqual(['docs/a.md:2']),
  );

  it.each(['`src/core/a.ts`, `src/core/`, `src/core`', '`src/app/<name>.ts`', '`npm test`, npm run bench'])(
    'lets through %s',
    (line) => expect(linesOf(rule, at('docs/a.md', line))).toEqual([]),
  );

  it('leaves decisions alone: they speak of what was', () => {
    expect(linesOf(rule, at('docs/decisions/0001-a.md', '`src/core/b.ts`'))).toEqual([]);
  });

  it('a name that links to a file is exported there', () => {
    const code = at('src/core/a.ts', 'export const Plan = 1;', 'const Hidden = 2;');
    const text = at(
      'docs/a.md',
      '[`Plan`](../src/core/a.ts)',
      '[`Hidden`](../src/core/a.ts)',
      '[`Pla`](../src/core/a.ts)',
    );
    expect(linesOf(namesExported, code, text)).toEqual(['docs/a.md:2', 'docs/a.md:3']);
  });
});

describe('names of places', () => {
  it.each([
    ['registry', 'npmjs', 'org'].join('.'),
    `https://${['registry', 'example', 'com'].join('.')}/x.tgz`,
    ['npm', 'pkg', 'github', 'com'].join('.'),
  ])('a registry: %s', (host) => expect(linesOf(noRegistry, at('a.json', '', `"${host}"`))).toEqual(['a.json:2']));

  it.each([
    ['work', 'a'],
    ['home', 'someone', 'a'],
    ['Users', 'Someone', 'a'],
    ['root', 'a'],
    ['tmp', 'x1', 'a'],
  ])('a machine: %s', (...parts) => {
    expect(linesOf(noMachinePath, at('docs/a.md', `see \`/${parts.join('/')}\``))).toEqual(['docs/a.md:1']);
  });

  it('lets through paths of the repository and of the web', () => {
    const text = 'https://example.com/home/docs/a, src/work/a, ./tmp/a/b, registry.get(name).organise, /tmp';
    expect(linesOf(noMachinePath, at('a.md', text))).toEqual([]);
    expect(linesOf(noRegistry, at('a.md', text))).toEqual([]);
  });
});
