import { ASKS } from './flagged.ts';
import type { Line, Run } from './reading.ts';

const depth = (text: string): number => text.length - text.trimStart().length;

const opens = (text: string): boolean =>
  /\b(?:if|unless|when|guard)\b|\?|&&/.test(text.slice(0, 300)) && ASKS.test(text.slice(0, 300));

/** The line that asks a flag, where this one stands inside its branch and deeper. What stands after it is not inside. */
export const behindFlag = (run: Run, line: Line): Pick<Line, 'added' | 'line' | 'text'> | undefined => {
  if (!line.added) return undefined;
  let asked: { added: boolean; line: number; text: string } | undefined;
  for (const one of run.hunk.lines) {
    if (one.kind === 'removed') continue;
    if (one.kind === 'added' && one.line === line.line) break;
    if (one.text.trim() === '') continue;
    if (asked !== undefined && depth(one.text) <= depth(asked.text)) asked = undefined;
    if (opens(one.text) && !/\belse\b/.test(one.text.slice(0, 100)))
      asked = { added: one.kind === 'added', line: one.line, text: one.text };
  }
  return asked !== undefined && depth(line.text) > depth(asked.text) ? asked : undefined;
};
