import { terminal, terminalLines } from './escape.ts';

/**
 * What hosts bring to life in plain text: mentions, links, issue and merge request numbers. They look at the page
 * after Markdown is done, where a backslash or an entity is gone again; inside code they look away.
 */
const ALIVE = /@|:\/\/|www\.|mailto:|xmpp:|[#!~%$&^]["\w]|gh-\d|\[[a-z_]{2,}:/i;

/** Text in a line of Markdown: no link, image, HTML, mention, heading, list or table comes out of it. */
export const markdown = (text: string): string => inMarkdown(text, code);

/** The same inside a table, where a bar would end the cell. */
export const markdownCell = (text: string): string => inMarkdown(text, codeCell);

/** Text with lines of its own: each is escaped, blank ones stay. */
export const markdownLines = (text: string): string =>
  text
    .split(/\r\n|\n/)
    .map(markdown)
    .join('\n');

const inMarkdown = (text: string, asCode: (word: string) => string): string =>
  text
    .split(/[ \t\r\n]+/)
    .filter((part) => part !== '')
    .map((part) => (ALIVE.test(part) ? asCode(part) : word(part)))
    .join(' ')
    .replace(AT_LINE_START, String.raw`$<before>\$<mark>`);

/** A slash as well: GitLab carries out a line that begins with one, as a command of whoever wrote the comment. */
const AT_LINE_START = /^(?<before>\d{0,9})(?<mark>(?<=\d)[.)]|(?<!\d)[-+=#:/])/;

const word = (part: string): string =>
  terminal(part)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*[\]~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, String.raw`\$&`)
    .replaceAll('|', '&#124;')
    .replaceAll('$', '&#36;');

const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);

/** Inline code, in as many backticks as the text needs. */
export const code = (text: string): string => {
  const shown = terminal(text);
  if (shown.trim() === '') return '` `';
  const ticks = '`'.repeat(longestRun(shown) + 1);
  const space = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return ticks + space + shown + space + ticks;
};

/** Inline code inside a table. A bar ends a cell even within backticks, so there it takes HTML and entities. */
export const codeCell = (text: string): string =>
  text.includes('|') ? `<code>${terminal(text).replaceAll(PUNCTUATION, asEntity)}</code>` : code(text);

const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const asEntity = (character: string): string => `&#${character.charCodeAt(0)};`;

/** A block of code, its fence longer than any run of backticks in it. Starts and ends on lines of its own. */
export const fence = (text: string, language = ''): string => {
  const shown = terminalLines(text);
  const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${ticks}${language.replaceAll(/[^a-z0-9-]/g, '')}\n${shown.replace(/\n+$/, '')}\n${ticks}`;
};

/** A web address that can be followed, and that reads as what it leads to; any other is shown as code. */
export const link = (text: string): string => {
  const url = URL.parse(text);
  const plain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return plain && !/[<>\s]/.test(url.href) ? `<${url.href}>` : code(text);
};

/** Text that leads somewhere, where the address is one that can be followed; else the text alone, as code. */
export const labelled = (text: string, address: string): string => {
  const target = /^<(.*)>$/.exec(link(address))?.[1];
  if (target === undefined) return code(text);
  return `[${markdown(text)}](${target.replaceAll(/[()@]/g, encodedSign)})`;
};

/** Signs that an address may hold as they are, and Markdown or its host would make something of. */
const encodedSign = (sign: string): string => `%${sign.charCodeAt(0).toString(16)}`;
