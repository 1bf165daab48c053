import { z } from 'zod';

/** What a flag system can hold, declared as data and compared with a plan before anything is promised. */
export const Capabilities = z.strictObject({
  stepPercent: z.number().gt(0).max(100).meta({ description: 'the finest step of a percentage; 100 means on or off' }),
  segments: z.boolean().meta({ description: 'can target groups: rings' }),
  conditions: z.boolean().meta({ description: 'can hold standing rules: who always has it, and who never does' }),
  allowList: z.boolean().meta({ description: 'can name single users' }),
  places: z.boolean().meta({ description: 'can serve some servers or regions only' }),
  variants: z.boolean().meta({ description: 'can hold more than on and off' }),
  prerequisites: z.boolean().meta({ description: 'knows that one flag needs another' }),
  sticky: z.boolean().meta({ description: 'a user keeps the same answer while the share stands' }),
  monotone: z.boolean().meta({ description: 'raising the share takes nobody out' }),
  revisioned: z.boolean().meta({ description: 'refuses a write that was made for an older state' }),
  listed: z.boolean().optional().meta({ description: 'says which flags it has; left out: it does not' }),
});
export type Capabilities = z.infer<typeof Capabilities>;
