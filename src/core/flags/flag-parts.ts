import { z } from 'zod';
import { Condition } from '../values/audience.ts';
import { Percent } from '../values/percent.ts';
import { Line, text } from '../values/text.ts';

/** A flag's name as flag systems take it. */
export const FlagKey = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/,
    'not a flag key: up to 128 letters, digits, dots, dashes, colons and underscores',
  );

export const Variant = z.strictObject({ name: text(100), percent: Percent, description: Line.optional() });
export type Variant = z.infer<typeof Variant>;

export const Targeting = z.strictObject({ when: Condition, serve: z.boolean() });
