import type { Ports } from '../../app/operation.ts';
import { visibleJson } from '../../core/values/json-text.ts';
import type { Terminal } from './io.ts';

/** A document on one line. */
export const lineOf = (document: unknown): string => `${visibleJson(JSON.stringify(document))}\n`;

/** Waiting is told so often and no more: a model answers in thousands of pieces. */
const EVERY_MS = 1000;

/**
 * What `--jsonl` tells while something takes long, a document a line. Each has `event`, which no answer has: the line
 * without it is the last.
 */
export const linesTo = (
  { out }: Pick<Terminal, 'out'>,
  nowMs: () => number,
): Pick<Ports, 'tell' | 'step' | 'progress'> => {
  let told = -Infinity;
  const say = (event: 'step' | 'waiting' | 'news', more: object): void =>
    out(lineOf({ schemaVersion: 1, event, atMs: nowMs(), ...more }));
  return {
    step: async (what) => (what === undefined ? undefined : say('step', { what })),
    tell: ({ atMs, rollout, what, why }) => say('news', { atMs, rollout, what, why }),
    progress: (what) => {
      if (what === undefined || nowMs() - told < EVERY_MS) return;
      told = nowMs();
      say('waiting', { what });
    },
  };
};
