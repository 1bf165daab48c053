import { tokensIn } from './tokens.ts';

/** A line with what ends it. */
const lineTokens = (line: string): number => tokensIn(line) + 1;

export const linesTokens = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + lineTokens(line), 0);

export type Filled = { readonly lines: readonly string[]; readonly left: number; readonly tokens: number };

/** As many lines as fit, from the first on; the rest is counted. */
export const fill = (lines: readonly string[], room: number): Filled => {
  let tokens = 0;
  let taken = 0;
  for (const line of lines) {
    const cost = lineTokens(line);
    if (tokens + cost > room) break;
    tokens += cost;
    taken += 1;
  }
  return { lines: lines.slice(0, taken), left: lines.length - taken, tokens };
};
