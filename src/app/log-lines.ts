import { failed, ok, type Problem, problem, type Result } from '../core/problem.ts';
import { chainStart, verifyChain } from '../core/rollout/chain.ts';
import { type Kept, LOG_LINE_VERSION, type LogLine, readLogLine } from '../core/program/log-line.ts';
import type { Sha256 } from '../core/values/digest.ts';
import { atMost } from '../core/values/issues.ts';
import { readJson } from '../core/values/json.ts';
import { visibleJson } from '../core/values/json-text.ts';
import type { Card, Entry, EventLog } from '../ports/event-log.ts';

/** What an export may be in all: it is read and written in one piece. */
export const EXPORT_MAX_BYTES = 256 * 1024 * 1024;

export type Exported = { readonly log: string; readonly events: number; readonly hash: Sha256 };

/**
 * Those logs as JSON lines: one event each, in order, with its hash, and where they end. For other eyes and other
 * machines; `schemas/log.v1.json` describes every line.
 */
export const exportLines = async (
  log: EventLog,
  ids: readonly string[],
): Promise<Result<{ readonly lines: string; readonly logs: readonly Exported[] }>> => {
  const lines: string[] = [];
  const logs: Exported[] = [];
  let size = 0;
  for (const id of ids) {
    const entries = await log.read(id, 1);
    if (!entries.ok) return entries;
    const last = entries.value.at(-1);
    if (!last) continue;
    const text = entries.value.map((entry) => lineOf({ line: 'event', log: id, ...entry })).join('');
    size += text.length;
    if (size > EXPORT_MAX_BYTES) return failed(tooLarge());
    lines.push(text);
    logs.push({ log: id, events: last.version, hash: last.hash });
  }
  lines.push(lineOf({ line: 'end', schemaVersion: LOG_LINE_VERSION, logs }));
  return ok({ lines: lines.join(''), logs });
};

/** The same JSON, and safe to look at. */
const lineOf = (line: object): string => `${visibleJson(JSON.stringify(line))}\n`;

/** An event as it was checked, and as its line says it: bytes go through unchanged. */
type Read = { readonly version: number; readonly hash: Sha256; readonly event: Kept; readonly kept: unknown };
export type Imported = { readonly log: string; readonly events: number; readonly added: number };

/** What a log shows in a list, once all of it is known to be sound; or why it cannot be gone on with. */
export type CardOf = (id: string, events: readonly Kept[]) => Result<Card>;

/**
 * Takes an export into a log. Everything is looked at before the first line is written: what is no event, is missing,
 * does not follow from the one before, or tells another story than the log here, is refused with all of it. What is
 * there already is left alone, so it is safe to repeat.
 */
export const importLines = async (
  log: EventLog,
  lines: string,
  cardOf: CardOf,
): Promise<Result<readonly Imported[]>> => {
  const read = logsIn(lines);
  if (!read.ok) return read;
  const wanted: Wanted[] = [];
  const problems: Problem[] = [];
  for (const [id, entries] of read.value) {
    const looked = await look(log, { id, entries }, cardOf);
    if (looked.ok) wanted.push(looked.value);
    else problems.push(...looked.problems);
  }
  return problems.length > 0 ? failed(...problems) : written(log, wanted);
};

type Wanted = { readonly id: string; readonly entries: readonly Read[]; readonly known: number; readonly card: Card };

const look = async (
  log: EventLog,
  { id, entries }: Pick<Wanted, 'id' | 'entries'>,
  cardOf: CardOf,
): Promise<Result<Wanted>> => {
  const there = await log.read(id, 1);
  if (!there.ok) return there;
  if (parts(there.value, entries)) return failed(otherwise(id));
  const events = entries.map(({ event }) => event);
  const card = cardOf(id, events);
  return card.ok ? ok({ id, entries, known: there.value.length, card: card.value }) : card;
};

const written = async (log: EventLog, wanted: readonly Wanted[]): Promise<Result<readonly Imported[]>> => {
  const imported: Imported[] = [];
  for (const { id, entries, known, card } of wanted) {
    const rest = entries.slice(known).map(({ kept, hash }) => ({ event: kept, hash }));
    const added = rest.length > 0 ? await log.append(id, known, rest, card) : ok(undefined);
    if (!added.ok) return added;
    imported.push({ log: id, events: entries.length, added: rest.length });
  }
  return ok(imported);
};

