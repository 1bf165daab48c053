import { z } from 'zod';
import { ok, type Result } from '../../core/problem.ts';
import { chainStart, linked, readChain } from '../../core/rollout/chain.ts';
import { eventReader } from '../../core/rollout/log-event.ts';
import { AtMs } from '../../core/rollout/words.ts';
import type { Sha256 } from '../../core/values/digest.ts';
import type { EventLog } from '../../ports/event-log.ts';

/** No id of a rollout has a colon, so what was told of one is never taken for one; nor has the name of whom was told. */
const PREFIX = 'told:';

export const isToldLog = (id: string): boolean => id.startsWith(PREFIX);

/** What somebody is being told of a rollout, and what came of it: written down before it is sent, and again after. */
const ToldEvent = z.strictObject({
  schemaVersion: z.literal(1),
  type: z.enum(['announcing', 'announced', 'not-announced']),
  atMs: AtMs,
  version: z.int().min(1).meta({ description: 'of the event in the log of the rollout that is told' }),
});
export type ToldEvent = z.infer<typeof ToldEvent>;

const readToldEvent = eventReader<ToldEvent>(ToldEvent, 1);

export type ToldLog = {
  readonly id: string;
  readonly version: number;
  readonly hash: Sha256;
  readonly events: readonly ToldEvent[];
};

export const loadTold = async (log: EventLog, to: string, rollout: string): Promise<Result<ToldLog>> => {
  const id = `${PREFIX}${to}:${rollout}`;
  const entries = await log.read(id, 1);
  if (!entries.ok) return entries;
  const read = readChain(id, chainStart(id), entries.value, readToldEvent);
  if (!read.ok) return read;
  const { links, hash } = read.value;
  return ok({ id, version: links.length, hash, events: links.map(({ event }) => event) });
};

/** Refused as `log-moved-on` where somebody else tells them of this rollout at this moment. */
export const noteTold = async (
  log: EventLog,
  known: ToldLog,
  happened: Omit<ToldEvent, 'schemaVersion'>,
): Promise<Result<ToldLog>> => {
  const event: ToldEvent = { schemaVersion: 1, ...happened };
  const card = { dueAtMs: undefined, summary: { told: known.id } };
  const head = await log.append(known.id, known.version, linked(known.hash, [event]), card);
  if (!head.ok) return head;
  const { version, hash } = head.value;
  return ok({ ...known, version, hash: hash as Sha256, events: [...known.events, event] });
};
