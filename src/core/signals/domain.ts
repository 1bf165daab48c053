import type { Line, Reading, Run } from './reading.ts';
import { ABOUT } from './words.ts';

/** A subject with words that mean it alone and words that mean it in company only. */
export type Domain = { readonly strong: number; readonly weak: number };

export const MONEY: Domain = { strong: ABOUT.money | ABOUT.provider, weak: ABOUT.moneyish | ABOUT.amount };
export const ACCESS: Domain = { strong: ABOUT.permission, weak: ABOUT.permissionish };
export const SIGN_IN: Domain = { strong: ABOUT.signIn, weak: ABOUT.signInish };
export const CRYPTO: Domain = { strong: ABOUT.crypto, weak: ABOUT.cryptoish };

const worth = (mask: number, domain: Domain, strong: number, weak: number): number =>
  (mask & domain.strong) !== 0 ? strong : (mask & domain.weak) !== 0 ? weak : 0;

/** What the line says itself: 0 nothing, 1 a word that needs company, 3 a word that does not. */
export const own = (line: Line, domain: Domain): number => worth(line.about, domain, 3, 1);

/** What the function and the path say of the place. */
export const place = (reading: Reading, run: Run, domain: Domain): number =>
  worth(reading.place.about, domain, 2, 0) + worth(run.around, domain, 1, 0);

/** How much a line is about a subject, by its own words first and then by where it stands. */
export const weight = (reading: Reading, run: Run, line: Line, domain: Domain): number => {
  const said = own(line, domain);
  return said === 0 ? 0 : said + place(reading, run, domain);
};
