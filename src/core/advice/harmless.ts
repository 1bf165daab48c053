/**
 * What a reader of the change cannot see: control characters, zero-width and bidirectional ones, tags, selectors of
 * variants, fillers. Halves of characters go as well.
 */
const UNSEEN =
  /\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}|\p{Variation_Selector}|[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu;

export const LONGEST_LINE = 400;
const COMMENT = '[a comment was taken out]';

type Cleaned = {
  readonly text: string;
  /** Whether something was taken out or cut off: what was shown is not what stands there. */
  readonly altered: boolean;
};

/** One line as it may be shown to a model. */
export const harmless = (line: string): Cleaned => {
  const cut = line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line;
  const tabs = withoutComments(cut.replaceAll('\t', '  '));
  const text = tabs.replaceAll(UNSEEN, '').trimEnd();
  const more = line.length - cut.length;
  const whole = more > 0 ? `${text} … ${more} more characters` : text;
  return { text: whole, altered: more > 0 || text !== line.replaceAll('\t', '  ').trimEnd() };
};

/** Lines of a text for people, such as a description: comments of any length are gone. */
export const harmlessLines = (text: string): readonly string[] =>
  withoutComments(text.replaceAll('\r', ''))
    .split('\n')
    .map((line) => harmless(line).text);

/** From `<!--` to the next `-->`, or to the end where there is none. By hand: a pattern could take long over it. */
const withoutComments = (text: string): string => {
  let rest = text;
  let kept = '';
  for (;;) {
    const from = rest.indexOf('<!--');
    if (from < 0) return kept + rest;
    const to = rest.indexOf('-->', from + 4);
    kept += `${rest.slice(0, from)}${COMMENT}`;
    if (to < 0) return kept;
    rest = rest.slice(to + 3);
  }
};
