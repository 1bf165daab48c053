import { z } from 'zod';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import type { Event } from '../core/rollout/events.ts';
import { fold } from '../core/rollout/evolve.ts';
import { EVENT_WORDS } from '../core/rollout/events.ts';
import type { Kept } from '../core/program/log-line.ts';
import { initialState } from '../core/rollout/state.ts';
import type { Card } from '../ports/event-log.ts';
import { cardOf } from './executor/card.ts';
import { db } from './executor/fields.ts';
import { withLog } from './executor/open.ts';
import { words } from './fields.ts';
import { EXPORT_MAX_BYTES, type CardOf, importLines } from './log-lines.ts';
import { operation, outcome } from './operation.ts';

const ImportedLogs = z.strictObject({
  schemaVersion: z.literal(1),
  logs: z.array(z.strictObject({ log: z.string(), events: z.int(), added: z.int() })),
});
type ImportedLogs = z.infer<typeof ImportedLogs>;

export const importLog = operation({
  name: 'import-log',
  summary: 'Takes an exported log in: whole, verified, and never over another story of the same rollout.',
  effect: 'acts',
  examples: [
    { command: 'rampart import-log backup.jsonl', what: 'to look at: nothing in it goes on by itself' },
    {
      command: 'rampart import-log backup.jsonl --take-up',
      what: 'what is under way goes on here, and no longer there',
    },
  ],
  input: z.strictObject({
    file: z
      .string()
      .min(1)
      .max(4096)
      .meta(words('the export', { positional: true, value: 'FILE' })),
    takeUp: z
      .boolean()
      .optional()
      .meta(words('what is under way goes on here with tick --all: make sure that it stopped elsewhere')),
    db,
  }),
  output: ImportedLogs,
  run: async ({ file, takeUp = false, db: place }, ports) => {
    const text = await ports.files.read(file, EXPORT_MAX_BYTES);
    if (!text.ok) return text;
    return withLog(ports, place, async (log) => {
      const imported = await importLines(log, text.value, cardFor(takeUp));
      return imported.ok ? ok(outcome<ImportedLogs>({ schemaVersion: 1, logs: [...imported.value] })) : imported;
    });
  },
});

/**
 * Folded as the executor would fold it: a log that holds events which may not follow each other is refused here, not
 * when somebody depends on it. Two executors on two copies of a log would both write flags, so it rests unless told.
 */
const cardFor =
  (takeUp: boolean): CardOf =>
  (id, [first, ...rest]) => {
    if (first?.type !== 'planned') return flagCard(id, first, rest);
    const state = fold(initialState(first.plan, id), rest.filter(isOfRollout));
    if (!state.ok) return failed(...state.problems.map((found) => ({ ...found, path: id })));
    if (!rest.every(isOfRollout)) return failed(mixed(id));
    const card = cardOf({ plan: first.plan, program: first.program, state: state.value });
    return ok(takeUp ? card : { ...card, dueAtMs: undefined });
  };

const flagCard = (id: string, first: Kept | undefined, rest: readonly Kept[]): Result<Card> =>
  first === undefined || [first, ...rest].some((event) => isOfRollout(event) || event.type === 'planned')
    ? failed(mixed(id))
    : ok({ dueAtMs: undefined, summary: { flag: id } });

const OF_ROLLOUTS: ReadonlySet<string> = new Set(EVENT_WORDS.map(({ type }) => type));

const isOfRollout = (event: Kept): event is Event => OF_ROLLOUTS.has(event.type);

const mixed = (id: string) =>
  problem({
    kind: 'invalid',
    code: 'import-no-log',
    path: id,
    message:
      'this is the log of neither a rollout nor a flag: one begins with its plan, the other has events of its own',
    hint: 'export it again',
  });
