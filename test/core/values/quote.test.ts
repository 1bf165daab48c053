import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainLine } from '../../../src/core/values/quote.ts';
import { Line } from '../../../src/core/values/text.ts';

it('a line of any origin fits into a document, and is not changed again', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 700 }),
    fc.constantFrom('\u0007'.repeat(400), '😀'.repeat(400), `${'a'.repeat(299)}😀`, '\uD800', ''),
  );
  fc.assert(
    fc.property(odd, (text) => {
      const once = plainLine(text);
      expect(Line.safeParse(once).success && once.isWellFormed()).toBe(true);
      expect(plainLine(once)).toBe(once);
    }),
    { numRuns: 1000 },
  );
});
