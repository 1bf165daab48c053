import type { DiffLine, FileDiff } from '../../core/change/change.ts';
import { createMasker } from '../../core/secrets/mask.ts';
import type { Evidence } from '../../core/signals/signal.ts';
import { ok, type Result } from '../../core/problem.ts';
import { changeSource } from '../change-source.ts';
import type { Ports } from '../operation.ts';
import type { PlanInput } from '../plan-input.ts';
import { readChange } from '../read-change.ts';

/** What stands around a line that shows something, with credentials masked; `at` is that line among them, -1 for a whole file. */
export type Shown = { readonly lines: readonly DiffLine[]; readonly at: number };

const AROUND = 12;
const MOST_SHOWN = 500;

/** By place, as `placeOf` names it. The change is read once more: nobody else keeps its lines. */
export const hunksOf = async (
  evidence: readonly Evidence[],
  input: PlanInput,
  ports: Ports,
): Promise<Result<ReadonlyMap<string, Shown>>> => {
  const source = await changeSource(input, ports);
  if (!source.ok) return source;
  const found = new Map<string, Shown>();
  const wanted = Map.groupBy(evidence.slice(0, MOST_SHOWN), ({ path }) => path);
  const masker = createMasker();
  const see = (file: FileDiff): void => {
    const here = wanted.get(file.path) ?? wanted.get(file.oldPath ?? '');
    if (!here) return;
    const masked = masker.file(file);
    for (const one of here) {
      const shown = around(masked, one);
      if (shown) found.set(placeOf(one), shown);
    }
  };
  await readChange(source.value.bytes, { words: source.value.words, hash: ports.hash(), see });
  return ok(found);
};

export const placeOf = ({ path, line, side }: Evidence): string => `${side} ${line} ${path}`;

const around = ({ hunks }: FileDiff, { line, side }: Evidence): Shown | undefined => {
  const [first] = hunks;
  if (line === 0) return first && { lines: first.lines.slice(0, 2 * AROUND), at: -1 };
  for (const { lines } of hunks) {
    const at = lines.findIndex((one) => one.line === line && (one.kind === 'removed') === (side === 'old'));
    const from = Math.max(0, at - AROUND);
    if (at >= 0) return { lines: lines.slice(from, at + AROUND + 1), at: at - from };
  }
  return undefined;
};
