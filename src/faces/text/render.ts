import { BLOCKS, complaintsAbout, partialsOf } from './check.ts';
import { escapersOf, PLAIN_SCREEN, PROFILES, type Escaper, type Profile } from './helpers.ts';

/** Gives the source of a template by its name, `show.txt` or `partials/phases.txt`. Where it lies is the caller's affair. */
export type Load = (name: string) => Promise<string>;

/**
 * Values in, a document out. A value reaches the document through an escaper or not at all, and a name that the values
 * do not have is an error, never a gap. Handlebars is loaded when the first document is due: other commands do not pay.
 */
export const render = async (name: string, values: object, load: Load, screen = PLAIN_SCREEN): Promise<string> => {
  const { default: Handlebars } = await import('handlebars');
  const handlebars = Handlebars.create();
  const profile = profileOf(name);
  const escapers = escapersOf(profile, screen);
  const sources = await collect(name, { load, parse: handlebars.parse, escapers: Object.keys(escapers) });
  const options = {
    strict: true,
    noEscape: true,
    preventIndent: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(Object.keys(escapers).map((key) => [key, true])),
  };
  const partials = Object.fromEntries([...sources].map(([key, ast]) => [key, handlebars.compile(ast, options)]));
  const helpers = { ...blocks(handlebars.helpers), ...Object.fromEntries(asHelpers(escapers)) };
  const document = partials[name]?.(values, { helpers, partials }) ?? '';
  return profile === 'txt' || profile === 'plain' ? calm(document) : document;
};

const profileOf = (name: string): Profile => {
  const profile = PROFILES.find((one) => name.endsWith(`.${one}`));
  if (!profile) throw new TypeError(`${name} does not say what it makes: one of ${PROFILES.join(', ')}`);
  return profile;
};

type Parse = (source: string) => hbs.AST.Program;
type Workshop = { readonly load: Load; readonly parse: Parse; readonly escapers: readonly string[] };

/** The template, then every partial it leads to; each is checked before it is trusted. */
const collect = async (first: string, { load, parse, escapers }: Workshop): Promise<Map<string, hbs.AST.Program>> => {
  const found = new Map<string, hbs.AST.Program>();
  const due = [first];
  for (let name = due.shift(); name !== undefined; name = due.shift()) {
    if (found.has(name)) continue;
    const ast = parse(await load(name));
    const complaints = complaintsAbout(ast, escapers);
    if (complaints.length > 0) throw new TypeError(`${name}: ${complaints.join('; ')}`);
    found.set(name, ast);
    due.push(...partialsOf(ast));
  }
  return found;
};

type Helper = (this: unknown, ...given: unknown[]) => unknown;

const asHelpers = (escapers: Readonly<Record<string, Escaper>>): [string, Helper][] =>
  Object.entries(escapers).map(([name, escaper]) => [
    name,
    (...given) => {
      const { hash } = given.at(-1) as { hash: Record<string, unknown> };
      return escaper(present(name, given.slice(0, -1)), hash);
    },
  ]);

/** Handlebars is strict about a bare name only; a name that is handed to a helper must exist as well. */
const blocks = (builtIn: Readonly<Record<string, unknown>>): Record<string, Helper> =>
  Object.fromEntries(
    BLOCKS.map((name) => [
      name,
      function (this: unknown, ...given) {
        present(`#${name}`, given);
        const block = builtIn[name];
        return typeof block === 'function' ? Reflect.apply(block, this, given) : undefined;
      },
    ]),
  );

const present = (name: string, values: unknown[]): unknown[] => {
  if (values.includes(undefined)) throw new TypeError(`{{${name}}} was given a name that the values do not have`);
  return values;
};

/** No trailing spaces, no more than one blank line, one newline at the end: whatever a template left out leaves no hole. */
const calm = (text: string): string => {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const kept = lines.filter((line, at) => line !== '' || (at > 0 && lines[at - 1] !== ''));
  return `${kept.join('\n').trimEnd()}\n`;
};
