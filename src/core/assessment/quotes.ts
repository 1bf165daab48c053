import type { DiffLine } from '../change/change.ts';

/** A line that somebody says stands in the diff. */
export type Quoted = { readonly file: string; readonly line: number; readonly quote: string };

/** A file of a change, or a part of one. */
type Part = { readonly path: string; readonly hunks: readonly { readonly lines: readonly DiffLine[] }[] };

/** Looks for quoted lines while a change streams by. */
export type QuoteCheck<Q extends Quoted> = {
  readonly see: (file: Part) => void;
  readonly verified: () => Q[];
};

/** A quote is verified when its text stands in the diff, in that file, on that line, on either side. */
export const createQuoteCheck = <Q extends Quoted>(claims: readonly Q[]): QuoteCheck<Q> => {
  const found = new Set<Q>();
  const byFile = Map.groupBy(claims, ({ file }) => file);
  return {
    see: (file) => {
      for (const claim of byFile.get(file.path) ?? []) if (isThere(claim, file)) found.add(claim);
    },
    verified: () => claims.filter((claim) => found.has(claim)),
  };
};

/** A bracket or a short word stands on any line: less than this proves something only where it is the whole line. */
const TELLING = 8;

const isThere = ({ line, quote }: Quoted, file: Part): boolean => {
  const wanted = quote.replaceAll('\r', '').trim();
  if (wanted === '') return false;
  const fits = (text: string): boolean =>
    wanted.length < TELLING ? text.replaceAll('\r', '').trim() === wanted : text.includes(wanted);
  return file.hunks.some((hunk) => hunk.lines.some((one) => one.line === line && fits(one.text)));
};
