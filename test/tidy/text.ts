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
