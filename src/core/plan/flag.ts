import { z } from 'zod';
import { FlagKey, Targeting, Variant } from '../flags/flag-parts.ts';
import { Line, Paragraph, text } from '../values/text.ts';

export { FlagKey, Targeting, Variant };

export const Flag = z.strictObject({
  key: FlagKey,
  type: z.enum(['boolean', 'percentage', 'multivariate']),
  description: Line,
  default: z.boolean().meta({ description: 'what is served when nothing else applies; off in every sound plan' }),
  targeting: z.array(Targeting).max(100).meta({ description: 'standing rules, looked at before the percentage' }),
  variants: z.array(Variant).max(20).meta({ description: 'for multivariate flags: every arm with its share' }),
  bucketBy: text(100).meta({ description: 'the attribute whose hash decides who is in: user.id' }),
  seed: text(200).meta({ description: 'keeps the same users in as the share grows' }),
  sticky: z.boolean(),
  prerequisites: z.array(FlagKey).max(50).meta({ description: 'flags that must be fully on first' }),
  owner: Line,
  implementation: Paragraph.optional().meta({ description: 'how the code asks for it; for people' }),
});
export type Flag = z.infer<typeof Flag>;
