import type { Signal } from '../signals/signal.ts';
import { harmless } from './harmless.ts';

/** What each kind of signal means, once: in our words and the team's, none of it from the change. */
export const meaningRows = (signals: readonly Signal[]): string[] => [
  ...new Set(signals.map(({ id, area, why }) => `${id} (${area}): ${harmless(why).text}`)),
];

/** Each signal with its place, the gravest first, and with its line where that is told. */
export const signalRows = (signals: readonly Signal[], isTold: (signal: Signal) => boolean): string[] =>
  signals.map((signal) => {
    const { id, level, certainty, evidence } = signal;
    const { path, line, side, quote } = evidence;
    const shown = isTold(signal) ? harmless(quote.trim()).text.slice(0, 160) : '';
    return `${certainty} ${level} ${id} at ${harmless(path).text}:${line}${shown === '' ? '' : ` ${side === 'old' ? '-' : '+'} ${shown}`}`;
  });
