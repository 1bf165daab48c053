import { importsOf } from './imports.ts';
import { field, isCode, type Node, type Rule, type Source, syntaxOf, type Violation, within } from './source.ts';

const PLACE = 'src/faces/dashboard';
const isBrowser = within(PLACE);

/** Packages whose code a browser is given, and nobody else needs. */
const OURS = new Set(['preact', 'uplot']);

/**
 * What runs in a browser takes values from itself and from core alone, where nothing asks a machine for anything; of all
 * others it may know what their values look like.
 */
export const browserApart: Rule = (sources) =>
  sources.filter((source) => isCode(source) && within('src')(source)).flatMap((source) => faultsOf(source));

const faultsOf = (source: Source): Violation[] => {
  const types = linesOfTypes(source);
  return importsOf(source).flatMap(({ line, specifier, target }): Violation[] => {
    const isRelative = specifier.startsWith('.');
    const isKnown = isRelative
      ? isBrowser({ path: target, text: '' }) || target.startsWith('src/core/')
      : OURS.has(target);
    if (isBrowser(source))
      return isKnown || types.has(line)
        ? []
        : [
            fault(
              source,
              line,
              `a browser has no "${specifier}": import its types alone, or move what both need into core`,
            ),
          ];
    const reaches = isRelative ? isBrowser({ path: target, text: '' }) : OURS.has(target);
    return reaches ? [fault(source, line, `"${specifier}" is for browsers: only ${PLACE} uses it`)] : [];
  });
};

const fault = ({ path }: Source, line: number, hint: string): Violation => ({
  path,
  line,
  rule: 'browser apart',
  hint,
});

/** Lines of imports that are gone when types are erased. */
const linesOfTypes = (source: Source): ReadonlySet<number> =>
  new Set(
    syntaxOf(source)
      .nodes.filter(({ node }) => node.type === 'ImportDeclaration' && isOfTypes(node))
      .map(({ node }) => source.text.slice(0, node.start).split('\n').length),
  );

const isOfTypes = (node: Node): boolean => field(node, 'importKind') === 'type';
