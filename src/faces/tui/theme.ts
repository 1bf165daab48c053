import type { TextProps } from 'ink';
import type { Tone } from '../text/colour.ts';

/**
 * What a meaning looks like. Only the eight colours that every terminal lets its user choose, on the terminal's own
 * background, so that it reads on light and on dark; and never the only carrier of anything: a word or a mark stands beside.
 */
const STYLES: Readonly<Record<Tone, Pick<TextProps, 'bold' | 'dimColor' | 'color'>>> = {
  strong: { bold: true },
  dim: { dimColor: true },
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'red' },
  low: { color: 'green' },
  medium: { color: 'cyan' },
  high: { color: 'yellow' },
  critical: { color: 'red', bold: true },
};

export const styleOf = (tone: Tone | undefined, colour: boolean): Pick<TextProps, 'bold' | 'dimColor' | 'color'> => {
  if (tone === undefined) return {};
  if (colour) return STYLES[tone];
  return {};
};
