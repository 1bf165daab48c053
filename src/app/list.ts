import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { LIVE } from '../core/rollout/table.ts';
import { readCards } from './executor/card.ts';
import { db } from './executor/fields.ts';
import { lookInto } from './executor/open.ts';
import { Listed, pageFields, pageOf } from './executor/pages.ts';
import { words } from './fields.ts';
import { operation, outcome } from './operation.ts';

const Rollouts = z.strictObject({
  schemaVersion: z.literal(1),
  rollouts: z.array(Listed),
  of: z.int().meta({ description: 'how many there are in all' }),
  next: z.string().optional().meta({ description: 'where there are more: what the next page goes on after' }),
});
type Rollouts = z.infer<typeof Rollouts>;

export const list = operation({
  name: 'list',
  summary: 'Lists the rollouts of this log: what goes wrong first, then what has stopped, what goes on, what is over.',
  effect: 'reads',
  examples: [
    { command: 'rampart list', what: 'all of them' },
    { command: 'rampart list --live', what: 'only those that something may happen in' },
    { command: 'rampart list --trouble --environment production', what: 'only what somebody should look at' },
  ],
  input: z.strictObject({
    live: z.boolean().optional().meta(words('only those that something may happen in by itself')),
    trouble: z.boolean().optional().meta(words('only those that something keeps or takes back')),
    environment: z
      .array(z.string().min(1).max(100))
      .max(100)
      .optional()
      .meta(words('only those of this environment; may be repeated', { value: 'NAME' })),
    ...pageFields,
    db,
  }),
  output: Rollouts,
  run: ({ live, db: file, ...asked }, ports) =>
    lookInto(ports, file, async (log) => {
      const listed = await log.list();
      if (!listed.ok) return listed;
      const found = readCards(listed.value).filter(({ summary }) => !live || LIVE.includes(summary.status));
      return ok(outcome<Rollouts>({ schemaVersion: 1, ...pageOf(found, asked) }));
    }),
});
