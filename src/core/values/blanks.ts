/** What a query leaves open until it is asked. */
const BLANKS = ['flag', 'arm', 'window', 'from', 'to'] as const;
export type Blank = (typeof BLANKS)[number];

/** A piece of a query: text as it stands, or a blank. Other words in braces belong to the language of the query. */
export type Piece = { readonly text: string } | { readonly blank: Blank };

export const piecesOf = (query: string): readonly Piece[] =>
  query.split(/(\{(?:flag|arm|window|from|to)\})/).map((part) => {
    const blank = BLANKS.find((name) => part === `{${name}}`);
    return blank ? { blank } : { text: part };
  });

export const hasBlank = (query: string, blank: Blank): boolean => query.includes(`{${blank}}`);

/** For languages in which a value cannot be mistaken for more than one. Where it can, hand the pieces over as parameters. */
export const filled = (query: string, words: Readonly<Record<Blank, string>>): string =>
  piecesOf(query)
    .map((piece) => ('text' in piece ? piece.text : words[piece.blank]))
    .join('');
