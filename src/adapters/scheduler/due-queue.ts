/** Somebody who waits to be woken. */
export type Due = { readonly id: string; readonly atMs: number; readonly lane: string };

/** At most one entry for each id; the earliest is found at a cost that grows with the logarithm of all. */
export type DueQueue = {
  readonly has: (id: string) => boolean;
  /** In place of the one that is there. */
  readonly put: (due: Due) => void;
  /** The earliest of all lanes but these. */
  readonly first: (passedOver: readonly string[]) => Due | undefined;
  readonly take: (due: Due) => void;
};

/** Those who wait in one lane, and which of them stands at the front for all of them. */
type Lane = { readonly heap: Due[]; shown: Due | undefined };

export const dueQueue = (): DueQueue => {
  const held = new Map<string, Due>();
  const lanes = new Map<string, Lane>();
  /** The earliest of each lane, however many lanes there are. */
  const front: Due[] = [];
  // What was replaced or taken is left where it lay, and thrown away when it comes up.
  const show = (name: string, lane: Lane): void => {
    while (lane.heap[0] && held.get(lane.heap[0].id) !== lane.heap[0]) pop(lane.heap);
    const [earliest] = lane.heap;
    if (earliest === lane.shown) return;
    lane.shown = earliest;
    if (earliest) push(front, earliest);
    else lanes.delete(name);
  };
  return {
    has: (id) => held.has(id),
    put: (due) => {
      held.set(due.id, due);
      const lane = lanes.get(due.lane) ?? { heap: [], shown: undefined };
      lanes.set(due.lane, lane);
      push(lane.heap, due);
      show(due.lane, lane);
    },
    first: (passedOver) => {
      const aside: Due[] = [];
      let first: Due | undefined;
      while (!first && front[0]) {
        const [due] = front;
        const lane = lanes.get(due.lane);
        const isShown = lane?.shown === due;
        if (isShown && held.get(due.id) === due && !passedOver.includes(due.lane)) first = due;
        else {
          pop(front);
          if (isShown && held.get(due.id) === due) aside.push(due);
          else if (isShown) show(due.lane, lane);
        }
      }
      for (const due of aside) push(front, due);
      return first;
    },
    take: ({ id }) => void held.delete(id),
  };
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
