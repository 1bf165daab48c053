import { z } from 'zod';
import { failed, ok, problem, type Problem, type Result } from '../core/problem.ts';
import { chainStart, type Linked, verifyChain } from '../core/rollout/chain.ts';
import { type Event, readEvent } from '../core/rollout/events.ts';
import { Sha256 } from '../core/values/digest.ts';
import { atMost, checked } from '../core/values/issues.ts';
import { readJson } from '../core/values/json.ts';
import { text } from '../core/values/text.ts';
import { type Founding, readFounding } from './executor/journal.ts';
import type { Card, Entry, EventLog } from '../ports/event-log.ts';

/** One line of an export. */
const LogLine = z.strictObject({ rollout: text(200), version: z.int().min(1), hash: Sha256, event: z.unknown() });
type LogLine = z.infer<typeof LogLine>;

/** The logs of those rollouts as JSON lines: one event each, in order, with its hash, for other eyes and other machines. */
export const exportLines = async (log: EventLog, ids: readonly string[]): Promise<Result<string>> => {
  const lines: string[] = [];
  for (const id of ids) {
    const entries = await log.read(id, 1);
    if (!entries.ok) return entries;
    lines.push(...entries.value.map((entry) => `${JSON.stringify({ rollout: id, ...entry })}\n`));
  }
  return ok(lines.join(''));
};

/** Checked as an event, and kept as the line says it: bytes go through unchanged. */
type Read = { readonly version: number; readonly hash: Sha256; readonly event: Kept; readonly kept: unknown };
/** The log of a rollout that was applied begins with its plan; everything after that is events. */
type Kept = Event | Founding;
export type Imported = { readonly rollout: string; readonly events: number; readonly added: number };

/**
 * Takes an export into a log. Every line is looked at before the first is written: what is no event, is missing, or
 * does not follow from the one before, is refused with all of it. What is there already is left alone, so it is safe
 * to repeat.
 */
export const importLines = async (
  log: EventLog,
  lines: string,
  cardOf: (rollout: string, events: readonly Event[]) => Card,
): Promise<Result<readonly Imported[]>> => {
  const read = rolloutsIn(lines);
  if (!read.ok) return read;
  const imported: Imported[] = [];
  for (const [rollout, entries] of read.value) {
    const there = await log.read(rollout, 1);
    if (!there.ok) return there;
    const known = there.value.length;
    if (parts(there.value, entries)) return failed(otherwise(rollout));
    const rest = entries.slice(known).map(({ kept, hash }) => ({ event: kept, hash }));
    const card = cardOf(
      rollout,
      entries.flatMap(({ event }) => (event.type === 'planned' ? [] : [event])),
    );
    const added = known < entries.length ? await log.append(rollout, known, rest, card) : ok(undefined);
    if (!added.ok) return added;
    imported.push({ rollout, events: entries.length, added: Math.max(0, entries.length - known) });
  }
  return ok(imported);
};

const parts = (there: readonly Entry[], entries: readonly Read[]): boolean =>
  there.slice(0, entries.length).some(({ hash }, at) => hash !== entries[at]?.hash);

const rolloutsIn = (lines: string): Result<ReadonlyMap<string, readonly Read[]>> => {
  const problems: Problem[] = [];
  const rollouts = new Map<string, Read[]>();
  for (const [at, line] of lines.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = entryIn(line);
    if (!read.ok) problems.push(...read.problems.map((found) => ({ ...found, path: `line ${at + 1}` })));
    if (!read.ok) continue;
    const { rollout, ...entry } = read.value;
    const entries = rollouts.get(rollout) ?? [];
    if (entry.version !== entries.length + 1) problems.push(gap(at + 1, rollout, entries.length + 1));
    entries.push(entry);
    rollouts.set(rollout, entries);
  }
  if (problems.length > 0) return failed(...atMost(problems, 'import'));
  const broken = [...rollouts].flatMap(([rollout, entries]) => brokenIn(rollout, entries));
  return broken.length > 0 ? failed(...broken) : ok(rollouts);
};

const entryIn = (line: string): Result<Read & { readonly rollout: string }> => {
  const json = readJson(line, 'import', 'line');
  const entry = json.ok ? checked<LogLine>(LogLine, json.value, 'import') : json;
  const event = entry.ok ? readKept(entry.value) : entry;
  return entry.ok && event.ok
    ? ok({ ...entry.value, event: event.value, kept: entry.value.event })
    : failed(...(event.ok ? [] : event.problems));
};

const readKept = ({ version, event }: LogLine): Result<Kept> => {
  const begins = version === 1 && typeof event === 'object' && event !== null && 'type' in event;
  return begins && event.type === 'planned' ? readFounding(event) : readEvent(event);
};

const brokenIn = (rollout: string, entries: readonly Read[]): readonly Problem[] => {
  const chain = verifyChain(chainStart(rollout), entries as readonly Linked[]);
  return chain.ok ? [] : chain.problems.map((found) => ({ ...found, path: `${rollout}: ${found.path}` }));
};

const gap = (line: number, rollout: string, expected: number): Problem =>
  problem({
    kind: 'invalid',
    code: 'import-gap',
    path: `line ${line}`,
    message: `event ${expected} of ${rollout} should stand here`,
    hint: 'an export is complete and in order: export it again',
  });

const otherwise = (rollout: string): Problem =>
  problem({
    kind: 'refused',
    code: 'import-differs',
    path: rollout,
    message: 'the log here tells another story of this rollout',
    hint: 'nothing of it was taken; find out which of the two is true, and import into an empty log',
  });
