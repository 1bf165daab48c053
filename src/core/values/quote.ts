/** Control characters, line breaks, halves of characters, and what turns the direction of text or cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escaped = (found: string): string => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`;

/** Text on one line that cannot act on a terminal, cut where it is long. Other faces escape for themselves on top. */
export const plain = (text: string, most = 60): string => {
  const cut = text.length <= most ? text : cutTo(most, text);
  return cut.replaceAll(UNSEEN, escaped);
};

/** Never through the middle of a character. */
const cutTo = (most: number, text: string): string => {
  const points = Array.from(text.slice(0, 2 * most + 2));
  return points.length > most ? `${points.slice(0, most).join('')}…` : points.join('');
};

const LINE = 300;

/** A reason of any origin as a line that a document may carry. Doing it twice changes nothing. */
export const plainLine = (text: string): string => {
  // Escapes lengthen, so it is cut once more, and never through the middle of a character.
  const cut = plain(text, LINE).slice(0, LINE);
  return cut.replace(/[\uD800-\uDBFF]$/, '') || 'no reason given';
};

/** A value as a message names it: `"abc"`, `120`, `a list of 3`, `an object`. */
export const quoted = (value: unknown): string => {
  if (typeof value === 'string') return `"${plain(value)}"`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return plain(String(value));
};
