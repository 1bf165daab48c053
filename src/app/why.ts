import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { db, rolloutId } from './executor/fields.ts';
import { findOnly } from './executor/find.ts';
import { load } from './executor/journal.ts';
import { look } from './executor/look.ts';
import { openWorld, lookInto } from './executor/open.ts';
import { Explained, explainedOf } from './executor/explained.ts';
import { operation, outcome } from './operation.ts';

export const why = operation({
  name: 'why',
  summary: 'Says what a rollout waits for, when it goes on at the earliest, and what would bring it back.',
  effect: 'reads',
  examples: [{ command: 'rampart why new-login', what: 'looks at flags and metrics now, and changes nothing' }],
  input: z.strictObject({ rollout: rolloutId.optional(), db }),
  output: Explained,
  run: ({ rollout: meant, db: file }, ports) =>
    lookInto(ports, file, async (log) => {
      const id = await findOnly(log, meant);
      const rollout = id.ok ? await load(log, id.value) : id;
      if (!rollout.ok) return rollout;
      const world = await openWorld(rollout.value, log, ports);
      if (!world.ok) return world;
      const { tick, warnings } = await look(rollout.value, world.value);
      return ok(outcome(explainedOf(rollout.value, tick), { warnings }));
    }),
});
