import { failed, ok } from '../../core/problem.ts';
import type { Brief, Entry, EventLog, Head, Listed, Piece, Snapshot } from '../../ports/event-log.ts';
import { logProblems, movedAmong } from './problems.ts';

type Kept = { listed: Listed; readonly entries: Entry[]; snapshot: Snapshot | undefined };

/** A log that lives as long as its holder: for demonstrations, simulations and tests. */
export const memoryEventLog = (): EventLog => {
  const rollouts = new Map<string, Kept>();
  return {
    append: async (id, expectedVersion, added, card) => {
      const { listed, entries, snapshot } = rollouts.get(id) ?? beginningOf(id);
      if (listed.version !== expectedVersion) return failed(logProblems.movedOn(id, expectedVersion, listed.version));
      const moved = movedAmong(card.unmoved, (other) => rollouts.get(other)?.entries.length ?? 0);
      if (moved) return failed(moved);
      for (const { event, hash } of added) entries.push({ version: entries.length + 1, hash, event: frozen(event) });
      const head: Head = { version: entries.length, hash: entries.at(-1)?.hash ?? '' };
      const now = { id, ...head, dueAtMs: card.dueAtMs, summary: frozen(card.summary) };
      if (added.length > 0) rollouts.set(id, { listed: now, entries, snapshot });
      return ok(head);
    },
    read: async (id, fromVersion) => ok(rollouts.get(id)?.entries.slice(Math.max(0, fromVersion - 1)) ?? []),
    list: async (dueByMs) => ok(chosen(listedIn(rollouts), dueByMs)),
    brief: async (piece) => ok(pieceOf(listedIn(rollouts), piece)),
    card: async (id) => ok(rollouts.get(id)?.listed),
    ids: async (beginning) => ok([...rollouts.keys()].filter((id) => id.startsWith(beginning)).toSorted(byText)),
    keepSnapshot: async (id, snapshot) => {
      const kept = rollouts.get(id);
      if (kept && snapshot.version > (kept.snapshot?.version ?? 0) && snapshot.version <= kept.entries.length)
        kept.snapshot = { ...snapshot, state: frozen(snapshot.state) };
      return ok(undefined);
    },
    latestSnapshot: async (id) => ok(rollouts.get(id)?.snapshot),
    close: async () => undefined,
  };
};

const beginningOf = (id: string): Kept => ({
  listed: { id, version: 0, hash: '', dueAtMs: undefined, summary: undefined },
  entries: [],
  snapshot: undefined,
});

const listedIn = (rollouts: ReadonlyMap<string, Kept>): readonly Listed[] =>
  [...rollouts.values()].map(({ listed }) => listed);

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

const chosen = (all: readonly Listed[], dueByMs: number | undefined): readonly Listed[] =>
  dueByMs === undefined
    ? all.toSorted((a, b) => byText(a.id, b.id))
    : all
        .filter(({ dueAtMs }) => dueAtMs !== undefined && dueAtMs <= dueByMs)
        .toSorted((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0) || byText(a.id, b.id));

const pieceOf = (all: readonly Listed[], { of, after, most }: Piece): readonly Brief[] => {
  const isBehind = ({ id, dueAtMs = 0 }: Brief): boolean => {
    if (!after) return true;
    const late = of === 'due' ? dueAtMs - (after.dueAtMs ?? 0) : 0;
    return late > 0 || (late === 0 && id > after.id);
  };
  const piece = chosen(all, of === 'due' ? Infinity : undefined)
    .filter(isBehind)
    .slice(0, most);
  return piece.map(({ id, version, dueAtMs }) => ({ id, version, dueAtMs }));
};

/** As JSON would bring it back from a disk, and shared by all who read it, so nobody may change it. */
const frozen = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null), (_, part: unknown) => Object.freeze(part));
