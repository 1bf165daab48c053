import { z } from 'zod';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { readCards } from '../executor/card.ts';
import { inTime } from '../executor/deadline.ts';
import { lookInto } from '../executor/open.ts';
import { operation, type Outcome, outcome, type Ports } from '../operation.ts';
import { whereFields, type WhereInput } from './fields.ts';
import { flagsWithLog, loadFlagLog } from './log.ts';
import { FlagRow, rowOf } from './standing.ts';
import { holderOf, late, openWhere, type Where } from './where.ts';

const Flags = z.strictObject({
  schemaVersion: z.literal(1),
  backend: z.string(),
  place: z.string(),
  flags: z.array(FlagRow),
});
type Flags = z.infer<typeof Flags>;

export const flagsStatus = operation({
  name: 'flags status',
  summary: 'Shows every flag that is known here, from rollouts or by hand, as the flag system holds it now.',
  effect: 'reads',
  examples: [{ command: 'rampart flags status', what: 'one line each' }],
  input: z.strictObject(whereFields),
  output: Flags,
  run: (input, ports) => lookInto(ports, input.db, (log) => shown(input, log, ports)),
});

const shown = async (input: WhereInput, log: EventLog, ports: Ports): Promise<Result<Outcome<Flags>>> => {
  const where = await openWhere(input, ports);
  if (!where.ok) return where;
  const keys = await knownFlags(log);
  if (!keys.ok) return keys;
  const read = await inTime(ports.clock, where.value.flags.read(keys.value), (said) => failed(late('flags', said)));
  if (!read.ok) return read;
  const rows: FlagRow[] = [];
  for (const key of keys.value) {
    const row = await rowFor(key, { log, where: where.value, flag: read.value.find((one) => one.key === key) });
    if (!row.ok) return row;
    rows.push(row.value);
  }
  const { backend, place } = where.value;
  return ok(outcome<Flags>({ schemaVersion: 1, backend, place, flags: rows }, { warnings: read.warnings }));
};

const knownFlags = async (log: EventLog): Promise<Result<readonly string[]>> => {
  const [byHand, listed] = [await flagsWithLog(log), await log.list()];
  if (!byHand.ok) return byHand;
  if (!listed.ok) return listed;
  const inRollouts = readCards(listed.value).flatMap(({ summary }) => summary.flags);
  return ok([...new Set([...byHand.value, ...inRollouts])].toSorted());
};

type Around = { readonly log: EventLog; readonly where: Where; readonly flag: Parameters<typeof rowOf>[0]['flag'] };

const rowFor = async (key: string, { log, where, flag }: Around): Promise<Result<FlagRow>> => {
  const [known, holder] = [await loadFlagLog(log, key), await holderOf(log, key, where)];
  if (!known.ok) return known;
  return holder.ok ? ok(rowOf({ key, flag, events: known.value.events, heldBy: holder.value?.id }, where)) : holder;
};
