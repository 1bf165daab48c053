/**
 * Whether a path fits a pattern of `*` (within a folder), `**` (across folders) and `?`. Cost is at most the product of
 * the two lengths, whatever the pattern: it goes back to one place only, and only forward from there.
 */
export const globOf = (pattern: string): ((path: string) => boolean) => {
  const parts = pieces(pattern);
  return (path) => fits(parts, path);
};

const fits = (parts: readonly string[], path: string): boolean => {
  let at = 0;
  let part = 0;
  let lone: Mark | undefined;
  let wide: Mark | undefined;
  while (at < path.length) {
    const piece = parts[part];
    if (piece === '**') {
      wide = { part: (part += 1), at };
      lone = undefined;
    } else if (piece === '*') lone = { part: (part += 1), at };
    else if (piece === path[at] || (piece === '?' && path[at] !== '/')) {
      at += 1;
      part += 1;
    } else if (lone !== undefined && path[lone.at] !== '/') {
      lone = { part: lone.part, at: lone.at + 1 };
      ({ part, at } = lone);
    } else if (wide === undefined) return false;
    else {
      wide = { part: wide.part, at: wide.at + 1 };
      lone = undefined;
      ({ part, at } = wide);
    }
  }
  while (parts[part] === '*' || parts[part] === '**') part += 1;
  return part === parts.length;
};

type Mark = { readonly part: number; readonly at: number };

const PIECES = /\*\*\/?|\*|[^*]/g;

/** `**` and the slash behind it are one piece: it stands for no folder as well as for many. */
const pieces = (pattern: string): string[] =>
  (pattern.slice(0, 1000).match(PIECES) ?? []).map((piece) => (piece.startsWith('**') ? '**' : piece));
