import type { Entry, Head, Listed, Snapshot } from '../../ports/event-log.ts';
import { valueOf } from './reading.ts';

type Row = Readonly<Record<string, unknown>>;

export const headOf = (row: Row, version = 'version', hash = 'hash'): Head => ({
  version: Number(row[version]),
  hash: String(row[hash]),
});

export const entryOf = (row: Row): Entry => ({
  version: Number(row['version']),
  hash: String(row['hash']),
  event: valueOf(row, 'body'),
});

export const listedOf = (row: Row): Listed => ({
  id: String(row['id']),
  ...headOf(row),
  dueAtMs: row['due_at_ms'] === null ? undefined : Number(row['due_at_ms']),
  summary: valueOf(row, 'summary'),
});

export const snapshotOf = (row: Row): Snapshot => ({
  version: Number(row['version']),
  hash: String(row['hash']),
  digest: String(row['digest']),
  state: valueOf(row, 'state'),
});
