/** One decoded piece of the diff. `odd` says that somewhere in it stands a character that shows other than it reads. */
export type Piece = { text: string; odd: boolean };

/** Is given each line as a range of the piece, without its ending. `cut`: the line went on, and the rest was dropped. */
export type TakeLine = (piece: Piece, from: number, to: number, cut: boolean) => void;

/** Small, because a line kept by anyone keeps the piece it was cut from in memory. */
const PIECE_BYTES = 16_384;
const NEWLINE = 10;
const RETURN = 13;
/** NUL, escape, and the controls that reorder text. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
export const ODD = /[\0\u001b\u202a-\u202e\u2066-\u2069]/;

/**
 * Bytes in, lines out, whatever way the bytes are split. Holds one piece and the beginning of one line, never more.
 * Lines are cut by bytes and decoded by the piece: decoding line by line costs four times as much.
 */
export const createLines = (maxChars: number, take: TakeLine) => {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const piece: Piece = { text: '', odd: false };
  // A UTF-16 unit takes three bytes at most: this many bytes always hold more than the line may keep.
  const held = new Uint8Array(maxChars * 3 + 16);
  let holding = 0;
  let open = false;

  const decode = (bytes: Uint8Array): void => {
    const text = decoder.decode(bytes);
    piece.text = text;
    piece.odd = text.includes('\0') || text.includes('\u001b') || (text.length !== bytes.length && ODD.test(text));
  };

  const give = (from: number, end: number): void => {
    const cut = end - from > maxChars;
    const to = cut ? wholeCharacter(piece.text, from + maxChars) : end;
    take(piece, from, to > from && piece.text.charCodeAt(to - 1) === RETURN ? to - 1 : to, cut);
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
    give(0, piece.text.length);
  };

  const giveAll = (bytes: Uint8Array): void => {
    decode(bytes);
    const { text } = piece;
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
