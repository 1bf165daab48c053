import { z } from 'zod';
import { Histogram } from '../guards/measurement.ts';
import { quoted } from '../values/quote.ts';

const amount = z
  .number()
  .min(0)
  .nullish()
  .transform((number) => number ?? undefined);
const number = z
  .number()
  .nullish()
  .transform((number) => number ?? undefined);
const word = z
  .string()
  .max(300)
  .nullish()
  .transform((text) => text || undefined);

/** When it was observed: milliseconds, or a moment with its zone. Without a zone it would mean another hour elsewhere. */
const Moment = z.union([z.number().min(0), z.iso.datetime({ offset: true }).transform((time) => Date.parse(time))]);

/** One line of what somebody observed: of one metric, of one arm, in the time up to that moment. */
export type Observation = {
  readonly atMs: number;
  readonly metric: string;
  readonly arm: string;
  readonly samples: number;
  /** Of a group of users only. */
  readonly segment?: string | undefined;
  readonly count?: number | undefined;
  readonly bad?: number | undefined;
  readonly value?: number | undefined;
  readonly p50?: number | undefined;
  readonly p95?: number | undefined;
  readonly p99?: number | undefined;
  readonly usersBad?: number | undefined;
  readonly newUsers?: number | undefined;
  readonly histogram?: Histogram | undefined;
};

/** The arms there may be where nobody says otherwise. */
export const TWO_ARMS: readonly string[] = ['treatment', 'control'];

/** How one line of JSON, or one row of a table, is read. An arm that nobody knows is a mistake, and not another arm. */
export const lineSchema = (arms: readonly string[]) =>
  z
    .object({
      atMs: Moment.optional(),
      time: Moment.optional(),
      metric: z.string().min(1).max(300),
      arm: z.string().refine((name) => arms.includes(name), {
        error: ({ input }) => `is ${quoted(input)}, and there are ${arms.map(quoted).join(', ')}`,
      }),
      samples: z.number().min(0),
      segment: word,
      count: amount,
      bad: amount,
      value: number,
      p50: amount,
      p95: amount,
      p99: amount,
      usersBad: amount,
      newUsers: amount,
      histogram: Histogram.nullish().transform((given) => given ?? undefined),
    })
    .refine(({ bad = 0, usersBad = 0, count, samples }) => Math.max(bad, usersBad) <= (count ?? samples), {
      error: 'more are bad than there are',
    })
    .transform(({ atMs, time, ...rest }, context): Observation => {
      const moment = atMs ?? time;
      if (moment === undefined) context.addIssue('neither atMs nor time');
      return { ...rest, atMs: moment ?? 0 };
    });
