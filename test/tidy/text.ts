import { posix } from 'node:path';
import type { Rule, Source, Violation } from './source.ts';

/** A host that hands out packages: where a package comes from is the business of whoever installs. */
const REGISTRY = /\bregistry\.[a-z0-9-]+\.(?:org|com|net|io|dev)\b|\bnpm\.pkg\.[a-z]+\.[a-z]+|\bnpmjs\.[a-z]+\b/i;

/** A folder of somebody's machine, not of the repository. */
const MACHINE =
  /(?:^|[\s"'`(=:])(?:\/(?:work|root|home\/[a-z][\w-]*|Users\/[A-Za-z][\w-]*|tmp\/[\w-]+)\/|[A-Z]:\\Users\\)/;

const perLine =
  (rule: string, pattern: RegExp, hint: string): Rule =>
  (sources) =>
    sources.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, at): Violation[] => (pattern.test(line) ? [{ path, line: at + 1, rule, hint }] : [])),
    );

export const noRegistry = perLine('no package registry', REGISTRY, 'name the package, not the host it comes from');

export const noMachinePath = perLine(
  'no path of a machine',
  MACHINE,
  'write it from the top of the repository, or take it as an argument',
);

/** Relative links of the documents, and the headings they point at, exist. */
export const linksResolve =
  (paths: readonly string[]): Rule =>
  (sources) => {
    const files = new Set(paths.flatMap((path) => [path, ...foldersOf(path)]));
    const documents = new Map(sources.filter(isDocument).map((source) => [source.path, anchorsOf(source.text)]));
    return sources.filter(isDocument).flatMap((source) =>
      linksOf(source).flatMap(({ line, target }): Violation[] => {
        const hint = brokenLink(source.path, target, files, documents);
        return hint === undefined ? [] : [{ path: source.path, line, rule: 'link', hint }];
      }),
    );
  };

const isDocument = ({ path }: Source): boolean => path.endsWith('.md') && !path.startsWith('fixtures/');

const brokenLink = (
  path: string,
  target: string,
  files: ReadonlySet<string>,
  documents: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined => {
  const [file = '', anchor = ''] = target.split('#');
  const wanted = file === '' ? path : posix.join(posix.dirname(path), decodeURIComponent(file)).replace(/\/$/, '');
  if (!files.has(wanted) && wanted !== '.') return `${target}: there is no ${wanted}`;
  const anchors = documents.get(wanted);
  if (anchor === '' || !anchors || anchors.has(anchor)) return undefined;
  return `${target}: ${wanted} has no such heading; it has ${[...anchors].slice(0, 8).join(', ')}`;
};

const LINK = /\]\(([^()\s]+)\)|^\[[^\]]+\]: (\S+)/g;

const linksOf = ({ text }: Source): { line: number; target: string }[] =>
  proseOf(text).flatMap((line, at) =>
    [...line.replaceAll(/`[^`]*`/g, '').matchAll(LINK)]
      .map(([, inline, listed]) => ({ line: at + 1, target: inline ?? listed ?? '' }))
      .filter(({ target }) => !/^[a-z]+:/.test(target)),
  );

/** The lines of a document; those inside fences are empty, so that numbers stay right. */
const proseOf = (text: string): string[] => {
  let fenced = false;
  return text.split('\n').map((line) => {
    const fence = /^\s*```/.test(line);
    if (fence) fenced = !fenced;
    return fence || fenced ? '' : line;
  });
};

/** Every decision says where it stands, and is in the list. */
export const decisionsListed: Rule = (sources) => {
  const list = sources.find(({ path }) => path === 'docs/decisions/README.md')?.text ?? '';
  return sources
    .filter(({ path }) => /^docs\/decisions\/\d{4}-/.test(path))
    .flatMap(({ path, text }) =>
      [
        ...(list.includes(`(${posix.basename(path)})`) ? [] : ['give it its row in docs/decisions/README.md']),
        ...(/^Status: /m.test(text) ? [] : ['say "Status: proposed", accepted, rejected or replaced by which']),
      ].map((hint): Violation => ({ path, line: 1, rule: 'decision in its list', hint })),
    );
};

/** Headings as GitHub spells their anchors. */
const anchorsOf = (text: string): Set<string> =>
  new Set(
    proseOf(text)
      .filter((line) => /^#{1,6} /.test(line))
      .map((line) =>
        line
          .replace(/^#+ /, '')
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
          .trim()
          .replaceAll(/\s/g, '-'),
      ),
  );

const foldersOf = (path: string): string[] =>
  path
    .split('/')
    .slice(0, -1)
    .map((_, at, parts) => parts.slice(0, at + 1).join('/'));

/** What a document names in code spans: files and folders of the repository, and scripts of the package. Decisions are history. */
export const namesExist =
  (paths: readonly string[], scripts: readonly string[]): Rule =>
  (sources) => {
    const files = new Set(paths.flatMap((path) => [path, ...foldersOf(path)]));
    return sources
      .filter((source) => isDocument(source) && !source.path.startsWith('docs/decisions/'))
      .flatMap((source) =>
        source.text.split('\n').flatMap((line, at) =>
          [...missingPaths(line, files), ...missingScripts(line, scripts)].map((hint): Violation => ({
            path: source.path,
            line: at + 1,
            rule: 'name in a document',
            hint,
          })),
        ),
      );
  };

const SPAN = /`([^`]+)`/g;
const OURS = /^(?:src|test|docs|bench|scripts|schemas|templates|prompts|fixtures|tools|bin|\.ci)\/[\w./-]*$/;

const missingPaths = (line: string, files: ReadonlySet<string>): string[] =>
  [...line.matchAll(SPAN)]
    .map(([, span]) => span ?? '')
    .filter((span) => OURS.test(span) && !files.has(span.replace(/\/$/, '')))
    .map((span) => `there is no ${span}`);

const missingScripts = (line: string, scripts: readonly string[]): string[] =>
  [...line.matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)]
    .map(([, script, test]) => script ?? test ?? '')
    .filter((script) => !scripts.includes(script))
    .map((script) => `there is no script "${script}" in package.json`);

/** A link whose text is a name in code and whose target is a source file: the file exports that name. */
export const namesExported: Rule = (sources) => {
  const code = new Map(sources.filter(({ path }) => /\.tsx?$/.test(path)).map(({ path, text }) => [path, text]));
  return sources.filter(isDocument).flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, at) =>
      [...line.matchAll(/\[`(\w+)`\]\(([^()\s]+\.tsx?)\)/g)].flatMap(([, name = '', target = '']): Violation[] => {
        const file = posix.join(posix.dirname(path), target);
        if (!code.has(file) || new RegExp(`export (?:const|type) ${name}\\b`).test(code.get(file) ?? '')) return [];
        return [{ path, line: at + 1, rule: 'name in a document', hint: `${file} exports no ${name}` }];
      }),
    ),
  );
};
