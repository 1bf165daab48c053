import { didYouMean } from '../../values/nearest.ts';
import { quoted } from '../../values/quote.ts';
import type { Finding } from './rule.ts';

type Mention = readonly [path: string, name: string];

/** Looking for the nearest name costs time, and whoever has got so many wrong has other troubles than spelling. */
const MOST_SUGGESTIONS = 20;

/** Names that stand for nothing: one finding for each, at the first place it stands, with the name that was meant. */
export const unknownNames = (mentions: readonly Mention[], known: readonly string[], what: string): Finding[] => {
  const names = new Set(known);
  const places = new Map<string, { readonly path: string; readonly count: number }>();
  for (const [path, name] of mentions) {
    const before = places.get(name);
    if (!names.has(name)) places.set(name, { path: before?.path ?? path, count: (before?.count ?? 0) + 1 });
  }
  return [...places].map(([name, { path, count }], at) => {
    const meant = at < MOST_SUGGESTIONS ? didYouMean(name, known) : '';
    return { path, message: `${quoted(name)} is not ${what}${meant}${elsewhere(count - 1)}` };
  });
};

/** `, here and in 2 more places`, or nothing. */
export const elsewhere = (more: number): string =>
  more === 0 ? '' : `, here and in ${more} more place${more === 1 ? '' : 's'}`;
