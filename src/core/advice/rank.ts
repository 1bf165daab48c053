import type { Signal } from '../signals/signal.ts';
import { type Level, rank } from '../values/level.ts';
import { type Piece, ships } from './gather.ts';

/** A piece with the places in it that a signal names, and how much it matters that it is shown. */
export type Ranked = {
  readonly piece: Piece;
  /** Places of `piece.lines`. */
  readonly hot: readonly number[];
  /** Whether a signal of the level that decides stands in it. */
  readonly decides: boolean;
};

/** What matters most first: by the gravest signal in it, by whether everything rests on its file, by size. */
export const ranked = (pieces: readonly Piece[], signals: readonly Signal[], level: Level): readonly Ranked[] => {
  const byFile = Map.groupBy(signals, ({ evidence }) => evidence.path);
  const weighed = pieces.flatMap((piece, order) => {
    const named = byFile.get(piece.file.path) ?? [];
    const inside = named.flatMap((signal) => {
      const at = placeOf(signal, piece);
      return at < 0 ? [] : [{ at, signal }];
    });
    // What neither ships nor is named by a signal is told by name and size, and that is enough.
    if (!ships(piece.file.class) && inside.length === 0) return [];
    const decides = inside.some(({ signal }) => signal.level === level);
    const hot = [...new Set(inside.map(({ at }) => at))].toSorted((a, b) => a - b);
    return [
      {
        piece,
        hot,
        decides,
        order,
        weight: weightOf(
          piece,
          named,
          inside.map(({ signal }) => signal),
        ),
      },
    ];
  });
  return weighed.toSorted((a, b) => b.weight - a.weight || a.order - b.order);
};

export const sideOf = ({ kind }: { readonly kind: string }): Signal['evidence']['side'] =>
  kind === 'removed' ? 'old' : 'new';

const placeOf = ({ evidence }: Signal, { lines }: Piece): number =>
  evidence.line === 0
    ? -1
    : lines.findIndex(
        (line) => line.line === evidence.line && sideOf(line) === evidence.side && line.kind !== 'context',
      );

const weightOf = (piece: Piece, named: readonly Signal[], inside: readonly Signal[]): number => {
  const changed = piece.lines.filter(({ kind }) => kind !== 'context').length;
  const core = named.some(({ area }) => area === 'core-path') ? 1 : 0;
  return 1000 * top(inside) + 200 * top(named) + 100 * core + changed;
};

/** None, then low to critical. */
const top = (signals: readonly Signal[]): number => Math.max(0, ...signals.map(({ level }) => rank(level) + 1));
