import { z } from 'zod';
import type { MetricKind, Rule } from '../values/metric.ts';

/** What a look at the numbers gives. Only a pass advances. */
export const Verdict = z.enum(['pass', 'fail', 'inconclusive', 'no-data', 'error']);
export type Verdict = z.infer<typeof Verdict>;

export type Judgement = {
  readonly verdict: Verdict;
  readonly why: string;
  /** Those without the change are as badly off: something upstream, and no rollback would help. */
  readonly bothArms?: true;
  /** Everybody has had the change for a while, so that what is wrong now cannot be told to be its doing. */
  readonly alone?: true;
  /** Some were seen, and fewer than are asked for; nothing that was seen speaks against going on. */
  readonly few?: true;
  /** Users do not come by in the shares that were assigned: until somebody has looked, nothing goes on. */
  readonly unequal?: true;
};

/** What is looked at: a trigger or a gate, with what its monitor says of the metric. */
export type Watch = {
  readonly rule: Rule;
  readonly window: string;
  readonly minSamples: number;
  readonly kind: z.infer<typeof MetricKind>;
  readonly unit: string;
  readonly good: 'up' | 'down';
  readonly baseline?: number | undefined;
};
