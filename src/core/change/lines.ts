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
/** NUL, escape, and the controls that reorder text. */
const ODD_CHARACTERS = [...'\0\u001b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'];

/** One search for each, over a whole piece, is many times cheaper than one expression over every line. */
export const isOdd = (text: string): boolean => ODD_CHARACTERS.some((one) => text.includes(one));

/**
 * Bytes in, lines out, whatever way the bytes are split. Holds one piece and the beginning of one line, never more.
 * Lines are cut by bytes and decoded by the piece: decoding line by line costs four times as much.
 */
export const createLines = (maxChars: number, take: (span: Span) => void) => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const span: Span = { text: '', from: 0, to: 0, cut: false, odd: false };
  // A UTF-16 unit takes three bytes at most: this many bytes always hold more than the line may keep.
  const held = new Uint8Array(maxChars * 3 + 16);
  let holding = 0;
  let open = false;

  const decode = (bytes: Uint8Array): void => {
    span.text = decoder.decode(bytes);
    span.odd = isOdd(span.text);
  };

  const give = (from: number, end: number): void => {
    span.cut = end - from > maxChars;
    const to = span.cut ? wholeCharacter(span.text, from + maxChars) : end;
    span.from = from;
    span.to = to > from && span.text.charCodeAt(to - 1) === RETURN ? to - 1 : to;
    take(span);
  };

  const hold = (bytes: Uint8Array): void => {
    const room = held.length - holding;
    held.set(bytes.length > room ? bytes.subarray(0, room) : bytes, holding);
    holding += Math.min(bytes.length, room);
    open = open || bytes.length > 0;
  };

  const giveHeld = (): void => {
    decode(held.subarray(0, holding));
    holding = 0;
    open = false;
    give(0, span.text.length);
  };

  const giveAll = (bytes: Uint8Array): void => {
    decode(bytes);
    const { text } = span;
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      give(from, end);
      from = end + 1;
    }
  };

  const pushPiece = (bytes: Uint8Array): void => {
    const last = bytes.lastIndexOf(NEWLINE);
    if (last === -1) return hold(bytes);
    let start = 0;
    if (open) {
      start = bytes.indexOf(NEWLINE) + 1;
      hold(bytes.subarray(0, start - 1));
      giveHeld();
    }
    if (start <= last) giveAll(bytes.subarray(start, last + 1));
    hold(bytes.subarray(last + 1));
  };

  return {
    push: (bytes: Uint8Array): void => {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) pushPiece(bytes.subarray(at, at + PIECE_BYTES));
    },
    /** A last line without an ending is a line too. */
    end: (): void => {
      if (open) giveHeld();
    },
  };
};

/** Half of a surrogate pair is no character. */
const wholeCharacter = (text: string, to: number): number => {
  const last = text.charCodeAt(to - 1);
  return last >= 0xd800 && last <= 0xdbff ? to - 1 : to;
};
