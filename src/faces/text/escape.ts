/**
 * Whatever came from a diff, a person, a model or a server goes through one of these on its way to a reader.
 * Each promises that its output says what the input says, and does nothing else.
 */

/** What a terminal obeys, what turns the reading order, and what nobody sees. Emoji keep their variation selectors. */
const UNSEEN = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\ufe0e\ufe0f]]/gv;
const NAMED: Record<string, string> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

const asEscape = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return String.raw`\x` + hex.padStart(2, '0');
  return code > 0xff_ff ? String.raw`\u{` + `${hex}}` : String.raw`\u` + hex.padStart(4, '0');
};

/** One line for a terminal: `\x1b[2J`, `\u202e` and `\n` are shown, not obeyed. */
export const terminal = (text: string): string =>
  text.replace(UNSEEN, (character) => NAMED[character] ?? asEscape(character));

/** For text that may have lines of its own: newlines stay, tabs become spaces, all else is shown. */
export const terminalLines = (text: string): string =>
  text
    .split(/\r\n|\n/)
    .map((line) => terminal(line.replaceAll('\t', '    ')))
    .join('\n');

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '=': '&#61;',
};

/** For HTML text and for attribute values in quotes. */
export const html = (text: string): string =>
  terminal(text).replace(/[&<>"'`=]/g, (character) => ENTITIES[character] ?? character);
