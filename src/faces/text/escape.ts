/** Control and format characters: escapes, bidi overrides, zero-width characters, and the two odd line ends. */
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

const visible = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
};

/** For a terminal: nothing in it can move the cursor, colour the screen or turn the text around. */
export const term = (text: string): string => text.replaceAll(UNSAFE, visible);
