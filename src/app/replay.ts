import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { replay as again } from '../core/rollout/replay.ts';
import { db, rolloutId } from './executor/fields.ts';
import { findOnly } from './executor/find.ts';
import { loadAll } from './executor/journal.ts';
import { lookInto } from './executor/open.ts';
import { operation, outcome } from './operation.ts';

const Replayed = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  ok: z.literal(true),
  events: z.int(),
  turns: z.int(),
  status: z.string(),
  head: z
    .string()
    .meta({ description: 'the last hash of the chain: kept elsewhere, it tells when the end of a log is lost' }),
});
type Replayed = z.infer<typeof Replayed>;

export const replay = operation({
  name: 'replay',
  summary: 'Verifies the chain of a log and decides every turn again: the first that differs is named.',
  effect: 'reads',
  examples: [{ command: 'rampart replay new-login', what: 'exit code 3 where log and program differ' }],
  input: z.strictObject({ rollout: rolloutId.optional(), db }),
  output: Replayed,
  run: ({ rollout: meant, db: file }, ports) =>
    lookInto(ports, file, async (log) => {
      const id = await findOnly(log, meant);
      const history = id.ok ? await loadAll(log, id.value) : id;
      if (!history.ok) return history;
      const { rollout, beginning, events } = history.value;
      const replayed = again(rollout.plan, beginning, events);
      if (!replayed.ok) return replayed;
      const { state, turns } = replayed.value;
      const { id: name, head } = rollout;
      return ok(
        outcome<Replayed>({
          schemaVersion: 1,
          id: name,
          ok: true,
          events: events.length,
          turns,
          status: state.status,
          head: head.hash,
        }),
      );
    }),
});
