import { z } from 'zod';
import { ok } from '../core/problem.ts';
import { whyOf } from '../core/rollout/why.ts';
import { db, rolloutId } from './executor/fields.ts';
import { findOnly } from './executor/find.ts';
import { load } from './executor/journal.ts';
import { look } from './executor/look.ts';
import { openWorld, withLog } from './executor/open.ts';
import { Standing, standingOf } from './executor/standing.ts';
import { operation, outcome } from './operation.ts';

const Check = z.strictObject({
  what: z.string(),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'no-data', 'error']),
  why: z.string(),
  atMs: z.number().optional(),
});
const Danger = z.strictObject({ what: z.string(), action: z.string(), why: z.string(), atMs: z.number().optional() });

const Explained = z.strictObject({
  ...Standing.omit({ happened: true }).shape,
  waitsFor: z.array(z.string()),
  next: z.string().optional().meta({ description: 'the phase that comes next' }),
  earliestMs: z
    .number()
    .optional()
    .meta({ description: 'when it can go on at the earliest; absent where that depends on somebody' }),
  checks: z.array(Check).meta({ description: 'what has to pass before it goes on' }),
  dangers: z.array(Danger).meta({ description: 'what would stop it or bring it back, and how near that is' }),
});
type Explained = z.infer<typeof Explained>;

export const why = operation({
  name: 'why',
  summary: 'Says what a rollout waits for, when it goes on at the earliest, and what would bring it back.',
  effect: 'reads',
  examples: [{ command: 'rampart why new-login', what: 'looks at flags and metrics now, and changes nothing' }],
  input: z.strictObject({ rollout: rolloutId.optional(), db }),
  output: Explained,
  run: ({ rollout: meant, db: file }, ports) =>
    withLog(ports, file, async (log) => {
      const id = await findOnly(log, meant);
      const rollout = id.ok ? await load(log, id.value) : id;
      if (!rollout.ok) return rollout;
      const world = await openWorld(rollout.value, log, ports);
      if (!world.ok) return world;
      const { tick, warnings } = await look(rollout.value, world.value);
      const { waitsFor, next, earliestMs, checks, dangers } = whyOf(rollout.value.plan, rollout.value.state, tick);
      const { happened: _, ...standing } = standingOf(rollout.value, tick.atMs);
      const explained: Explained = {
        ...standing,
        waitsFor: [...waitsFor],
        checks: checks.map((one) => ({ ...one })),
        dangers: dangers.map((one) => ({ ...one })),
        ...(next === undefined ? {} : { next }),
        ...(earliestMs === undefined ? {} : { earliestMs }),
      };
      return ok(outcome(explained, { warnings }));
    }),
});
