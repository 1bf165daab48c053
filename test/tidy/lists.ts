import { posix } from 'node:path';
import { importsOf } from './imports.ts';
import { isCode, nodeField, type Rule, type Source, syntaxOf, textField, type Violation, within } from './source.ts';

/** An adapter is one file and one line in its folder's list; anything else there helps one that is listed. */
export const adaptersListed: Rule = (sources) =>
  adapterFiles(sources)
    .filter(({ path }) => !isListed(path, sources) && !helpsListed(path, sources))
    .map(({ path }) => ({
      path,
      line: 1,
      rule: 'adapter in its list',
      hint: `import it in ${listOf(path)} and give it a name there`,
    }));

/** A listed adapter has a fake vendor in test/worlds, from the vendor's documents, or says why it needs none. */
export const adaptersHaveWorlds =
  (withoutWorld: Readonly<Record<string, string>>): Rule =>
  (sources) => {
    const adapters = adapterFiles(sources).filter(({ path }) => isListed(path, sources));
    const worlds = new Set(sources.filter(within('test/worlds')).map(({ path }) => stemOf(path)));
    const bare = adapters.filter(({ path }) => !worlds.has(stemOf(path)) && !withoutWorld[adapterName(path)]);
    const names = new Set(
      adapters.filter(({ path }) => !worlds.has(stemOf(path))).map(({ path }) => adapterName(path)),
    );
    return [
      ...bare.map(({ path }) =>
        worldFault(path, `write test/worlds/${stemOf(path)}.ts, or a reason for "${adapterName(path)}"`),
      ),
      ...Object.keys(withoutWorld)
        .filter((name) => !names.has(name))
        .map((name) => worldFault(`src/adapters/${name}.ts`, `"${name}" needs no reason any more: take it out`)),
    ];
  };

/** An operation that is in no list can be asked for by nobody. */
export const operationsListed: Rule = (sources) => {
  const listed = new Set(
    sources
      .filter(({ path }) => path === 'src/app/index.ts')
      .flatMap(importsOf)
      .map(({ target }) => target),
  );
  return sources
    .filter((source) => isCode(source) && within('src/app')(source) && source.path !== 'src/app/index.ts')
    .filter((source) => declaresOperation(source) && !listed.has(source.path))
    .map(({ path }) => ({
      path,
      line: 1,
      rule: 'operation in its list',
      hint: 'import it in src/app/index.ts and put it in the list',
    }));
};

/** A template or a prompt that no code and no other template names is read by nobody; a README is for people, a component for GitLab. */
export const textsUsed: Rule = (sources) => {
  const literals = sources.filter((source) => isCode(source) && within('src')(source)).flatMap(stringsIn);
  const partials = sources
    .filter(within('templates', 'prompts'))
    .flatMap(({ text }) => [...text.matchAll(PARTIAL)].map(([, name]) => name ?? ''));
  const named = new Set([...literals, ...partials].flatMap((text) => [text, posix.basename(text)]));
  return sources
    .filter(within('templates', 'prompts'))
    .filter(({ path }) => posix.basename(path) !== 'README.md' && !/^templates\/\w+\/template\.yml$/.test(path))
    .filter(({ path }) => !named.has(posix.basename(path)) && !named.has(posix.basename(path, '.hbs')))
    .map(({ path }) => ({
      path,
      line: 1,
      rule: 'text that is used',
      hint: `name "${posix.basename(path)}" where it is read, or remove it`,
    }));
};

const PARTIAL = /\{\{~?#?>\s*([\w./-]+)/g;

const adapterFiles = (sources: readonly Source[]): Source[] =>
  sources.filter(
    (source) => isCode(source) && /^src\/adapters\/[^/]+\/[^/]+$/.test(source.path) && stemOf(source.path) !== 'index',
  );

const listOf = (path: string): string => posix.join(posix.dirname(path), 'index.ts');

const importersOf = (path: string, sources: readonly Source[]): string[] =>
  sources
    .filter((source) => isCode(source) && posix.dirname(source.path) === posix.dirname(path))
    .filter((source) => importsOf(source).some(({ target }) => target === path))
    .map((source) => source.path);

const isListed = (path: string, sources: readonly Source[]): boolean =>
  importersOf(path, sources).includes(listOf(path));

const helpsListed = (path: string, sources: readonly Source[]): boolean =>
  importersOf(path, sources).some((by) => by !== path && (isListed(by, sources) || helpsListed(by, sources)));

const declaresOperation = (source: Source): boolean =>
  syntaxOf(source).nodes.some(
    ({ node }) => node.type === 'CallExpression' && textField(nodeField(node, 'callee'), 'name') === 'operation',
  );

const stringsIn = (source: Source): string[] =>
  syntaxOf(source)
    .nodes.filter(({ node }) => node.type === 'Literal')
    .map(({ node }) => textField(node, 'value'));

const stemOf = (path: string): string => posix.basename(path).replace(/\..*$/, '');
const adapterName = (path: string): string => path.replace('src/adapters/', '').replace(/\.tsx?$/, '');
const worldFault = (path: string, hint: string): Violation => ({ path, line: 1, rule: 'adapter with a world', hint });
