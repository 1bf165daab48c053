import type pg from 'pg';
import type { Next } from '../../ports/scheduler.ts';

/** What is said to the engine in its own words: functions and a view that it publishes, and none of its tables. */
export type Queue = {
  /** At once, in place of what waits; or in so long, if nothing waits already. */
  readonly put: (id: string, next?: Next) => Promise<void>;
  /** Those among them that had nothing waiting, and nobody at it within the lease. */
  readonly ensure: (ids: readonly string[]) => Promise<readonly string[]>;
  /** By the clock of the server. */
  readonly nowMs: () => Promise<number>;
  /** How long ago that was by the clock of the server, as far as it is known. */
  readonly sinceMs: (moment: Date) => number;
};

export const queueOn = (pool: pg.Pool, leaseMs: number): Queue => {
  let aheadMs = 0;
  return {
    put: async (id, next) => {
      await pool.query(PUT, [
        id,
        next?.inMs ?? 0,
        next?.lane ? [next.lane] : null,
        next ? 'preserve_run_at' : 'replace',
      ]);
    },
    ensure: async (ids) => {
      if (ids.length === 0) return [];
      const { rows } = await pool.query<{ key: string }>(ENSURE, [ids, leaseMs]);
      return rows.map(({ key }) => key);
    },
    nowMs: async () => {
      const askedMs = Date.now();
      const { rows } = await pool.query<{ ms: string }>(NOW);
      const nowMs = Number(rows[0]?.ms);
      aheadMs = nowMs - (askedMs + Date.now()) / 2;
      return nowMs;
    },
    sinceMs: (moment) => Math.max(0, Date.now() + aheadMs - moment.getTime()),
  };
};

const NOW = 'select (extract(epoch from clock_timestamp()) * 1000)::bigint::text as ms';

/** Moments are the server's: a machine whose clock is wrong wakes nobody early or late. */
const PUT = `select from graphile_worker.add_job('turn', json_build_object('id', $1::text), job_key := $1::text,
  run_at := now() + $2::double precision * interval '1 millisecond', flags := $3::text[], job_key_mode := $4::text)`;

/** A key whose job somebody is at gets a job of its own; that of the dead is left without one, and thrown away by the engine's own rules. */
const ENSURE = `with lost as (
    select whose from unnest($1::text[]) as asked(whose) where not exists (
      select from graphile_worker.jobs where key = whose
        and case when locked_at is null then attempts < max_attempts
          else locked_at > now() - $2::double precision * interval '1 millisecond' end)
  ), specs as (
    select array_agg(row('turn', json_build_object('id', whose), null, now(), 25, whose, 0, null)
      ::graphile_worker.job_spec) as each from lost having count(*) > 0
  ) select added.key from specs, lateral graphile_worker.add_jobs(specs.each) as added`;
