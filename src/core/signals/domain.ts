import type { Line, Reading, Run } from './reading.ts';
import { ABOUT, DOES } from './words.ts';

/** Marks and words that turn a decision when they come or go. */
const TURNS = DOES.when | DOES.compares | DOES.logic | DOES.negates | DOES.quotes | DOES.empty | DOES.arithmetic;
const DECISION = DOES.when | DOES.compares | DOES.logic | DOES.returns;

/** A subject with words that mean it alone and words that mean it in company only. */
export type Domain = { readonly strong: number; readonly weak: number };

export const MONEY: Domain = { strong: ABOUT.money | ABOUT.provider, weak: ABOUT.moneyish | ABOUT.amount };
export const ACCESS: Domain = { strong: ABOUT.permission, weak: ABOUT.permissionish };
export const SIGN_IN: Domain = { strong: ABOUT.signIn, weak: ABOUT.signInish };
export const CRYPTO: Domain = { strong: ABOUT.crypto, weak: ABOUT.cryptoish };

const worth = (mask: number, domain: Domain, strong: number, weak: number): number =>
  (mask & domain.strong) !== 0
    ? strong
    : (mask & domain.weak) === 0
      ? 0
      : bits(mask & domain.weak) > 1
        ? weak * 2
        : weak;

const bits = (mask: number): number => (mask === 0 ? 0 : 1 + bits(mask & (mask - 1)));

/**
 * What the line says itself: 0 nothing, 1 a word that needs company, 3 a word that does not. Where only a part of the line
 * changed, a word in the unchanged part says less.
 */
export const own = (line: Line, domain: Domain): number => {
  const { edit } = line;
  if (edit === undefined) return worth(line.about, domain, 3, 1);
  if (edit.glue || edit.prose) return 0;
  const turns = (edit.does & TURNS) !== 0 && (line.does & DECISION) !== 0;
  return Math.max(worth(edit.about, domain, 3, 1), worth(line.about, domain, turns ? 3 : 2, 1));
};

/** What the function and the path say of the place. */
export const place = (reading: Reading, run: Run, domain: Domain): number =>
  Math.min((reading.place.about & domain.strong) === 0 ? 1 : 2, worth(reading.place.about, domain, 2, 1)) +
  worth(run.around, domain, 1, 0);

/** How much a line is about a subject, by its own words first and then by where it stands. */
export const weight = (reading: Reading, run: Run, line: Line, domain: Domain): number => {
  const said = own(line, domain);
  if (said === 0) return 0;
  const turns = ((line.edit?.does ?? 0) & (DOES.logic | DOES.negates | DOES.compares)) !== 0 ? 1 : 0;
  return said + place(reading, run, domain) + turns;
};
