import { type AuditEvent, readAuditEvent } from '../../core/access/audit.ts';
import { ok, type Result } from '../../core/problem.ts';
import { createMasker } from '../../core/secrets/mask.ts';
import { plain, plainLine } from '../../core/values/quote.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { countedRefusals } from './counted.ts';
import { type Ledger, ledgerOf } from '../ledger.ts';

/** What somebody asked for, as it is written down. */
export type AskedFor = Omit<Extract<AuditEvent, { type: 'let-in' }>, 'schemaVersion' | 'type' | 'atMs'>;

/** The record of who was let in and who was not. */
export type AuditLog = {
  /** Written before it is done: where it cannot be written, nothing is done. */
  readonly letIn: (asked: AskedFor) => Promise<Result<unknown>>;
  /** Written, or counted where there are too many: strangers cannot make the log grow without end. */
  readonly refused: (asked: AskedFor, why: string) => Promise<void>;
  /** What was only counted is written. */
  readonly close: () => Promise<void>;
};

export const AUDIT_LOGS = 'audit:';

/** A day of UTC: `audit:2026-03-02`. */
const auditLogOf = (atMs: number): string => `${AUDIT_LOGS}${new Date(atMs).toISOString().slice(0, 10)}`;

type Day = { readonly id: string; readonly ledger: Ledger<AuditEvent, undefined> };

export const auditLog = (log: EventLog, clock: Clock): AuditLog => {
  let today: Day | undefined;

  const on = (id: string): Ledger<AuditEvent, undefined> => {
    if (today?.id === id) return today.ledger;
    const kind = { id, read: readAuditEvent, begin: undefined, fold: () => undefined };
    today = { id, ledger: ledgerOf<AuditEvent, undefined>(kind, log, clock) };
    return today.ledger;
  };

  const write = async (event: AuditEvent): Promise<Result<unknown>> => {
    const id = auditLogOf(event.atMs);
    const ledger = on(id);
    const known = await ledger.known();
    const beginning = known.ok && known.value.version === 0 ? await beginningOf(id, event.atMs, log) : ok(undefined);
    if (!beginning.ok) return beginning;
    return ledger.add(({ version }) => ok(version === 0 && beginning.value ? [beginning.value, event] : [event]));
  };

  const counted = countedRefusals(clock, write);
  const about = () => ({ schemaVersion: 1 as const, atMs: clock.nowMs() });
  return {
    letIn: (asked) => write({ ...about(), type: 'let-in', ...shown(asked) }),
    refused: async (asked, why) => {
      const event = { ...about(), type: 'refused' as const, ...shown(asked), why: plainLine(why) };
      if (!counted.mayWrite()) return counted.count(event);
      if (!(await write(event)).ok) counted.count(event);
    },
    close: counted.close,
  };
};

/** Where the day before ended: a day that somebody takes out is missed by the one after it. */
const beginningOf = async (id: string, atMs: number, log: EventLog): Promise<Result<AuditEvent>> => {
  const days = await log.ids(AUDIT_LOGS);
  if (!days.ok) return days;
  const before = days.value.findLast((day) => day < id);
  const entries = before === undefined ? ok([]) : await log.read(before, 1);
  if (!entries.ok) return entries;
  const last = entries.value.at(-1);
  const previous = before && last ? { previous: { log: before, version: last.version, hash: last.hash } } : {};
  return ok({ schemaVersion: 1, type: 'day-began', atMs, ...previous });
};

/** Strangers choose some of these words: they are cut, and a credential among them is masked. */
const shown = ({ who, proof, from, method, path, right, environment }: AskedFor): AskedFor => ({
  ...(who === undefined ? {} : { who: plainLine(who) }),
  ...(proof === undefined ? {} : { proof: plainLine(proof) }),
  ...(from === undefined ? {} : { from: plain(from, 60).slice(0, 100) }),
  method: plain(method, 10).slice(0, 20) || '-',
  path: plainLine(masked(path.slice(0, 1000))),
  right,
  environment: plain(environment, 60).slice(0, 100) || '-',
});

/** Part by part: a slash is one of the letters that keys are made of. */
const masked = (path: string): string => {
  const masker = createMasker();
  return path
    .split('/')
    .map((part) => masker.text(part))
    .join('/');
};
