import type { Entry, Head, Snapshot } from '../../ports/event-log.ts';

/** What storage says cannot be what we wrote. */
export class DamagedLog extends Error {}

export const NOTHING: Head = { version: 0, hash: '' };

/** The list of rollouts says where each ends, so a lost end is found as a lost middle is. */
export const wholeFrom = (fromVersion: number, entries: readonly Entry[], head: Head): readonly Entry[] => {
  const first = Math.max(1, fromVersion);
  const gap = entries.findIndex(({ version }, at) => version !== first + at);
  if (gap >= 0) throw new DamagedLog(`event ${first + gap} is missing`);
  const last = first + entries.length - 1;
  if (last < head.version)
    throw new DamagedLog(`it should end at event ${head.version}, and event ${last + 1} is missing`);
  if (entries.length > 0 && last > head.version)
    throw new DamagedLog(`it should end at event ${head.version}, and there are more`);
  if (entries.length > 0 && entries.at(-1)?.hash !== head.hash)
    throw new DamagedLog(`event ${last} is not the one that was written`);
  return entries;
};

/** A log that was cut back, events and end alike, is found out by its snapshot. */
export const notBehind = (snapshot: Snapshot | undefined, end: number): Snapshot | undefined => {
  if (snapshot && snapshot.version > end)
    throw new DamagedLog(`a snapshot was made at event ${snapshot.version}, and it ends at event ${end}`);
  return snapshot;
};

export const textOf = (value: unknown): string => JSON.stringify(value ?? null);

export const valueOf = (row: Readonly<Record<string, unknown>>, column: string): unknown => {
  try {
    return JSON.parse(String(row[column]));
  } catch {
    throw new DamagedLog(`its ${column} is no JSON`);
  }
};
