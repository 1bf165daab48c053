import { z } from 'zod';
import { plainLine } from '../values/quote.ts';
import { Line } from '../values/text.ts';

/** One group of users over one window, as a metric source counted it. */
export const Arm = z.strictObject({
  samples: z.number().meta({ description: 'observations behind the numbers' }),
  count: z.number().optional().meta({ description: 'of a ratio: all events' }),
  bad: z.number().optional().meta({ description: 'of a ratio: those that the metric counts' }),
  value: z.number().optional().meta({ description: "in the monitor's unit" }),
  p50: z.number().optional(),
  p95: z.number().optional(),
  p99: z.number().optional(),
});
export type Arm = z.infer<typeof Arm>;

/** What a metric source says when it is asked. Having no data and not having been able to ask are answers too. */
export const Measurement = z.discriminatedUnion('is', [
  z.strictObject({
    is: z.literal('measured'),
    fromMs: z.number().meta({ description: 'the window that was looked at' }),
    toMs: z.number(),
    atMs: z.number().meta({ description: 'when the newest observation was made' }),
    treatment: Arm,
    control: Arm.optional(),
    withoutControl: Line.optional().meta({ description: 'why there is no control' }),
  }),
  z.strictObject({ is: z.literal('no-data'), why: Line }),
  z.strictObject({ is: z.literal('error'), why: Line }),
]);
export type Measurement = z.infer<typeof Measurement>;
export type Measured = Extract<Measurement, { is: 'measured' }>;

/**
 * The same measurement, fit to be judged and to be written down: a number that JSON cannot hold makes it an error that
 * names the number, and texts are bounded. A broken control costs the comparison only: absolute limits still stand.
 */
export const sound = (measurement: Measurement): Measurement => {
  if (measurement.is !== 'measured') return { ...measurement, why: plainLine(measurement.why) };
  const { control, ...rest } = measurement;
  const { treatment, fromMs, toMs, atMs } = rest;
  const fault = brokenNumber({ fromMs, toMs, atMs }) ?? brokenNumber(treatment);
  if (fault !== undefined) return { is: 'error', why: fault };
  const unfit = control && brokenNumber(control);
  return unfit === undefined ? measurement : { ...rest, withoutControl: `of control, ${unfit}` };
};

const brokenNumber = (numbers: Readonly<Record<string, number | undefined>>): string | undefined => {
  const broken = Object.entries(numbers).find(([, value]) => value !== undefined && !Number.isFinite(value));
  return broken && `${broken[0]} is ${broken[1]}`;
};
