import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { memoryEventLog } from '../src/adapters/event-log/memory.ts';
import { postgresEventLog } from '../src/adapters/event-log/postgres.ts';
import { sqliteEventLog } from '../src/adapters/event-log/sqlite.ts';
import { flagdBackend } from '../src/adapters/flag-backend/flagd.ts';
import { ask } from '../src/app/executor/ask.ts';
import { found } from '../src/app/executor/journal.ts';
import { settle } from '../src/app/executor/turn.ts';
import { ok } from '../src/core/problem.ts';
import type { Planned } from '../src/core/program/planned.ts';
import { chainStart, linked } from '../src/core/rollout/chain.ts';
import { MINUTE } from '../src/core/values/duration.ts';
import type { Entry, Listed } from '../src/ports/event-log.ts';
import { worked } from '../test/helpers/log.ts';
import { aClimb, ANNA, measured } from '../test/helpers/rollout.ts';

/** The metric source of a bench answers at once: what is measured is what we do. */
export const instantMetrics = {
  measure: async (_: unknown, windowMs: number, atMs: number) => measured(atMs, windowMs, {}, {}),
};

type One = { readonly listed: Listed; readonly entries: readonly Entry[]; readonly flags: string };

/** One rollout that has been in its first phase for half an hour, which soaks for a day. */
const template = async (folder: string): Promise<One> => {
  const flagsAt = join(folder, 'template.json');
  writeFileSync(flagsAt, '{"flags": {}}\n');
  const plan = aClimb();
  const schedule = { ...plan.schedule, windows: [], freezes: [] };
  const phases = plan.phases.map((phase, nth) => (nth === 0 ? { ...phase, soak: 'P1D', deadline: undefined } : phase));
  const log = memoryEventLog();
  let nowMs = Date.now() - 30 * MINUTE;
  worked(await found(log, { id: 'r', plan: { ...plan, schedule, phases }, places: { flags: flagsAt } }));
  worked(await ask(log, 'r', () => ok({ is: 'start', by: ANNA, reason: 'bench', atMs: nowMs, authors: ['zoe'] })));
  const clock = { nowMs: () => nowMs, sleep: () => new Promise<void>(() => undefined) };
  const world = {
    log,
    flags: flagdBackend(flagsAt),
    metrics: instantMetrics,
    checks: async () => () => undefined,
    clock,
  };
  for (let turns = 0; turns < 2; turns += 1) {
    worked(await settle('r', world));
    nowMs += MINUTE;
  }
  const [listed] = worked(await log.list());
  if (!listed) throw new Error('no rollout');
  return { listed, entries: worked(await log.read('r', 1)), flags: flagsAt };
};

export type Fleet = {
  readonly each: (nth: number) => { readonly id: string; readonly entries: readonly Entry[] };
  readonly summary: unknown;
};

/** Ten thousand like it, each with a chain and a flag file of its own. */
export const aFleet = async (folder: string): Promise<Fleet> => {
  mkdirSync(join(folder, 'flags'), { recursive: true });
  const { listed, entries, flags } = await template(folder);
  const text = readFileSync(flags, 'utf8');
  return {
    summary: listed.summary,
    each: (nth) => {
      const [id, at] = [`rollout-${nth}`, join(folder, 'flags', `${nth}.json`)];
      writeFileSync(at, text);
      const events = entries.map(({ event }, version) =>
        version === 0 ? { ...(event as Planned), places: { flags: at, metrics: 'instant' } } : event,
      );
      const links = linked(chainStart(id), events);
      return { id, entries: links.map((link, version) => ({ ...link, version: version + 1 })) };
    },
  };
};

/** All of them in one transaction: ten thousand times waiting for the disk measures nothing. */
export const intoSqlite = async (file: string, { each, summary }: Fleet, count: number): Promise<void> => {
  await worked(await sqliteEventLog(file)).close();
  const db = new DatabaseSync(file);
  const row = db.prepare('insert into rollout (id, version, hash, due_at_ms, summary) values (?, ?, ?, ?, ?)');
  const event = db.prepare('insert into event (rollout, version, hash, body) values (?, ?, ?, ?)');
  db.exec('begin');
  for (let nth = 0; nth < count; nth += 1) {
    const { id, entries } = each(nth);
    row.run(id, entries.length, entries.at(-1)?.hash ?? '', 1, JSON.stringify(summary));
    for (const { version, hash, event: body } of entries) event.run(id, version, hash, JSON.stringify(body));
  }
  db.exec('commit');
  db.close();
};

const BATCH = 200;

export const intoPostgres = async (place: string, { each, summary }: Fleet, count: number): Promise<void> => {
  await worked(await postgresEventLog(place, { secret: async () => ok(undefined) })).close();
  const client = new pg.Client({ connectionString: place.replace('?tls=off', '') });
  await client.connect();
  for (let from = 0; from < count; from += BATCH) {
    const some = Array.from({ length: Math.min(BATCH, count - from) }, (_, nth) => each(from + nth));
    const all = some.flatMap(({ id, entries }) => entries.map((entry) => ({ id, ...entry })));
    await client.query(
      `insert into rampart.rollout select id, version, hash, 1, $4 from unnest($1::text[], $2::integer[], $3::text[]) as new(id, version, hash)`,
      [
        some.map(({ id }) => id),
        some.map(({ entries }) => entries.length),
        some.map(({ entries }) => entries.at(-1)?.hash),
        JSON.stringify(summary),
      ],
    );
    await client.query(
      `insert into rampart.event select id, version, hash, body
       from unnest($1::text[], $2::integer[], $3::text[], $4::text[]) as new(id, version, hash, body)`,
      [
        all.map(({ id }) => id),
        all.map(({ version }) => version),
        all.map(({ hash }) => hash),
        all.map(({ event }) => JSON.stringify(event)),
      ],
    );
  }
  await client.query('analyze rampart.rollout, rampart.event');
  await client.end();
};
