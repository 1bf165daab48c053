import { z } from 'zod';
import { Area } from '../values/area.ts';
import { Level } from '../values/level.ts';
import { text } from '../values/text.ts';

/** Established: the diff itself shows it. Suspected: words and places suggest it, and somebody may answer it. */
const Certainty = z.enum(['established', 'suspected']);
type Certainty = z.infer<typeof Certainty>;

export const Evidence = z.strictObject({
  path: text(4096).meta({ description: 'file, as the diff names it' }),
  line: z
    .int()
    .min(0)
    .meta({ description: 'line in the new file, or in the old one for a removed line; 0 is the whole file' }),
  side: z.enum(['new', 'old']),
  quote: z.string().max(500).meta({ description: 'the line itself, cut at 500 characters' }),
});
export type Evidence = z.infer<typeof Evidence>;

/** One fact found in a change, with the line that shows it. */
export const Signal = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,40}\.[a-z0-9-]{1,60}$/)
    .meta({ description: 'family.name, as `rampart explain` knows it' }),
  area: Area,
  level: Level,
  certainty: Certainty,
  evidence: Evidence,
  why: text(300),
});
export type Signal = z.infer<typeof Signal>;

/** A fact that lowers what the signals of a file imply, by one level at most. */
export const Mitigation = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}\.[a-z0-9-]{1,60}$/),
  evidence: Evidence,
  why: text(300),
});
export type Mitigation = z.infer<typeof Mitigation>;
