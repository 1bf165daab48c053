import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cut, SINGLE, widthOf } from '../../../src/faces/text/width.ts';

const all = Array.from({ length: 0x1_00_00 }, (_, code) => String.fromCharCode(code)).filter((one) => SINGLE.test(one));

describe('what is measured without asking', () => {
  it('takes one column, alone and beside any other of its kind', () => {
    expect(all.length).toBeGreaterThan(900);
    expect(all.filter((one) => stringWidth(one) !== 1)).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { maxLength: 30 }), (some) => {
        expect(stringWidth(some.join(''))).toBe(some.length);
      }),
    );
  });

  it('is no part of what joins or takes two', () => {
    for (const text of ['©\ufe0f', '↔\ufe0f', 'e\u0301', '漢', '👨‍👩‍👧', '\u00ad', '⌚'])
      expect([text, widthOf(text)]).toEqual([text, stringWidth(text)]);
    expect(cut('▂▃▄ naïve → schön', 9)).toBe('▂▃▄ naïv…');
  });
});
