import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { ExperimentResult } from '../core/rollout/experiment-result.ts';
import { resultOf } from '../core/rollout/result.ts';
import { db, rolloutId } from './executor/fields.ts';
import { findOnly } from './executor/find.ts';
import { load } from './executor/journal.ts';
import { lookInto } from './executor/open.ts';
import { words } from './fields.ts';
import { operation, outcome } from './operation.ts';

export const result = operation({
  name: 'result',
  summary: 'Says what an experiment has found: effect, interval, decision, and what was not measured.',
  effect: 'reads',
  examples: [
    { command: 'rampart result new-checkout', what: 'from its log alone, while it runs and afterwards' },
    { command: 'rampart result new-checkout --format markdown', what: 'to put into a document' },
  ],
  input: z.strictObject({
    rollout: rolloutId.optional(),
    format: z
      .enum(['markdown'])
      .optional()
      .meta(words('print it as markdown', { value: 'KIND' })),
    db,
  }),
  output: ExperimentResult,
  run: ({ rollout: meant, db: file }, ports) =>
    lookInto(ports, file, async (log) => {
      const id = await findOnly(log, meant);
      const rollout = id.ok ? await load(log, id.value) : id;
      if (!rollout.ok) return rollout;
      const found = resultOf(rollout.value.plan, rollout.value.state);
      return found.ok ? ok(outcome(found.value)) : found;
    }),
});
