import type { Signal } from '../signals/signal.ts';
import type { Mask } from './mask.ts';
import { type Detail, shownOf } from './cut.ts';
import { linesTokens } from './fill.ts';
import type { Piece } from './gather.ts';
import { harmless } from './harmless.ts';
import { type Ranked, sideOf } from './rank.ts';

/** The lines that are shown, and what is known of them afterwards. */
export type Chosen = {
  /** As the prompt has them: where a file begins, then line by line with its number. */
  readonly lines: readonly string[];
  readonly changedLines: number;
  readonly linesByFile: ReadonlyMap<string, number>;
  readonly wasShown: (signal: Signal) => boolean;
};

/**
 * Takes pieces in their order as long as there is room. Where not everything of the level that decides fits, all pieces are
 * cut down to what stands close to a signal: more places are seen, and less around each.
 */
export const choosePieces = (order: readonly Ranked[], room: number, mask: Mask): Chosen => {
  const wide = taken(order, 'wide', { room, mask });
  const all = order.every((one) => !one.decides || wide.some(({ ranked }) => ranked === one));
  return chosenOf(all ? wide : taken(order, 'narrow', { room, mask }));
};

type Taken = { readonly ranked: Ranked; readonly places: readonly number[]; readonly lines: readonly string[] };

/** So many that do not fit, and nobody looks on: the rest is no smaller. */
const MOST_MISSES = 200;

const taken = (
  order: readonly Ranked[],
  detail: Detail,
  { room, mask }: { readonly room: number; readonly mask: Mask },
): readonly Taken[] => {
  const some: Taken[] = [];
  let left = room;
  let misses = 0;
  for (const ranked of order) {
    const places = shownOf(ranked, detail);
    if (places.length === 0) continue;
    const lines = [headOf(ranked.piece), ...rowsOf(ranked.piece, places, mask)];
    const cost = linesTokens(lines);
    if (cost > left) misses += 1;
    else some.push({ ranked, places, lines });
    if (cost <= left) left -= cost;
    if (misses > MOST_MISSES) break;
  }
  return some;
};

const headOf = ({ file: { path, status, class: kind }, section }: Piece): string => {
  const within = harmless(section.trim()).text;
  return `@@ ${status} ${kind} file ${harmless(path).text}${within === '' ? '' : ` @@ ${within}`}`;
};

const MARK = { added: '+', removed: '-', context: ' ' } as const;

/** Every line carries its sign and its number, so that none can pass for something else than a line of the change. */
const rowsOf = ({ lines }: Piece, places: readonly number[], mask: Mask): string[] => {
  const masked = mask(lines.map(({ text }) => text));
  const rows = places.flatMap((at) => {
    const line = lines[at];
    return line === undefined ? [] : [`${MARK[line.kind]}${line.line}| ${harmless(masked[at] ?? '').text}`];
  });
  // What was torn apart by signs that nobody sees is whole again now.
  return [...mask(rows)];
};

const chosenOf = (pieces: readonly Taken[]): Chosen => {
  const seen = new Set<string>();
  const linesByFile = new Map<string, number>();
  let changedLines = 0;
  for (const { ranked, places } of pieces) {
    const { file, lines: all } = ranked.piece;
    const lines = places.flatMap((at) => all[at] ?? []);
    for (const line of lines) if (!harmless(line.text).altered) seen.add(keyOf(file.path, line.line, sideOf(line)));
    changedLines += lines.filter(({ kind }) => kind !== 'context').length;
    linesByFile.set(file.path, (linesByFile.get(file.path) ?? 0) + lines.length);
  }
  return {
    lines: pieces.flatMap(({ lines }) => lines),
    changedLines,
    linesByFile,
    wasShown: ({ evidence: { path, line, side } }) =>
      line === 0 ? linesByFile.has(path) : seen.has(keyOf(path, line, side)),
  };
};

const keyOf = (path: string, line: number, side: Signal['evidence']['side']): string => `${path}\0${line}\0${side}`;
