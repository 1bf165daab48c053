const PIECE = 256 * 1024;

/** What is there already, a piece at a time: whoever reads it can stop between two. */
export async function* inPieces(given: string | Uint8Array): AsyncIterable<Uint8Array> {
  const bytes = typeof given === 'string' ? new TextEncoder().encode(given) : given;
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
