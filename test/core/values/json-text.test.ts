import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../../src/core/values/json-text.ts';

describe('JSON as it is printed', () => {
  it.each([
    ['\u009b2J', String.raw`\u009b2J`],
    ['a\u202eb', String.raw`a\u202eb`],
    ['a\u200bb', String.raw`a\u200bb`],
    ['\u{e0041}', String.raw`\udb40\udc41`],
    ['a\u2028b', String.raw`a\u2028b`],
    ['\u001b[0m', String.raw`\u001b[0m`],
    ['漢字 ❤️ é', '漢字 ❤️ é'],
  ])('shows %j instead of obeying it', (text, shown) => expect(jsonText(text)).toBe(`"${shown}"\n`));

  it('is the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' }), (value, text) => {
        const whole = { value, [text]: text };
        expect(JSON.parse(jsonText(whole))).toEqual(JSON.parse(JSON.stringify(whole)));
      }),
    );
  });

  it('lets nothing unseen through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(jsonText([text])).not.toMatch(/[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--\n]/v);
      }),
    );
  });
});
