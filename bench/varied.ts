import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/** As they come in life: names, digests and states of their own, one in ten in trouble. */
export const varied = (file: string): void => {
  const db = new DatabaseSync(file);
  const update = db.prepare('update rollout set summary = ?, due_at_ms = null where id = ?');
  db.exec('begin');
  for (const { id, summary } of db.prepare('select id, summary from rollout').all()) {
    const digest = createHash('sha256').update(String(id)).digest('hex');
    const nth = Number.parseInt(digest.slice(0, 8), 16);
    const status = nth % 10 === 0 ? 'held' : nth % 3 === 0 ? 'completed' : 'running';
    const trouble = status === 'held' ? { trouble: `errors-high: ${nth % 9}.${nth % 7} % of 12000, limit 5 %` } : {};
    const own = {
      planDigest: digest,
      status,
      feature: `feature ${digest.slice(8, 16)}`,
      percent: nth % 101,
      ...trouble,
    };
    update.run(JSON.stringify({ ...JSON.parse(String(summary)), ...own }), String(id));
  }
  db.exec('commit');
  db.close();
};
