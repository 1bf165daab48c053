import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wantedIn } from '../../../../src/faces/http/sync/protocol.ts';
import { fieldsIn, messageOf, textIn } from '../../../../src/faces/http/sync/wire.ts';

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const text = (message: Uint8Array, field: number) => textIn(fieldsIn(message) ?? new Map(), field);

/** As the format's own documents spell it out: a text in field 2, and what other types of fields look like. */
const TESTING = '12 07 74657374696e67';

describe('a message', () => {
  it('is written as the format has it', () => {
    expect(messageOf(2, 'testing')).toEqual(bytes(TESTING));
    expect(messageOf(1, 'x'.repeat(300)).subarray(0, 3)).toEqual(bytes('0a ac 02'));
    expect(messageOf(1, '')).toEqual(bytes('0a 00'));
  });

  it.each([
    ['alone', TESTING],
    ['after a number', `08 96 01 ${TESTING}`],
    ['after a number of ten bytes', `08 ffffffffffffffffff01 ${TESTING}`],
    ['before eight bytes', `${TESTING} 19 0000000000000000`],
    ['before four bytes', `${TESTING} 1d 00000000`],
    ['the last of two', `12 01 61 ${TESTING}`],
    ['beside a field with a high number', `f2ffffff0f 01 61 ${TESTING}`],
  ])('gives its text: %s', (_, hex) => expect(text(bytes(hex), 2)).toBe('testing'));

  it.each([
    ['a length beyond its end', '12 08 74657374696e67'],
    ['a length beyond everything', '12 ffffffffffffffffff01 61'],
    ['a number without end', '08 ffffffffffffffffffff01'],
    ['a tag that breaks off', '92'],
    ['four bytes that are three', '1d 000000'],
    ['a field without a number', '02 01 61'],
    ['a group, which nobody uses any more', '0b 0c'],
    ['a type that there is not', '0f'],
  ])('is none: %s', (_, hex) => expect(fieldsIn(bytes(hex))).toBeUndefined());

  it('that is empty says nothing, and bytes that are no text are none', () => {
    expect(text(bytes(''), 1)).toBe('');
    expect(text(bytes('0a 01 ff'), 1)).toBeUndefined();
  });

  it('comes back as it was, whatever the texts', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(anyText, anyText, (one, two) => {
        const message = Buffer.concat([messageOf(1, one), messageOf(2, two)]);
        expect([text(message, 1), text(message, 2)]).toEqual([one, two]);
      }),
    );
  });

  it('is read or refused, whatever the bytes, and nothing is read beyond them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (given) => {
        const read = [...(fieldsIn(given) ?? new Map<number, Uint8Array>()).values()];
        expect(read.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(given.length);
        expect(typeof wantedIn(given, []).ok).toBe('boolean');
      }),
    );
  });
});

describe('what is wanted', () => {
  it.each([
    ['nothing', [], '', 'production'],
    ['a name', [], 'staging', 'staging'],
    ['a set of flags', [], 'flagSetId=staging', 'staging'],
    ['a header', ['staging'], '', 'staging'],
    ['both alike', ['flagSetId=staging'], 'flagSetId=staging', 'staging'],
    ['what is no name of ours', [], 'source=a,flagSetId=b', 'source=a,flagSetId=b'],
  ])('names an environment by %s', (_, headers, selector, environment) =>
    expect(wantedIn(messageOf(2, selector), headers)).toMatchObject({ value: { environment } }),
  );

  it.each([
    ['the message', ['staging'], 'production'],
    ['each other', ['staging', 'production'], ''],
  ])('is none where headers contradict %s', (_, headers, selector) =>
    expect(wantedIn(messageOf(2, selector), headers)).toMatchObject({
      ok: false,
      problems: [{ code: 'two-selectors' }],
    }),
  );
});
