export type Older = Readonly<Record<string, unknown>>;

/**
 * What an event of one version is in the words of the next: the first step brings version 1 to 2, and so on. A step
 * that was released is never changed. The log keeps what was written, and the chain is over that.
 */
export const UPCASTS: readonly ((event: Older) => Older)[] = [];

/** An event in the words of today. What is of today, is newer, or says no version is left as it is. */
export const upcast = (value: unknown, steps = UPCASTS): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const { schemaVersion } = value as Older;
  if (typeof schemaVersion !== 'number' || !Number.isInteger(schemaVersion) || schemaVersion < 1) return value;
  return steps
    .slice(schemaVersion - 1)
    .reduce((event, step, at) => ({ ...step(event), schemaVersion: schemaVersion + at + 1 }), value as Older);
};
