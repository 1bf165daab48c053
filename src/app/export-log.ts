import { z } from 'zod';
import { failed, ok, type Result } from '../core/problem.ts';
import { Sha256 } from '../core/values/digest.ts';
import type { EventLog } from '../ports/event-log.ts';
import { isPushedLog } from '../ports/observation-store.ts';
import { db } from './executor/fields.ts';
import { find } from './executor/find.ts';
import { lookIntoExisting } from './executor/open.ts';
import { force, optionalPath, words } from './fields.ts';
import { exportLines } from './log-lines.ts';
import { isServiceLog } from './access/tokens.ts';
import { isToldLog } from './announce/log.ts';
import { operation, type Outcome, outcome, type Ports } from './operation.ts';

const Input = z.strictObject({
  rollouts: z
    .array(z.string().min(1).max(200))
    .max(10_000)
    .optional()
    .meta(words('only this rollout; else everything in the log, flags by hand included', { value: 'ID' })),
  out: optionalPath('where to write; else to standard output'),
  force,
  db,
});
type Input = z.infer<typeof Input>;

const ExportedLogs = z.strictObject({
  schemaVersion: z.literal(1),
  logs: z.array(z.strictObject({ log: z.string(), events: z.int(), hash: Sha256 })),
});
type ExportedLogs = z.infer<typeof ExportedLogs>;

export const exportLog = operation({
  name: 'export-log',
  summary: 'Writes a log as JSON lines: every event with its hash, for a backup, an audit or another machine.',
  effect: 'writes-files',
  examples: [
    { command: 'rampart export-log --out backup.jsonl', what: 'all of it; each line as schemas/log.v1.json says' },
    { command: 'rampart export-log --rollouts new-login', what: 'one rollout, to standard output' },
  ],
  input: Input,
  output: ExportedLogs,
  run: (input, ports) => lookIntoExisting(ports, input.db, (log) => exported(input, log, ports)),
});

const exported = async (input: Input, log: EventLog, ports: Ports): Promise<Result<Outcome<ExportedLogs>>> => {
  const ids = await idsOf(input.rollouts, log);
  const made = ids.ok ? await exportLines(log, ids.value) : ids;
  if (!made.ok) return made;
  const { lines, logs } = made.value;
  const document: ExportedLogs = { schemaVersion: 1, logs: [...logs] };
  if (input.out === undefined) return ok(outcome(document, { beside: { lines } }));
  const written = await ports.files.write(input.out, lines, { replace: input.force ?? false });
  return written.ok ? ok(outcome(document, { written: [input.out] })) : written;
};

const idsOf = async (meant: readonly string[] | undefined, log: EventLog): Promise<Result<readonly string[]>> => {
  if (meant === undefined) {
    const listed = await log.list();
    return listed.ok
      ? ok(listed.value.map(({ id }) => id).filter((id) => !isToldLog(id) && !isServiceLog(id) && !isPushedLog(id)))
      : listed;
  }
  const found = await Promise.all(meant.map((one) => find(log, one)));
  const problems = found.flatMap((one) => (one.ok ? [] : one.problems));
  return problems.length > 0
    ? failed(...problems)
    : ok([...new Set(found.flatMap((one) => (one.ok ? [one.value] : [])))]);
};
