/** What each kind of character costs, in hundredths of a token. A run of small letters costs by run and by letter. */
const COST = { run: 60, letter: 19, capital: 85, digit: 110, blank: 13, newline: 70, sign: 95, other: 170 } as const;

/**
 * How many tokens a text comes to, without asking anybody: meant to be a little too many. Parts never come to less than
 * the whole, so a sum of parts that fits is a whole that fits. How far it is off stands in docs/measurements.md.
 */
export const tokensIn = (text: string): number => {
  let cost = 0;
  let inRun = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const small = code >= 97 && code <= 122;
    cost += small && !inRun ? COST.run + COST.letter : costOf(code);
    inRun = small;
  }
  return Math.ceil(cost / 100);
};

const costOf = (code: number): number => {
  if (code >= 97 && code <= 122) return COST.letter;
  if (code >= 65 && code <= 90) return COST.capital;
  if (code >= 48 && code <= 57) return COST.digit;
  if (code === 32 || code === 9) return COST.blank;
  if (code === 10) return COST.newline;
  return code < 128 ? COST.sign : COST.other;
};
