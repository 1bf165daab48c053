import { cameTo, type Inventory, type ListedFlag } from './inventory.ts';

/** What our own log knows of a flag. */
export type Past = {
  /** When it came to what it was then: by the end of a rollout, or by hand. */
  readonly ended?: { readonly atMs: number; readonly as: 'on' | 'off' } | undefined;
  /** The rollout that has it in hand now. */
  readonly heldBy?: string | undefined;
  /** How long its plan lets it stand, and who is to take it out. */
  readonly waitMs?: number | undefined;
  readonly owner?: string | undefined;
  readonly needs?: readonly string[] | undefined;
};

export type StaleFlag = {
  readonly key: string;
  readonly is: 'on' | 'off';
  readonly sinceMs: number;
  readonly knownBy: 'flag-system' | 'log';
  readonly owner: string | undefined;
  /** Flags that rest on it and are not stale: it has to wait for them. */
  readonly neededBy: readonly string[];
};

export type Sorted = {
  /** In the order in which they can go: what rests on another goes before it. */
  readonly stale: readonly StaleFlag[];
  /** Finished, and nobody knows since when. */
  readonly undated: readonly { readonly key: string; readonly is: 'on' | 'off' }[];
  readonly counts: Readonly<Record<'held' | 'between' | 'young' | 'lasting', number>>;
};

type Asked = {
  readonly inventory: Pick<Inventory, 'flags'>;
  readonly pasts: ReadonlyMap<string, Past>;
  readonly nowMs: number;
  /** How long a finished flag may stand where its plan does not say. */
  readonly usualMs: number;
};

/**
 * Which flags have done their work: on for everybody or off for everybody, in no rollout's hands, for longer than their
 * plan or the team lets them. How long is what the flag system says, or our log where both agree on what the flag is.
 */
export const staleAmong = ({ inventory: { flags }, pasts, nowMs, usualMs }: Asked): Sorted => {
  const counts = { held: 0, between: 0, young: 0, lasting: 0 };
  const undated: { key: string; is: 'on' | 'off' }[] = [];
  const stale: Omit<StaleFlag, 'neededBy'>[] = [];
  for (const listed of flags) {
    const { key } = listed.flag;
    const past = pasts.get(key) ?? {};
    const is = cameTo(listed);
    const left =
      past.heldBy !== undefined ? 'held' : is === 'between' ? 'between' : listed.lasting ? 'lasting' : undefined;
    if (left !== undefined || is === 'between') {
      counts[left ?? 'between'] += 1;
      continue;
    }
    const since = sinceOf(listed, past, is);
    if (!since) undated.push({ key, is });
    else if (nowMs - since.sinceMs <= (past.waitMs ?? usualMs)) counts.young += 1;
    else stale.push({ key, is, ...since, owner: past.owner });
  }
  return { stale: inOrder(stale, needsOf(flags, pasts)), undated, counts };
};

type Since = Pick<StaleFlag, 'sinceMs' | 'knownBy'>;

/** The later of both: whoever set it again, there or here, began its age anew. */
const sinceOf = ({ changedAtMs }: ListedFlag, { ended }: Past, is: 'on' | 'off'): Since | undefined => {
  const ours = ended?.as === is ? ended.atMs : undefined;
  if (changedAtMs !== undefined && changedAtMs >= (ours ?? 0)) return { sinceMs: changedAtMs, knownBy: 'flag-system' };
  return ours === undefined ? undefined : { sinceMs: ours, knownBy: 'log' };
};

type Needs = ReadonlyMap<string, ReadonlySet<string>>;

const needsOf = (flags: readonly ListedFlag[], pasts: ReadonlyMap<string, Past>): Needs =>
  new Map(
    flags.map(({ flag: { key, prerequisites = [] } }) => [
      key,
      new Set([...prerequisites, ...(pasts.get(key)?.needs ?? [])]),
    ]),
  );

/** Those that nothing rests on any more come first. Where they rest on each other in a circle, names decide. */
const inOrder = (found: readonly Omit<StaleFlag, 'neededBy'>[], needs: Needs): readonly StaleFlag[] => {
  const keys = new Set(found.map(({ key }) => key));
  const dependants = new Map(
    [...keys].map((key) => [key, [...needs].flatMap(([one, its]) => (its.has(key) ? [one] : []))]),
  );
  const left = new Map(found.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map((one) => [one.key, one]));
  const ordered: StaleFlag[] = [];
  while (left.size > 0) {
    const free = [...left.values()].find(
      ({ key }) => !dependants.get(key)?.some((one) => left.has(one) && one !== key),
    );
    const next = free ?? [...left.values()][0];
    if (!next) break;
    left.delete(next.key);
    ordered.push({ ...next, neededBy: (dependants.get(next.key) ?? []).filter((one) => !keys.has(one)) });
  }
  return ordered;
};
