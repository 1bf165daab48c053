/** A credential in a text: what it is, and where its value stands. The value itself is never kept with it. */
export type Secret = {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  /** Belongs to the one before it: another line of the same key. */
  readonly more?: boolean;
};

/**
 * One kind that tells itself by its shape. `near` are pieces of which one must stand in a text before the pattern is
 * tried; the pattern is global, takes time in proportion to the text, and its first group, or else all of it, is the value.
 */
export type Shape = { readonly kind: string; readonly near: readonly string[]; readonly pattern: RegExp };

const MASK = /\[masked:[a-z0-9-]{1,40}:\d{1,6}:(?:\d{1,3}-\d{1,3}|\d{1,3}\+)\]/;
const WHOLE_MASK = new RegExp(`^${MASK.source}$`);

/** What stands where a credential stood: its kind, which one of this run, and how long it is, roughly. */
export const maskOf = (kind: string, number: number, length: number): string =>
  `[masked:${kind}:${number}:${lengthClass(length)}]`;

export const isMask = (text: string): boolean => WHOLE_MASK.test(text);

/** Everywhere in a text where a mask stands already. */
export const masksIn = (text: string): readonly Secret[] =>
  text.includes('[masked:')
    ? [...text.matchAll(new RegExp(MASK.source, 'g'))].map(({ index, 0: { length } }) => ({
        kind: 'mask',
        from: index,
        to: index + length,
      }))
    : [];

const CLASSES = [1, 8, 16, 32, 64, 128, 256];

/** Lengths in wide steps: enough to see what kind of thing it was, too little to help a guess. */
const lengthClass = (length: number): string => {
  const from = CLASSES.findLast((one) => one <= length) ?? 1;
  const next = CLASSES[CLASSES.indexOf(from) + 1];
  return next === undefined ? `${from}+` : `${from}-${next - 1}`;
};
