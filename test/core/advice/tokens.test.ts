import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokensIn } from '../../../src/core/advice/tokens.ts';

describe('how many tokens a text comes to', () => {
  it('is never more than its parts come to, so that what fits in parts fits as a whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (a, b) => {
        expect(tokensIn(a + b)).toBeLessThanOrEqual(tokensIn(a) + tokensIn(b));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['', 0],
    ['word', 2],
    ['\n', 1],
    ['const total = round(x);', 11],
    ['税', 2],
  ])('of %j is about %d', (text, about) => expect(Math.abs(tokensIn(text) - about)).toBeLessThanOrEqual(2));
});
