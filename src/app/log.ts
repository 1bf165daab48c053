import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { Event } from '../core/rollout/events.ts';
import { db, rolloutId } from './executor/fields.ts';
import { findOnly } from './executor/find.ts';
import { loadAll } from './executor/journal.ts';
import { lookInto } from './executor/open.ts';
import { words } from './fields.ts';
import { operation, outcome } from './operation.ts';

const Told = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  head: z.string().meta({ description: 'the hash of its last event, all those before it included' }),
  version: z.int().meta({ description: 'of its last event' }),
  from: z.int().meta({ description: 'the version of the first event here; the plan itself is version 1' }),
  events: z.array(Event),
  next: z.int().optional().meta({ description: 'where there are later ones: what they come after' }),
  earlier: z.int().optional().meta({ description: 'where there are earlier ones: what they come before' }),
});

const version = z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

export const log = operation({
  name: 'log',
  summary: 'Tells what happened in a rollout, when, and why or by whom. Its chain is verified on the way.',
  effect: 'reads',
  examples: [
    { command: 'rampart log', what: 'of the one that is under way: one line for each thing that happened' },
    { command: 'rampart log new-login', what: 'of that one' },
    { command: 'rampart log new-login --json', what: 'every event, with all that was known when it was decided' },
    { command: 'rampart log new-login --newest --limit 20', what: 'the last of it' },
  ],
  input: z.strictObject({
    rollout: rolloutId.optional(),
    after: version.meta(words('only events behind this version', { value: 'VERSION' })),
    before: version.meta(words('only events before this version', { value: 'VERSION' })),
    limit: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .meta(words('no more than so many', { value: 'N' })),
    newest: z.boolean().optional().meta(words('the last of them, where there are more')),
    db,
  }),
  output: Told,
  run: ({ rollout: meant, db: file, ...asked }, ports) =>
    lookInto(ports, file, async (events) => {
      const id = await findOnly(events, meant);
      const history = id.ok ? await loadAll(events, id.value) : id;
      if (!history.ok) return history;
      const { rollout } = history.value;
      const { head, id: named } = rollout;
      const told: z.infer<typeof Told> = {
        schemaVersion: 1,
        id: named,
        head: head.hash,
        version: head.version,
        ...windowOf(history.value.events, asked),
      };
      return ok(outcome(told));
    }),
});

type Asked = {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
  readonly newest?: boolean | undefined;
};

/** The first event is version 2: before it stands the plan. */
const FIRST = 2;

const windowOf = (events: readonly Event[], { after = 0, before = Infinity, limit = Infinity, newest }: Asked) => {
  const end = events.length + FIRST;
  const low = Math.min(end, Math.max(FIRST, after + 1));
  const high = Math.max(low, Math.min(end, before));
  const from = newest ? Math.max(low, high - limit) : low;
  const to = Math.min(high, from + limit);
  return {
    from,
    events: events.slice(from - FIRST, to - FIRST),
    ...(to < high ? { next: to - 1 } : {}),
    ...(from > low ? { earlier: from } : {}),
  };
};
