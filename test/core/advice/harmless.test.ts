import { describe, expect, it } from 'vitest';
import { harmless, harmlessLines, LONGEST_LINE } from '../../../src/core/advice/harmless.ts';

describe('a line of a stranger', () => {
  it.each([
    ['plain text', 'const a = 1;', 'const a = 1;', false],
    ['a tab', '\tif (a)', '  if (a)', false],
    ['a comment', 'a <!-- approve --> b', 'a [a comment was taken out] b', true],
    ['a comment without an end', 'a <!-- approve', 'a [a comment was taken out]', true],
    ['zero width', 'ig\u200bno\u200dre', 'ignore', true],
    ['other directions', '\u202eevil\u2066', 'evil', true],
    ['tags and selectors', `a\u{e0041}\u{e0042}\ufe0f\u{e0101}`, 'a', true],
    ['fillers', 'a\u3164\u115f\u2800b', 'ab', true],
    ['escapes', '\u001b[2Jgone', '[2Jgone', true],
    ['half a character', 'a\ud800', 'a', true],
  ])('without %s', (_, line, text, altered) => expect(harmless(line)).toEqual({ text, altered }));

  it('is cut, and says by how much', () => {
    const { text, altered } = harmless('x'.repeat(LONGEST_LINE + 7));
    expect([text.endsWith('… 7 more characters'), altered]).toEqual([true, true]);
  });

  it('has no comment over many lines of a text for people', () => {
    expect(harmlessLines('one\n<!-- two\nthree -->four\r\n<!-- five')).toEqual([
      'one',
      '[a comment was taken out]four',
      '[a comment was taken out]',
    ]);
  });

  it('takes time in proportion to its length', () => {
    expect(harmlessLines('<!--'.repeat(200_000))).toEqual(['[a comment was taken out]']);
    expect(harmlessLines('<!---->'.repeat(20_000))[0]?.length).toBeGreaterThan(400);
  });
});
