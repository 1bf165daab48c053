/**
 * Where a line stands in the decoded piece of the diff that holds it, without its ending. One object serves for all
 * lines: whoever wants to keep one copies it.
 */
export type Span = {
  text: string;
  from: number;
  to: number;
  /** The line went on, and the rest was dropped. */
  cut: boolean;
  /** Somewhere in the piece stands a character that shows other than it reads. */
  odd: boolean;
};

/** Small, because a line kept by anyone keeps the piece it was cut from in memory. */
const PIECE_BYTES = 16_384;
const NEWLINE = 10;
const RETURN = 13;
/** The controls that reorder text. The wider range is looked for first: one range is found out twice as fast. */
const PERHAPS = /[\u202a-\u2069]/;
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/;

/** NUL, escape, and text that shows in another order than it reads. */
export const isOdd = (text: string): boolean =>
  text.includes('\0') || text.includes('\u001b') || (PERHAPS.test(text) && REORDERING.test(text));

/**
 * Bytes in, lines out, whatever way the bytes are split. Holds one piece and the beginning of one line, never more.
 * Lines are cut by bytes and decoded by the piece: decoding line by line costs four times as much.
 */
export const createLines = (maxChars: number, take: (span: Span) => void) => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const span: Span = { text: '', from: 0, to: 0, cut: false, odd: false };
  const begun = createHeld(maxChars * MOST_BYTES + MOST_BYTES + 1);

  const give = (from: number, end: number): void => {
    span.cut = end - from > maxChars;
    const to = span.cut ? wholeCharacter(span.text, from + maxChars) : end;
    span.from = from;
    span.to = to > from && span.text.charCodeAt(to - 1) === RETURN ? to - 1 : to;
    take(span);
  };

  /** Gives every line that ends in these bytes, and the last one even if it does not end. */
  const giveAll = (bytes: Uint8Array): void => {
    const text = decoder.decode(bytes);
    span.text = text;
    span.odd = isOdd(text);
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      give(from, end);
      from = end + 1;
    }
    if (from < text.length) give(from, text.length);
  };

  const pushPiece = (bytes: Uint8Array): void => {
    const last = bytes.lastIndexOf(NEWLINE);
    if (last === -1) return begun.add(bytes);
    let start = 0;
    if (begun.any()) {
      start = bytes.indexOf(NEWLINE) + 1;
      begun.add(bytes.subarray(0, start - 1));
      giveAll(begun.release());
    }
    if (start <= last) giveAll(bytes.subarray(start, last + 1));
    begun.add(bytes.subarray(last + 1));
  };

  return {
    push: (bytes: Uint8Array): void => {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) pushPiece(bytes.subarray(at, at + PIECE_BYTES));
    },
    /** A last line without an ending is a line too. */
    end: (): void => {
      if (begun.any()) giveAll(begun.release());
    },
  };
};

/** A UTF-16 unit takes three bytes at most: so many bytes always hold more than a line may keep. */
const MOST_BYTES = 3;

/** The beginning of a line whose end has not come. What does not fit is dropped: it would be cut off anyway. */
const createHeld = (size: number) => {
  const held = new Uint8Array(size);
  let used = 0;
  return {
    any: (): boolean => used > 0,
    add: (bytes: Uint8Array): void => {
      const room = size - used;
      held.set(bytes.length > room ? bytes.subarray(0, room) : bytes, used);
      used += Math.min(bytes.length, room);
    },
    release: (): Uint8Array => {
      const all = held.subarray(0, used);
      used = 0;
      return all;
    },
  };
};

/** Half of a surrogate pair is no character. */
const wholeCharacter = (text: string, to: number): number => {
  const last = text.charCodeAt(to - 1);
  return last >= 0xd800 && last <= 0xdbff ? to - 1 : to;
};
