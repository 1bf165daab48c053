import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { db, rolloutId } from './executor/fields.ts';
import { findOnly } from './executor/find.ts';
import { load } from './executor/journal.ts';
import { lookInto } from './executor/open.ts';
import { Standing, standingOf } from './executor/standing.ts';
import { operation, outcome } from './operation.ts';

export const status = operation({
  name: 'status',
  summary: 'Shows where a rollout stands, from its log alone: nothing outside is asked.',
  effect: 'reads',
  examples: [
    { command: 'rampart status', what: 'the one that is under way' },
    { command: 'rampart status new-login --json', what: 'for a program' },
  ],
  input: z.strictObject({ rollout: rolloutId.optional(), db }),
  output: Standing,
  run: ({ rollout: meant, db: file }, ports) =>
    lookInto(ports, file, async (log) => {
      const id = await findOnly(log, meant);
      const rollout = id.ok ? await load(log, id.value) : id;
      return rollout.ok ? ok(outcome(standingOf(rollout.value, ports.clock.nowMs()))) : rollout;
    }),
});
