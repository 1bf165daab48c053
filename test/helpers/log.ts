import type { Result } from '../../src/core/problem.ts';
import { digestOf } from '../../src/core/values/digest.ts';
import type { Card, NewEntry } from '../../src/ports/event-log.ts';

/** The value of what must have gone well. */
export const worked = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 2));
  return result.value;
};

export const problemOf = <T>(result: Result<T>) => {
  if (result.ok) throw new Error(`went well: ${JSON.stringify(result.value)}`);
  return result.problems[0];
};

export const NO_CARD: Card = { dueAtMs: undefined, summary: null };

/** Entries from one version to another, each linked to the one before. */
export const chain = (from: number, to: number, previous = ''): NewEntry[] => {
  const entries: NewEntry[] = [];
  let hash = previous;
  for (let n = from; n <= to; n += 1) {
    const event = { kind: 'step-taken', n, why: 'soak over' };
    hash = digestOf({ hash, event });
    entries.push({ event, hash });
  }
  return entries;
};
