import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, terminal, terminalLines } from '../../../src/faces/text/escape.ts';
import {
  code,
  codeCell,
  fence,
  markdown,
  markdownCell,
  markdownLines,
} from '../../../src/faces/text/escape-markdown.ts';

const ESC = '\u001b';
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('`', '``', '|', '\\', '@a', '#1', '<b>', '[x](y)', '\n', ' ', '_', '*', '\u202e', ESC))
    .map((parts) => parts.join('')),
);
/** What may never reach a reader as it is. */
const UNSEEN = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--\n]/v;

describe('text for a terminal', () => {
  it.each([
    [`${ESC}[2J`, String.raw`\x1b[2J`],
    [`${ESC}]8;;http://x${ESC}\\link`, String.raw`\x1b]8;;http://x\x1b\link`],
    ['\u009b31m', String.raw`\x9b31m`],
    ['a\u202eb\u2066c', String.raw`a\u202eb\u2066c`],
    ['zero\u200bwidth\ufeff', String.raw`zero\u200bwidth\ufeff`],
    ['one\ntwo\r\tthree\u2028four', String.raw`one\ntwo\r\tthree\u2028four`],
    ['tag \u{e0041}', String.raw`tag \u{e0041}`],
    ['half \ud800', String.raw`half \ud800`],
    ['漢字 ❤️ é — fine', '漢字 ❤️ é — fine'],
  ])('shows %j instead of obeying it', (text, shown) => expect(terminal(text)).toBe(shown));

  it('lets nothing unseen through, and says the same twice', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const shown = terminal(text);
        expect(shown).not.toMatch(UNSEEN);
        expect(shown).not.toContain('\n');
        expect(terminal(shown)).toBe(shown);
      }),
    );
  });

  it('keeps lines apart only where lines were asked for', () => {
    expect(terminalLines(`a\r\nb\tc\n${ESC}[0m`)).toBe(String.raw`a${'\n'}b    c${'\n'}\x1b[0m`);
  });
});

describe('text for Markdown', () => {
  it.each([
    ['plain words, 5 % of them', 'plain words, 5 % of them'],
    ['@team look', '`@team` look'],
    ['see #12 and !3 and GH-4', 'see `#12` and `!3` and `GH-4`'],
    ['https://evil.example/x', '`https://evil.example/x`'],
    ['[a](b) ![i](j)', String.raw`\[a\](b) !\[i\](j)`],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['# heading', String.raw`\# heading`],
    ['- item', String.raw`\- item`],
    ['1. item', String.raw`1\. item`],
    ['> quote', '&gt; quote'],
    ['a_b _c_ *d*', String.raw`a_b \_c\_ \*d\*`],
    ['a | b', 'a &#124; b'],
    ['two\nlines', 'two lines'],
    ['~~no~~ $x$', '`~~no~~` `$x$`'],
    ['', ''],
  ])('writes %j as %j', (text, written) => expect(markdown(text)).toBe(written));

  it('leaves no live character outside code', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const written = markdown(text);
        expect(written).not.toMatch(UNSEEN);
        expect(written).not.toContain('\n');
        expect(written.replaceAll(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, '')).not.toMatch(/<|@|(?<!\\)\[|:\/\//);
      }),
    );
  });

  it('never opens a second cell', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(markdownCell(text)).not.toMatch(/[|\n]/);
        expect(codeCell(text)).not.toMatch(/[|\n]/);
      }),
    );
  });

  it('keeps lines as lines', () => {
    expect(markdownLines('# a\n\n- b')).toBe(`${String.raw`\# a`}\n\n${String.raw`\- b`}`);
  });
});

describe('code in Markdown', () => {
  it.each([
    ['x', '`x`'],
    ['a `b` c', '``a `b` c``'],
    ['`', '`` ` ``'],
    ['', '` `'],
    [' padded', '`  padded `'],
  ])('sets %j in enough backticks', (text, written) => expect(code(text)).toBe(written));

  it('cannot be left from inside', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const [ticks = ''] = /^`+/.exec(code(text)) ?? [];
        const inside = code(text).slice(ticks.length, -ticks.length);
        const runs: string[] = inside.match(/`+/g) ?? [];
        expect(runs).not.toContain(ticks);
        const [open = '', ...rest] = fence(text, 'diff').split('\n');
        expect(rest.at(-1)).toBe(open.replace('diff', ''));
        const early = rest.slice(0, -1).filter((line) => line.trim().startsWith(open.replace('diff', '')));
        expect(early).toEqual([]);
      }),
    );
  });
});

describe('text for HTML', () => {
  it('has no markup left', () => {
    expect(html(`<a href="x" onclick='y'>&`)).toBe('&lt;a href&#61;&quot;x&quot; onclick&#61;&#39;y&#39;&gt;&amp;');
    fc.assert(fc.property(anything, (text) => !/[<>"'`]/.test(html(text))));
  });
});
