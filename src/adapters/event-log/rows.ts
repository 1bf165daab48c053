import type { Brief, Entry, Head, Listed, Snapshot } from '../../ports/event-log.ts';
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

export const briefOf = (row: Row): Brief => ({
  id: String(row['id']),
  version: Number(row['version']),
  dueAtMs: row['due_at_ms'] === null ? undefined : Number(row['due_at_ms']),
});

export const listedOf = (row: Row): Listed => ({
  ...briefOf(row),
  ...headOf(row),
  summary: valueOf(row, 'summary'),
});

export const snapshotOf = (row: Row): Snapshot => ({
  version: Number(row['version']),
  hash: String(row['hash']),
  digest: String(row['digest']),
  state: valueOf(row, 'state'),
});
