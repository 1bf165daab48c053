/** Words that stand where a name could, and are none. */
const OPERATORS = new Set('and or unless atan2 bool offset start end inf nan'.split(' '));
/** Words with a list of labels behind them. */
const LABELLED = new Set('by without on ignoring group_left group_right'.split(' '));

/** One token; what is none of these is a sign. Each begins in its own way, so nothing is tried twice. */
const TOKEN =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#[^\n]*|[a-zA-Z_:][a-zA-Z0-9_:]*|[0-9][0-9a-zA-Z_.]*|\s+|[^]/g;

/**
 * The series that an expression looks at: `http_requests_total{code="500"}`, without ranges and what is made of them.
 * Empty where it looks at none. No parser: only as much of the grammar as tells a series from everything else.
 */
export const seriesIn = (expression: string): readonly string[] => {
  const tokens = (expression.match(TOKEN) ?? []).filter((token) => !/^(?:\s|#)/.test(token));
  const found = new Set<string>();
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at] ?? '';
    const next = tokens[at + 1];
    if (token === '[') at = closing(tokens, at, ']');
    else if (LABELLED.has(token.toLowerCase())) at = next === '(' ? closing(tokens, at + 1, ')') : at;
    else if (token === '{' || isName(token, next)) {
      const from = at;
      if (token === '{' || next === '{') at = closing(tokens, token === '{' ? at : at + 1, '}');
      found.add(tokens.slice(from, at + 1).join(''));
    }
    at += 1;
  }
  return [...found];
};

/** The name before the labels; undefined where a series is picked by its labels alone. */
export const metricIn = (series: string): string | undefined => /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(series)?.[0];

/** Functions stand before a bracket, and what adds up before the word by which it does. */
const isName = (token: string, next: string | undefined): boolean =>
  /^[a-zA-Z_:]/.test(token) && !/^(?:\(|by|without)$/i.test(next ?? '') && !OPERATORS.has(token.toLowerCase());

const closing = (tokens: readonly string[], from: number, sign: string): number => {
  const at = tokens.indexOf(sign, from);
  return at < 0 ? tokens.length - 1 : at;
};
