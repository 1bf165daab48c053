import { z } from 'zod';
import { AuditEvent, readAuditEvent } from '../core/access/audit.ts';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { chainStart, type Linked, readChain } from '../core/rollout/chain.ts';
import { Sha256 } from '../core/values/digest.ts';
import type { EventLog } from '../ports/event-log.ts';
import { AUDIT_LOGS } from './access/audit-log.ts';
import { db } from './executor/fields.ts';
import { lookIntoExisting } from './executor/open.ts';
import { words } from './fields.ts';
import { operation, outcome } from './operation.ts';

const Day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'not a day: 2026-03-02');

const Audited = z.strictObject({
  schemaVersion: z.literal(1),
  days: z.array(z.strictObject({ log: z.string(), version: z.int(), hash: Sha256 })).meta({
    description: 'where each day ends: whoever keeps the last of them elsewhere finds out when an end is cut',
  }),
  events: z.array(z.strictObject({ log: z.string(), version: z.int(), hash: Sha256, event: AuditEvent })),
});
export type Audited = z.infer<typeof Audited>;

export const audit = operation({
  name: 'audit',
  summary: 'Tells who asked the service for what, and who was refused, from a record whose chain is verified.',
  effect: 'reads',
  examples: [
    { command: 'rampart audit', what: 'all of it, a line each' },
    { command: 'rampart audit --since 2026-03-01 --format jsonl', what: 'as JSON lines, with their hashes' },
  ],
  input: z.strictObject({
    since: Day.optional().meta(words('from that day of UTC on', { value: 'DAY' })),
    until: Day.optional().meta(words('up to that day, and with it', { value: 'DAY' })),
    format: z
      .enum(['text', 'jsonl'])
      .default('text')
      .meta(words('how it is printed', { value: 'text|jsonl' })),
    db,
  }),
  output: Audited,
  run: ({ since = '', until = '9999-12-31', db: file }, ports) =>
    lookIntoExisting(ports, file, async (log) => {
      const days = await daysIn(log);
      if (!days.ok) return days;
      const kept = days.value.filter(({ id }) => isBetween(id.slice(AUDIT_LOGS.length), since, until));
      return ok(
        outcome<Audited>({
          schemaVersion: 1,
          days: kept.map(endOf),
          events: kept.flatMap(({ id, links }) =>
            links.map(({ event, hash }, at) => ({ log: id, version: at + 1, hash, event })),
          ),
        }),
      );
    }),
});

/** Days of this shape are in order as they are written. */
const isBetween = (day: string, since: string, until: string): boolean => day >= since && day <= until;

type Kept = { readonly id: string; readonly links: readonly Linked<AuditEvent>[] };

const endOf = ({ id, links }: Kept) => ({
  log: id,
  version: links.length,
  hash: links.at(-1)?.hash ?? chainStart(id),
});

/** All of it, whatever is asked for: a day stands only with those before it. */
const daysIn = async (log: EventLog): Promise<Result<readonly Kept[]>> => {
  const ids = await log.ids(AUDIT_LOGS);
  if (!ids.ok) return ids;
  const days: Kept[] = [];
  for (const id of ids.value) {
    const day = await dayIn(id, log);
    if (!day.ok) return day;
    const broken = goesOn(day.value, days.at(-1));
    if (broken) return failed(broken);
    days.push(day.value);
  }
  return ok(days);
};

const dayIn = async (id: string, log: EventLog): Promise<Result<Kept>> => {
  const entries = await log.read(id, 1);
  if (!entries.ok) return entries;
  const read = readChain(id, chainStart(id), entries.value, readAuditEvent);
  return read.ok ? ok({ id, links: read.value.links }) : read;
};

const goesOn = ({ id, links }: Kept, before: Kept | undefined): Problem | undefined => {
  const first = links[0]?.event;
  if (first?.type !== 'day-began') return broken(id, 'its first event does not say where the day before ended');
  const { previous } = first;
  const end = before && endOf(before);
  if (previous?.log !== end?.log) return broken(id, `${previous?.log ?? 'nothing'} stood before it, and is missing`);
  return previous?.hash === end?.hash && previous?.version === end?.version
    ? undefined
    : broken(id, `${previous?.log ?? 'the day before'} ended otherwise`);
};

const broken = (path: string, message: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'log-broken',
    path,
    message: `the chain of days breaks here: ${message}`,
    hint: 'take the log from a backup, and find out who can write to it',
  });
