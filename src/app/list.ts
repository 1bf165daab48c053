import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { LIVE } from '../core/rollout/table.ts';
import { readCards, Summary } from './executor/card.ts';
import { db } from './executor/fields.ts';
import { withLog } from './executor/open.ts';
import { words } from './fields.ts';
import { operation, outcome } from './operation.ts';

const Row = z.strictObject({ id: z.string(), ...Summary.shape });
const Rollouts = z.strictObject({ schemaVersion: z.literal(1), rollouts: z.array(Row) });
type Rollouts = z.infer<typeof Rollouts>;

export const list = operation({
  name: 'list',
  summary: 'Lists the rollouts of this log, those under way first.',
  effect: 'reads',
  examples: [
    { command: 'rampart list', what: 'all of them' },
    { command: 'rampart list --live', what: 'only those that something may happen in' },
  ],
  input: z.strictObject({
    live: z.boolean().optional().meta(words('only those that something may happen in by itself')),
    db,
  }),
  output: Rollouts,
  run: ({ live, db: file }, ports) =>
    withLog(ports, file, async (log) => {
      const listed = await log.list();
      if (!listed.ok) return listed;
      const rows = readCards(listed.value).map(({ id, summary }) => ({ id, ...summary }));
      const [under, others] = [rows.filter(isLive), rows.filter((row) => !isLive(row))];
      return ok(outcome<Rollouts>({ schemaVersion: 1, rollouts: live ? under : [...under, ...others] }));
    }),
});

const isLive = ({ status }: Summary): boolean => LIVE.includes(status);
