/** Somebody who waits to be woken. */
export type Due = { readonly id: string; readonly atMs: number; readonly lane: string };

/** At most one entry for each id; the earliest of a lane is found at a cost that grows with the logarithm of all. */
export type DueQueue = {
  readonly has: (id: string) => boolean;
  /** In place of the one that is there. */
  readonly put: (due: Due) => void;
  /** The earliest of all lanes but these. */
  readonly first: (passedOver: readonly string[]) => Due | undefined;
  readonly take: (due: Due) => void;
};

export const dueQueue = (): DueQueue => {
  const held = new Map<string, Due>();
  const lanes = new Map<string, Due[]>();
  return {
    has: (id) => held.has(id),
    put: (due) => {
      held.set(due.id, due);
      push(laneIn(lanes, due.lane), due);
    },
    first: (passedOver) => {
      let first: Due | undefined;
      for (const [lane, heap] of lanes) {
        if (passedOver.includes(lane)) continue;
        // What was replaced or taken is left where it lay, and thrown away when it comes up.
        while (heap[0] && held.get(heap[0].id) !== heap[0]) pop(heap);
        if (!heap[0]) lanes.delete(lane);
        else if (!first || isBefore(heap[0], first)) [first] = heap;
      }
      return first;
    },
    take: ({ id }) => void held.delete(id),
  };
};

const laneIn = (lanes: Map<string, Due[]>, lane: string): Due[] => {
  const heap = lanes.get(lane) ?? [];
  lanes.set(lane, heap);
  return heap;
};

const isBefore = (a: Due, b: Due): boolean => a.atMs < b.atMs;

/** A binary heap: each stands before the two at twice its place. */
const push = (heap: Due[], due: Due): void => {
  let at = heap.length;
  heap.push(due);
  for (let above = (at - 1) >> 1; at > 0 && stands(heap, at, above); above = (at - 1) >> 1) {
    swap(heap, at, above);
    at = above;
  }
};

const pop = (heap: Due[]): void => {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  heap[0] = last;
  for (let at = 0; ;) {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    const least = stands(heap, right, left) ? right : left;
    if (!stands(heap, least, at)) return;
    swap(heap, least, at);
    at = least;
  }
};

/** Whether the one there is and comes before the other. */
const stands = (heap: readonly Due[], at: number, other: number): boolean => {
  const [one, two] = [heap[at], heap[other]];
  return one !== undefined && two !== undefined && isBefore(one, two);
};

const swap = (heap: Due[], a: number, b: number): void => {
  const [one, two] = [heap[a], heap[b]];
  if (one && two) [heap[a], heap[b]] = [two, one];
};