const parts = (there: readonly Entry[], entries: readonly Read[]): boolean =>
  there.slice(0, entries.length).some(({ hash }, at) => hash !== entries[at]?.hash);

type End = Extract<LogLine, { line: 'end' }>;

const logsIn = (lines: string): Result<ReadonlyMap<string, readonly Read[]>> => {
  const problems: Problem[] = [];
  const logs = new Map<string, Read[]>();
  let end: End | undefined;
  for (const [at, text] of lines.split('\n').entries()) {
    if (text.trim() === '') continue;
    const json = readJson(text, 'import', 'line');
    const line = json.ok ? readLogLine(json.value) : json;
    if (!line.ok) problems.push(...line.problems.map((found) => ({ ...found, path: `line ${at + 1}` })));
    else if (end) problems.push(behindEnd(at + 1));
    else if (line.value.line === 'end') end = line.value;
    else problems.push(...taken(logs, line.value, { at: at + 1, kept: (json as { value: Kept }).value }));
  }
  const all = problems.length > 0 ? problems : [...chainsOf(logs), ...endOf(logs, end)];
  return all.length > 0 ? failed(...atMost(all, 'import')) : ok(logs);
};

type EventLine = Extract<LogLine, { line: 'event' }>;

const taken = (
  logs: Map<string, Read[]>,
  { log, version, hash, event }: EventLine,
  { at, kept }: { readonly at: number; readonly kept: unknown },
): readonly Problem[] => {
  const entries = logs.get(log) ?? [];
  const problems = version === entries.length + 1 ? [] : [gap(at, log, entries.length + 1)];
  entries.push({ version, hash, event, kept: (kept as { readonly event: unknown }).event });
  logs.set(log, entries);
  return problems;
};

const chainsOf = (logs: ReadonlyMap<string, readonly Read[]>): readonly Problem[] =>
  [...logs].flatMap(([id, entries]) => {
    const chain = verifyChain(
      chainStart(id),
      entries.map(({ kept, hash }) => ({ event: kept, hash })),
    );
    return chain.ok ? [] : chain.problems.map((found) => ({ ...found, path: `${id}: ${found.path}` }));
  });

/** The chain of a log that was cut is whole to itself: only the end of the export tells. */
const endOf = (logs: ReadonlyMap<string, readonly Read[]>, end: End | undefined): readonly Problem[] => {
  if (!end) return [cut('its last line is missing')];
  const named = new Map(end.logs.map((one) => [one.log, one]));
  const unnamed = [...logs.keys()].filter((id) => !named.has(id));
  return [
    ...unnamed.map((id) => cut(`its last line knows nothing of ${id}`)),
    ...end.logs.flatMap(({ log, events, hash }) => {
      const last = logs.get(log)?.at(-1);
      return last?.version === events && last.hash === hash ? [] : [cut(`${log} should end at event ${events}`)];
    }),
  ];
};

const gap = (line: number, id: string, expected: number): Problem =>
  problem({
    kind: 'invalid',
    code: 'import-gap',
    path: `line ${line}`,
    message: `event ${expected} of ${id} should stand here`,
    hint: 'an export is complete and in order: export it again',
  });

const cut = (what: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'import-cut',
    message: `the export is not whole: ${what}`,
    hint: 'nothing was taken; export it again, and keep all of it',
  });

const behindEnd = (line: number): Problem =>
  problem({
    kind: 'invalid',
    code: 'import-behind-end',
    path: `line ${line}`,
    message: 'something stands behind the end of the export',
    hint: 'import one export at a time',
  });

const otherwise = (id: string): Problem =>
  problem({
    kind: 'refused',
    code: 'import-differs',
    path: id,
    message: 'the log here tells another story of this',
    hint: 'nothing was taken; find out which of the two is true, and import into an empty log',
  });

const tooLarge = (): Problem =>
  problem({
    kind: 'usage',
    code: 'export-too-large',
    message: `this is more than ${EXPORT_MAX_BYTES / 1024 / 1024} MB`,
    hint: 'export some of it: rampart export-log ID',
  });
