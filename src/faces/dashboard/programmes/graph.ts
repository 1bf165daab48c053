import type { PlanPlace as Place } from '../../../app/programme.ts';

export type Node = { readonly plan: Place; readonly column: number; readonly row: number };
export type Edge = { readonly from: Node; readonly to: Node };
export type Graph = {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  readonly columns: number;
  readonly rows: number;
};

/** What rests on nothing stands left; each stands right of all that it rests on. The plans come in their order. */
export const graphOf = (plans: readonly Place[]): Graph => {
  const columns = new Map<string, number>();
  const filled: number[] = [];
  const nodes = plans.map((plan): Node => {
    const column = Math.max(-1, ...basesOf(plan).map((base) => columns.get(base) ?? -1)) + 1;
    const row = filled[column] ?? 0;
    columns.set(plan.plan, column);
    filled[column] = row + 1;
    return { plan, column, row };
  });
  const named = new Map(nodes.map((node) => [node.plan.plan, node]));
  const edges = nodes.flatMap((to) =>
    basesOf(to.plan).flatMap((base): Edge[] => {
      const from = named.get(base);
      return from ? [{ from, to }] : [];
    }),
  );
  return { nodes, edges, columns: filled.length, rows: Math.max(0, ...filled) };
};

/** What has to be there first, whether it is rested on or only comes before. */
const basesOf = ({ needs, after }: Place): readonly string[] => [...new Set([...needs, ...after])];

export const CELL = { width: 216, height: 84, across: 56, down: 20 } as const;

export const leftOf = ({ column }: Pick<Node, 'column'>): number => column * (CELL.width + CELL.across);
export const topOf = ({ row }: Pick<Node, 'row'>): number => row * (CELL.height + CELL.down);

/** From the right side of one to the left side of the other, in a calm curve. */
export const pathOf = ({ from, to }: Edge): string => {
  const [x1, y1] = [leftOf(from) + CELL.width, topOf(from) + CELL.height / 2];
  const [x2, y2] = [leftOf(to) - 5, topOf(to) + CELL.height / 2];
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
};

export const sizeOf = ({ columns, rows }: Graph): { readonly width: number; readonly height: number } => ({
  width: Math.max(0, columns * (CELL.width + CELL.across) - CELL.across),
  height: Math.max(0, rows * (CELL.height + CELL.down) - CELL.down),
});
