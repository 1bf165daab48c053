import { failed, problem } from '../../core/problem.ts';
import { inTime } from '../executor/deadline.ts';
import type { OpenLog } from '../../ports/event-log.ts';
import type { Ports } from '../operation.ts';
import { fails, secretsOf, shown, type Thing, works } from './thing.ts';

export type FlagsWanted = { readonly backend: string; readonly place: string; readonly keys: readonly string[] };

/** Opens a flag system, reads from it, and asks what we may do. Nothing is written: that it may be written to is known only where it says so. */
export const lookAtFlags = async (
  { backend, place, keys }: FlagsWanted,
  ports: Ports,
  log: OpenLog,
): Promise<Thing> => {
  const adapter = await ports.adapter('flags', backend);
  const named = { what: 'flags', name: backend, place: shown(place) } as const;
  const known = adapter ? { ...named, secrets: await secretsOf(adapter, ports) } : named;
  const opened = await ports.openFlags(backend, place, log);
  if (!opened.ok) return fails(known, opened.problems);
  const { read, greet } = opened.value;
  const asked = keys.length > 0 ? keys : ['rampart-doctor'];
  const found = await inTime(ports.clock, read(asked), late);
  if (!found.ok) return fails(known, found.problems);
  const greeting = greet ? await inTime(ports.clock, greet(), late) : undefined;
  if (greeting && !greeting.ok) return fails(known, greeting.problems);
  const seen = `${found.value.length} of ${keys.length} flags of the plan are there`;
  const says = greeting?.value ?? 'it can be read';
  return works(known, keys.length > 0 ? `${says}: ${seen}` : says);
};

export const late = (said: string) =>
  failed(
    problem({ kind: 'unreachable', code: 'late', message: said, hint: 'is it well, and is this the right place?' }),
  );
