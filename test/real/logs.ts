import { expect, onTestFinished } from 'vitest';
import { postgresEventLog } from '../../src/adapters/event-log/postgres.ts';
import type { Patience } from '../../src/adapters/postgres-pool.ts';
import { digestOf } from '../../src/core/values/digest.ts';
import { ok, type Result } from '../../src/core/problem.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { worked } from '../helpers/log.ts';

export const HASTE: Patience = { connectMs: 1500, lockMs: 700, answerMs: 1000 };

const secret = async () => ok(undefined);

export const openAt = (place: string, more: { make?: boolean; patience?: Patience } = {}): Promise<Result<EventLog>> =>
  postgresEventLog(place, { secret, ...more });

/** A log that is closed with the test. */
export const logAt = async (place: string, patience?: Patience): Promise<EventLog> => {
  const log = worked(await openAt(place, patience ? { patience } : {}));
  onTestFinished(() => log.close());
  return log;
};

/** All of it is there and each event follows from the one before. */
export const unbroken = async (log: EventLog, id: string): Promise<number> => {
  let previous = '';
  const entries = worked(await log.read(id, 1));
  for (const { event, hash } of entries) {
    expect(hash).toBe(digestOf({ hash: previous, event }));
    previous = hash;
  }
  return entries.length;
};
