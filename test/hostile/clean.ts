import type { Said } from '../helpers/cli.ts';

/** What a terminal obeys, what turns text, what nobody sees. A line feed is fine; emoji keep their variation selectors. */
const UNSEEN = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--\n--[\ufe0e\ufe0f]]/v;

/** Complaints about one face; none where nothing raw came through. */
export const rawIn = ([name, { out, err }]: readonly [string, Said]): readonly string[] => {
  const unseen = [out, err].flatMap((text) => {
    const found = UNSEEN.exec(text);
    const code = found?.[0].codePointAt(0)?.toString(16) ?? '';
    return found === null
      ? []
      : [`${name}: U+${code} in ${JSON.stringify(text.slice(found.index - 40, found.index + 20))}`];
  });
  return [...unseen, ...(MARKDOWN.test(name) ? liveIn(name, out) : [])];
};

const MARKDOWN = /^show (?:markdown|runbook|announcement)/;

/** Tags that our own templates write. */
const OURS = /<br>|<\/?code>|<\/?details>|<\/?summary>|<https?:\/\/[^<>\s]+>/g;

/** What is left of Markdown once code is taken out: where a host brings text to life. */
const outsideCode = (text: string): string =>
  text
    .replaceAll(/^( {0,3})(`{3,}|~{3,})[^\n]*\n[\s\S]*?\n {0,3}\2[`~]*[ \t]*$/gm, '')
    .replaceAll(/<code>[^\n]*?<\/code>/g, '')
    .replaceAll(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
    .replaceAll(OURS, '');

const LIVE: readonly (readonly [string, RegExp])[] = [
  ['HTML', /<[a-z/!?]/i],
  ['a mention', /(?<![\w.])@\w/],
  ['a link or an image', /(?<!\\)\]\(|(?<!\\)\]:/],
  ['an address', /:\/\/|\bwww\./],
  ['a heading of theirs', /^#{1,6} hostile/m],
  ['a reference', /(?<![\w&])(?:#\d|gh-\d)/i],
];

const liveIn = (name: string, text: string): readonly string[] => {
  const plain = outsideCode(text);
  return LIVE.flatMap(([what, pattern]) => {
    const found = pattern.exec(plain);
    return found === null
      ? []
      : [`${name}: ${what} in ${JSON.stringify(plain.slice(Math.max(0, found.index - 60), found.index + 40))}`];
  });
};
