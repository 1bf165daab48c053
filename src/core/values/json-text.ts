/**
 * What turns the order of a text, moves the cursor, or cannot be seen. JSON escapes the controls below a blank by itself,
 * and of the rest nothing; a line feed is only ever its own.
 */
const UNSEEN = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--\n--[\ufe0e\ufe0f]]/gv;

/** JSON that a person or a model may look at: the same value, and nothing in it acts on a screen or goes unseen. */
export const visibleJson = (json: string): string =>
  json.replace(UNSEEN, (found) =>
    Array.from({ length: found.length }, (_, at) => escaped(found.charCodeAt(at))).join(''),
  );

/** A document, as it is printed and written. */
export const jsonText = (value: unknown): string => `${visibleJson(JSON.stringify(value, null, 2))}\n`;

const escaped = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
