import { glance, type Glance } from './lexer.ts';

/** What differs between a line and the one that took its place. */
export type Edit = {
  /** ABOUT and DOES masks of the differing words and marks alone. */
  readonly about: number;
  readonly does: number;
  /** ABOUT mask of what went, and of what came. */
  readonly gone: number;
  readonly come: number;
  /** A number or a truth value differs. */
  readonly literal: boolean;
  /** Nothing differs but words that every line of a language may carry: `mut`, `await`, `const`, `self`. */
  readonly glue: boolean;
  /** One name stands where another stood, and nothing else differs. */
  readonly names: boolean;
  /** Nothing differs but what stands in quotes, and that is prose. */
  readonly prose: boolean;
  /** Equal for edits that take the same away and put the same in its place: a codemod's mark. */
  readonly mark: number;
};

const TOKEN = /[A-Za-z_]\w*|\d+(?:\.\d+)?|[=!<>]=+|&&|\|\||=>|->|::|\S/g;
const NAME = /^[A-Za-z_]\w*$/;
const LITERAL = /^(?:\d|true$|false$|True$|False$)/;
const GLUE = new Set(
  `mut & * await async self this const let var final readonly override static public private protected internal : ; , ( ) [ ] {
  } . -> => new clone to_string into as ref i32 String str val fun open suspend lateinit explicit inline unsafe virtual sealed typing
  Optional List Dict int string bool ! ? :: 0 " ' \` \\ lambda inject def func function fn return`.split(/\s+/),
);

/** Words that are no names: swapping one for another changes what happens. */
const NO_NAMES = new Set(
  `true false nil null None True False undefined and or not if unless else public private protected min max gt lt gte lte eq
  ne asc desc allow deny all any first last`.split(/\s+/),
);

const LONGEST = 500;
const look: Glance = { about: 0, does: 0, said: 0, words: 0, key: 0 };

export const editOf = (before: string, after: string, marks: string): Edit | undefined => {
  if (before.length > LONGEST || after.length > LONGEST) return undefined;
  const a = before.match(TOKEN) ?? [];
  const b = after.match(TOKEN) ?? [];
  const gone = minus(a, b);
  const come = minus(b, a);
  if (gone.length + come.length === 0) return moved(a, b);
  if (gone.length + come.length > (a.length + b.length) * 0.7) return undefined;
  const text = `${gone.join(' ')} ; ${come.join(' ')}`;
  const went = masks(gone, marks);
  const came = masks(come, marks);
  return {
    about: went.about | came.about,
    does: went.does | came.does | operators(gone) | operators(come),
    literal: [...gone, ...come].some((token) => LITERAL.test(token)),
    gone: went.about,
    come: came.about,
    glue: [...gone, ...come].every((token) => GLUE.has(token)),
    names:
      a.length === b.length &&
      gone.length === come.length &&
      [...gone, ...come].every((token) => NAME.test(token) && !NO_NAMES.has(token)),
    prose: unquoted(before) === unquoted(after) && /[A-Za-z]{2} [A-Za-z]/.test(quoted(after) + quoted(before)),
    mark: markOf(text),
  };
};

const masks = (tokens: readonly string[], marks: string): { about: number; does: number } => {
  glance(` ${tokens.join(' ')} `, marks, look);
  return { about: look.about, does: look.does };
};

/** The same words in another order: an argument that changed its place, operands that were swapped. */
const moved = (a: readonly string[], b: readonly string[]): Edit => ({
  about: 0,
  does: 0,
  literal: false,
  gone: 0,
  come: 0,
  glue: a.length === b.length,
  names: false,
  prose: false,
  mark: 0,
});

const COMPARES = new Set(['==', '!=', '===', '!==', '<', '>', '<=', '>=']);
const operators = (tokens: readonly string[]): number => {
  let found = 0;
  for (const token of tokens) {
    if (COMPARES.has(token)) found |= 1 << 11;
    else if (token === '&&' || token === '||' || token === '|' || token === '&')
      found |= token.length === 2 ? 1 << 12 : 0;
    else if (token === '+' || token === '-' || token === '*' || token === '/' || token === '%') found |= 1 << 13;
  }
  return found;
};

const minus = (from: readonly string[], what: readonly string[]): string[] => {
  const left = new Map<string, number>();
  for (const token of what) left.set(token, (left.get(token) ?? 0) + 1);
  return from.filter((token) => {
    const count = left.get(token) ?? 0;
    if (count > 0) left.set(token, count - 1);
    return count === 0;
  });
};

const QUOTED = /"[^"]{0,400}"|'[^']{0,400}'|`[^`]{0,400}`/g;
const unquoted = (text: string): string => text.replaceAll(QUOTED, '""').replaceAll(/\s/g, '');
const quoted = (text: string): string => (text.match(QUOTED) ?? []).join(' ');

const markOf = (text: string): number => {
  let hash = 5381;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 33) + text.charCodeAt(at)) | 0;
  return hash === 0 ? 1 : hash;
};

/** How often each edit was made, up to a bound; past it, new ones are not counted. */
export type Codemods = {
  readonly see: (edit: Edit, atDefinition: boolean) => void;
  readonly times: (mark: number) => number;
  /** Whether the edit was made where its name is defined: it renames, and does not pick another. */
  readonly defined: (mark: number) => boolean;
};

const MOST = 50_000;

export const createCodemods = (): Codemods => {
  const known = new Map<number, number>();
  const atDefinitions = new Set<number>();
  return {
    see: (edit, atDefinition) => {
      if (atDefinition && atDefinitions.size < MOST) atDefinitions.add(edit.mark);
      const count = known.get(edit.mark);
      if (count !== undefined || known.size < MOST) known.set(edit.mark, (count ?? 0) + 1);
    },
    times: (mark) => known.get(mark) ?? 0,
    defined: (mark) => atDefinitions.has(mark),
  };
};
