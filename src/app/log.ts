import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { Event } from '../core/rollout/events.ts';
import { db, rolloutId } from './executor/fields.ts';
import { find } from './executor/find.ts';
import { loadAll } from './executor/journal.ts';
import { withLog } from './executor/open.ts';
import { operation, outcome } from './operation.ts';

const Told = z.strictObject({ schemaVersion: z.literal(1), id: z.string(), head: z.string(), events: z.array(Event) });

export const log = operation({
  name: 'log',
  summary: 'Tells what happened in a rollout, when, and why or by whom. Its chain is verified on the way.',
  effect: 'reads',
  examples: [
    { command: 'rampart log new-login', what: 'one line for each thing that happened' },
    { command: 'rampart log new-login --json', what: 'every event, with all that was known when it was decided' },
  ],
  input: z.strictObject({ rollout: rolloutId, db }),
  output: Told,
  run: ({ rollout: meant, db: file }, ports) =>
    withLog(ports, file, async (events) => {
      const id = await find(events, meant);
      const history = id.ok ? await loadAll(events, id.value) : id;
      if (!history.ok) return history;
      const { rollout } = history.value;
      const told: z.infer<typeof Told> = {
        schemaVersion: 1,
        id: rollout.id,
        head: rollout.head.hash,
        events: [...history.value.events],
      };
      return ok(outcome(told));
    }),
});
