import type { Line, Reading, Run } from './reading.ts';

const SIZE = 1 << 20;

/** Past this many changed lines a table of this size would call strangers equal; nothing is taken for moved then. */
const READABLE = 400_000;

const slot = (key: number): number => (key ^ (key >>> 12)) & (SIZE - 1);

export type Moves = {
  readonly see: (reading: Reading) => void;
  /** Whether the lines with these keys were taken away in one place and put in another, as they are. */
  readonly moved: (keys: readonly number[]) => boolean;
};

const MANY = 0.8;

/** Remembers every changed line as one bit in two tables of fixed size, whatever the size of the change. */
export const createMoves = (): Moves => {
  const gone = new Uint8Array(SIZE);
  const come = new Uint8Array(SIZE);
  let seen = 0;
  return {
    see: (reading) => {
      for (const run of reading.runs) {
        for (const line of run.removed) gone[slot(line.key)] = 1;
        for (const line of run.added) come[slot(line.key)] = 1;
      }
      seen += reading.live;
    },
    moved: (keys) => {
      if (seen > READABLE || keys.length < 3) return false;
      const both = keys.filter((key) => gone[slot(key)] === 1 && come[slot(key)] === 1);
      return both.length >= keys.length * MANY;
    },
  };
};

/** Enough of a run's lines to know it again. */
export const keysOf = (run: Run): readonly number[] => {
  const lines: readonly Line[] = [...run.removed.slice(0, 30), ...run.added.slice(0, 30)];
  return lines.map((line) => line.key);
};
