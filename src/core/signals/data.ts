import { codeLines, isHead, type Detector, type Entry, type Hit, insideNew } from './detector.ts';
import { MONEY, place } from './domain.ts';
import type { Line, Reading, Run } from './reading.ts';
import { isInProcess, keepsApart } from './shapes.ts';
import { ABOUT, DOES } from './words.ts';

const answer = 'Show which rows this reaches, and that they can be brought back.';

const entries = {
  deletes: {
    area: 'data',
    level: 'critical',
    why: 'Stored records are deleted by many, or other ones than before.',
    answer,
  },
  'delete-changed': { area: 'data', level: 'medium', why: 'Code that deletes a stored record changes.', answer },
  backfill: { area: 'migration', level: 'high', why: 'Existing rows are rewritten by a job.', answer },
  apart: {
    area: 'data',
    level: 'high',
    why: 'A rule that keeps two records from being the same is gone or is another.',
    answer: 'Show what keeps them apart now, and that no two are the same already.',
  },
  'bulk-write': { area: 'data', level: 'medium', why: 'Many rows are written at once.', answer },
  'row-lock': {
    area: 'data',
    level: 'critical',
    why: 'A lock or an idempotency rule on stored records changes: an update may be lost or done twice.',
    answer: 'Show that two at once still end in one right result.',
  },
  concurrency: {
    area: 'performance',
    level: 'medium',
    why: 'Concurrent work is ordered or isolated differently.',
    answer: 'Show that two at once still end in one right result.',
  },
  cache: {
    area: 'performance',
    level: 'medium',
    why: 'Something is cached, batched or loaded differently.',
    answer: 'Show that nobody is served stale or foreign results.',
  },
} as const satisfies Record<string, Entry>;

const BULK_DELETE =
  /\bDELETE\s+FROM\b|delete_all|destroy_all|deleteMany|deleteAll|delete_many|bulk_delete|ExecuteDelete|\.objects\.\w{0,60}\.delete\(\)|filter\(.{0,120}\)\.delete\(|where\(.{0,120}\)\.(?:delete|destroy)|\bTRUNCATE\b|purge|anonymi[sz]e|hard_?delete|forceDelete/i;
const BULK_WRITE =
  /update_all|updateMany|bulk_update|update_many|ExecuteUpdate|in_batches|find_in_batches|insert_all|upsert_all|\.update\(.{0,60}\)\.where|\bUPDATE\s+\w{1,60}\s+SET\b/i;
const ROW_LOCK =
  /with_lock|\block!|select_for_update|FOR UPDATE|lockForUpdate|pessimistic|advisory_?lock|idempoten|race|ON CONFLICT|optimistic|\.lock\(|lock_version|compareAndSet|unique_?constraint/i;

const JOB = /backfill|populat|migrat|fixup|one[-_]?off|(?:commands?|console|tasks)\/(?:upgrade|integrity|correction)/i;
const SAVES = /(?:->|\.)(?:save|update)!?\(/;

const lockHit = (reading: Reading, run: Run, line: Line): Hit | undefined => {
  if ((line.about & ABOUT.lock) === 0 || insideNew(run, line) || reading.file.status === 'added') return undefined;
  if ((line.does & (DOES.calls | DOES.assigns | DOES.quotes | DOES.when)) === 0 && !/\bdo\b|\{$/.test(line.text))
    return undefined;
  const strong = ROW_LOCK.test(line.text.slice(0, 400)) && !isInProcess(line);
  const moneyed = place(reading, run, MONEY) >= 2;
  const stored = ((reading.place.about | run.around) & (ABOUT.stored | ABOUT.moneyish | ABOUT.flow)) !== 0;
  if (strong && (moneyed || stored))
    return {
      name: 'row-lock',
      line,
      run,
      established: moneyed && /with_lock|for_?update|lockForUpdate/i.test(line.text.slice(0, 300)),
    };
  return { name: 'concurrency', line, run };
};

const apartHit = (reading: Reading, run: Run, line: Line): Hit | undefined => {
  if (line.added || reading.file.status === 'deleted' || !keepsApart(line)) return undefined;
  if (run.added.some(keepsApart)) return undefined;
  return { name: 'apart', line, run, ...(place(reading, run, MONEY) >= 2 ? { level: 'critical' as const } : {}) };
};

const deleteHit = (reading: Reading, run: Run, line: Line): Hit | undefined => {
  if (
    (line.does & (DOES.destroys | DOES.bulk | DOES.writes)) === 0 &&
    (line.about & ABOUT.privacy) === 0 &&
    !line.text.includes('DELETE') &&
    !line.text.includes('UPDATE')
  )
    return undefined;
  const text = line.text.slice(0, 400);
  const isNew = insideNew(run, line);
  const job = JOB.test(reading.file.path.slice(-200));
  if (job && line.added && (BULK_WRITE.test(text) || SAVES.test(text)))
    return { name: 'backfill', line, run, established: true };
  if (BULK_DELETE.test(text)) {
    const fresh = isNew || reading.file.status === 'added';
    const meant = /purge|clean|retention|prune|expire|delet/i.test(reading.file.path.slice(-200));
    return { name: 'deletes', line, run, ...(fresh ? { level: meant ? ('high' as const) : ('medium' as const) } : {}) };
  }
  if (BULK_WRITE.test(text)) return { name: 'bulk-write', line, run };
  const record =
    (line.does & DOES.destroys) !== 0 &&
    (line.does & DOES.calls) !== 0 &&
    ((line.about | run.around | reading.place.about) & ABOUT.stored) !== 0;
  return record && !isNew ? { name: 'delete-changed', line, run } : undefined;
};

const cacheHit = (line: Line, run: Run, reading: Reading): Hit | undefined => {
  if ((line.about & ABOUT.cache) === 0 || insideNew(run, line) || reading.file.status === 'added') return undefined;
  return (line.does & (DOES.calls | DOES.assigns)) === 0 ? undefined : { name: 'cache', line, run };
};

export const data: Detector = {
  family: 'data',
  entries,
  look: (reading) => {
    const layer = reading.place.layer;
    if (layer !== 'server' && layer !== 'script') return [];
    if (reading.file.status === 'deleted') return [];
    const hits: Hit[] = [];
    for (const [line, run] of codeLines(reading)) {
      const hit =
        (isHead(line) ? undefined : deleteHit(reading, run, line)) ??
        apartHit(reading, run, line) ??
        lockHit(reading, run, line) ??
        cacheHit(line, run, reading);
      if (hit === undefined) continue;
      if (layer === 'script' && hit.name !== 'backfill') continue;
      hits.push(hit);
    }
    return hits;
  },
};
