import type { Analysed, Judged } from '../../core/retrospect/analysed.ts';

/** Sizes in pixels, and colours that can be told apart without colour: every line has a pattern of its own. */
export const [WIDTH, LEFT, RIGHT, HEAD, FOOT] = [960, 150, 24, 84, 32];
export const [PLOT, STRIP, EVIDENCE, GAP] = [150, 16, 22, 46];
export const INK = '#1f2328';
export const QUIET = '#656d76';
export const TREATED = '#bc4c00';
export const CONTROL = '#0969da';
export const STOPS: Readonly<Record<Analysed['outcome']['is'], string>> = {
  'rolled-back': '#cf222e',
  paused: '#9a6700',
  held: '#9a6700',
  quiet: '#1a7f37',
};

export const rowHeight = ({ evidence }: Judged): number => (evidence ? EVIDENCE + STRIP : STRIP);
export const rowsHeight = (judged: readonly Judged[]): number => judged.reduce((sum, one) => sum + rowHeight(one), 0);
export const heightOf = (judged: readonly Judged[]): number => PLOT + rowsHeight(judged) + GAP;
export const cut = (words: string, most: number): string =>
  words.length > most ? `${words.slice(0, most - 1)}…` : words;
