import { z } from 'zod';
import { failed, ok, type Result } from '../../core/problem.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { lookInto } from '../executor/open.ts';
import { operation, type Outcome, outcome, type Ports } from '../operation.ts';
import { flagField, whereFields, type WhereInput } from './fields.ts';
import { loadFlagLog } from './log.ts';
import { FlagStanding, flagStandingOf } from './standing.ts';
import { holderOf, noSuchFlag, openWhere, readFlag } from './where.ts';

export const flagsGet = operation({
  name: 'flags get',
  summary: 'Shows one flag as the flag system holds it, who has it in hand, and what was done to it by hand.',
  effect: 'reads',
  examples: [{ command: 'rampart flags get new-login', what: 'asks the flag system itself' }],
  input: z.strictObject({ flag: flagField, ...whereFields }),
  output: FlagStanding,
  run: ({ flag, ...input }, ports) => lookInto(ports, input.db, (log) => standingOfFlag(flag, input, { log, ports })),
});

type At = { readonly log: EventLog; readonly ports: Ports };

export const standingOfFlag = async (
  key: string,
  input: WhereInput,
  { log, ports }: At,
): Promise<Result<Outcome<FlagStanding>>> => {
  const where = await openWhere(input, ports);
  if (!where.ok) return where;
  const read = await readFlag(where.value, key, ports.clock);
  if (!read.ok) return read;
  if (!read.value) return failed(noSuchFlag(key, where.value, 'rampart flags status shows those that are known here'));
  const [known, holder] = [await loadFlagLog(log, key), await holderOf(log, key, where.value)];
  if (!known.ok) return known;
  if (!holder.ok) return holder;
  const seen = { key, flag: read.value, events: known.value.events, heldBy: holder.value?.id };
  return ok(outcome(flagStandingOf(seen, where.value, false), { warnings: read.warnings }));
};
