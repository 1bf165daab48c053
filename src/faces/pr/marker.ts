import { Remembered } from '../../core/review/comment.ts';

/**
 * The hidden line by which a comment is found again, and what it remembers. Anybody can write such a line: it counts
 * only in a comment that the bot itself has written.
 */
export const markerOf = (remembered: Remembered): string => `<!-- rampart ${encoded(remembered)} -->`;

/** The last line, and whole: what somebody quotes stands before it, and in the middle of a line. */
const MARKER = /(?:^|\n)<!-- rampart (\{[^\n]{1,6000}\}) -->\s*$/;

/** What our comment remembers; undefined where it is none of ours, or has been edited beyond recognition. */
export const rememberedIn = (body: string): Remembered | undefined => {
  const found = MARKER.exec(body)?.[1];
  if (found === undefined) return undefined;
  try {
    return Remembered.safeParse(JSON.parse(found)).data;
  } catch {
    return undefined;
  }
};

/** The same comment, remembering something else. */
export const remarked = (body: string, remembered: Remembered): string =>
  body.replace(MARKER, (whole) => `${whole.startsWith('\n') ? '\n' : ''}${markerOf(remembered)}\n`);

export const isMarked = (body: string): boolean => body.includes('<!-- rampart ');

/** JSON in which nothing can end the comment that it stands in, and nothing comes to life. */
const encoded = (value: object): string => JSON.stringify(value).replaceAll(SIGNS, asUnit);

/** A backslash is the JSON's own. */
const SIGNS = /[^ \w"{}:,./\\]/g;
const asUnit = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
