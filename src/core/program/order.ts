import type { Plan } from '../plan/plan.ts';
import { isMeant, needsOf } from './needs.ts';
import type { Program } from './program.ts';

/** From each plan to those that must come before it. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/** A program and the plans it names, by their ids. A plan that could not be read is not there. */
export type Programme = { readonly program: Program; readonly plans: ReadonlyMap<string, Plan> };

/** What each rests on: as the program says, and as its own plan does. On the way back these go in reverse. */
export const needsIn = ({ program, plans }: Programme): Edges =>
  new Map(
    program.plans.map(({ plan: id, needs = [] }) => {
      const own = plans.get(id);
      const meant = own
        ? needsOf(own).flatMap((need) =>
            [...plans].filter(([, plan]) => isMeant(need, { plan })).map(([other]) => other),
          )
        : [];
      return [id, [...new Set([...needs, ...meant])]];
    }),
  );

/** What has to be completed before each because of the sequence: all of the group before its own. */
export const afterIn = ({ sequence = [], plans }: Program): Edges =>
  new Map(
    plans.map(({ plan: id }) => {
      const at = sequence.findIndex((group) => group.includes(id));
      return [id, at > 0 ? (sequence[at - 1] ?? []) : []];
    }),
  );

export const joined = (...all: readonly Edges[]): Edges => {
  const ids = new Set(all.flatMap((edges) => [...edges.keys()]));
  return new Map([...ids].map((id) => [id, [...new Set(all.flatMap((edges) => edges.get(id) ?? []))]]));
};

/** Bases first, and otherwise as written; what goes round in a circle, and whatever rests on that, is left out. */
export const inOrder = (edges: Edges): readonly string[] => {
  const order: string[] = [];
  const placed = new Set<string>();
  for (let found = true; found;) {
    found = false;
    for (const [id, before] of edges) {
      if (placed.has(id) || before.some((one) => edges.has(one) && !placed.has(one))) continue;
      placed.add(id);
      order.push(id);
      found = true;
      break;
    }
  }
  return order;
};

/** One way round in a circle, from a plan back to itself; undefined where there is none. */
export const circleIn = (edges: Edges): readonly string[] | undefined => {
  const placed = new Set(inOrder(edges));
  const first = [...edges.keys()].find((id) => !placed.has(id));
  if (first === undefined) return undefined;
  // Whatever could not be placed waits for something that could not be placed: following that comes round.
  const way: string[] = [];
  for (let at: string | undefined = first; at !== undefined && !way.includes(at);) {
    way.push(at);
    at = edges.get(at)?.find((one) => edges.has(one) && !placed.has(one));
  }
  const last = edges.get(way.at(-1) ?? '')?.find((one) => edges.has(one) && !placed.has(one)) ?? first;
  return [...way.slice(way.indexOf(last)), last];
};

/** Everything that rests on a plan, and then the plan: the order in which they go back. */
export const wayBack = (needs: Edges, base: string): readonly string[] => {
  const goes = new Set([base]);
  const order = inOrder(needs);
  for (const id of order) if (needs.get(id)?.some((one) => goes.has(one))) goes.add(id);
  return order.filter((id) => goes.has(id)).toReversed();
};
