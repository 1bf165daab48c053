import { z } from 'zod';
import { rules } from '../core/plan/lint/index.ts';
import { failed, ok, problem } from '../core/problem.ts';
import { SIGNALS } from '../core/signals/index.ts';
import { didYouMean } from '../core/values/nearest.ts';
import { words } from './fields.ts';
import { operation, outcome } from './operation.ts';

const Explained = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  kind: z.enum(['rule', 'signal']),
  /** A rule's severity, or the level that a signal implies. */
  weight: z.string(),
  what: z.string(),
  why: z.string(),
  answer: z.string(),
});
export type Explained = z.infer<typeof Explained>;

export const explain = operation({
  name: 'explain',
  summary: 'Tells what a rule or a signal means, and how to answer it.',
  effect: 'reads',
  examples: [
    { command: 'rampart explain R010', what: 'a rule of rampart check' },
    { command: 'rampart explain money.formula', what: 'a signal of rampart risk' },
  ],
  input: z.strictObject({
    id: z
      .string()
      .min(1)
      .max(120)
      .meta(words('the code or name, as it was printed', { positional: true, value: 'ID' })),
  }),
  output: Explained,
  run: async ({ id }) => {
    const found = known.get(id.toLowerCase());
    return found ? ok(outcome(found)) : failed(unknown(id));
  },
});

const ruleRows: Explained[] = rules.map(({ code, severity, title, why, fix }) => ({
  schemaVersion: 1,
  id: code,
  kind: 'rule',
  weight: severity,
  what: title,
  why,
  answer: fix,
}));

const signalRows: Explained[] = [...SIGNALS].map(([id, { area, level, why, answer }]) => ({
  schemaVersion: 1,
  id,
  kind: 'signal',
  weight: level,
  what: `a sign of risk: ${area}`,
  why,
  answer,
}));

const known = new Map([...ruleRows, ...signalRows].map((row) => [row.id.toLowerCase(), row]));

const unknown = (id: string) =>
  problem({
    kind: 'usage',
    code: 'no-such-id',
    path: id,
    message: `is neither a rule nor a signal${didYouMean(
      id,
      [...known.values()].map((row) => row.id),
    )}`,
    hint: 'docs/rules.md lists the rules; rampart risk prints the signals of a change',
  });
