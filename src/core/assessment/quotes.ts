import type { FileDiff } from '../change/change.ts';
import type { Claim } from './opinion.ts';

/** Looks for claimed lines while a change streams by. */
export type QuoteCheck = {
  readonly see: (file: FileDiff) => void;
  readonly verified: () => Claim[];
};

/** A quote is verified when its text stands in the diff, in that file, on that line, on either side. */
export const createQuoteCheck = (claims: readonly Claim[]): QuoteCheck => {
  const found = new Set<Claim>();
  const byFile = Map.groupBy(claims, ({ file }) => file);
  return {
    see: (file) => {
      for (const claim of byFile.get(file.path) ?? []) if (isThere(claim, file)) found.add(claim);
    },
    verified: () => claims.filter((claim) => found.has(claim)),
  };
};

const isThere = ({ line, quote }: Claim, file: FileDiff): boolean => {
  const wanted = quote.replaceAll('\r', '').trim();
  return (
    wanted !== '' && file.hunks.some((hunk) => hunk.lines.some((one) => one.line === line && one.text.includes(wanted)))
  );
};
