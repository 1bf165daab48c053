/**
 * What turns the order of a text, moves the cursor, or cannot be seen. JSON escapes the controls below a blank by itself,
 * and of the rest nothing; a line feed is only ever its own.
 */
const UNSEEN = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--\n--[\ufe0e\ufe0f]]/gv;

/** A document as a program reads it and a person may look at it: the same value, nothing in it acts on a screen. */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2)}\n`.replace(UNSEEN, (found) =>
    Array.from({ length: found.length }, (_, at) => escaped(found.charCodeAt(at))).join(''),
  );

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
