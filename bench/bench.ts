/** A measurement against a peer that is measured in the same run, because only the ratio survives another machine. */
export type Row = {
  readonly what: string;
  readonly ms: number;
  readonly peer: string;
  readonly peerMs: number;
  /** How many times the peer is the most we allow ourselves. */
  readonly goal: number;
};

export type Bench = { readonly name: string; readonly run: () => Promise<readonly Row[]> };

/**
 * Medians of several things timed in turn: A B C, A B C … What disturbs the machine for a while disturbs all of them
 * alike. The first round only warms the disk's cache and is not counted.
 */
export const timedInTurn = async (
  rounds: number,
  runs: readonly (() => Promise<unknown>)[],
): Promise<readonly number[]> => {
  const times = runs.map((): number[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, run] of runs.entries()) {
      const start = performance.now();
      await run();
      if (round > 0) times[index]?.push(performance.now() - start);
    }
  }
  return times.map(median);
};

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
};

const HEADINGS = ['what', 'ms', 'peer', 'ms', 'ratio', 'goal', ''] as const;

export const tableOf = (rows: readonly Row[]): string => {
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => padded(cell, column, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const TEXT_COLUMNS = new Set([0, 2, 6]);

const padded = (cell: string, column: number, width: number): string =>
  TEXT_COLUMNS.has(column) ? cell.padEnd(width) : cell.padStart(width);

const cellsOf = ({ what, ms, peer, peerMs, goal }: Row): string[] => {
  const ratio = ms / peerMs;
  return [
    what,
    shortMs(ms),
    peer,
    shortMs(peerMs),
    `${ratio.toFixed(2)}×`,
    `≤ ${goal}×`,
    ratio <= goal ? 'met' : 'not met',
  ];
};

const shortMs = (ms: number): string => (ms < 10 ? ms.toFixed(2) : ms.toFixed(0));
