import { z } from 'zod';
import { Sha256 } from '../values/digest.ts';
import { Line, text } from '../values/text.ts';

export const TRANSCRIPT_VERSION = 1;

const LONG = 1_000_000;
const count = z.int().min(0);

const Usage = z.strictObject({
  inputTokens: count,
  cacheWriteTokens: count,
  cacheReadTokens: count,
  outputTokens: count,
});

const Message = z.strictObject({ role: z.enum(['user', 'assistant']), text: z.string().max(LONG) });

const Exchange = z.strictObject({
  request: z.strictObject({ model: text(100), maxOutputTokens: count, messages: z.array(Message).max(10) }),
  reply: z.union([
    z.strictObject({ text: z.string().max(LONG), stop: z.string().max(100), usage: Usage }),
    z.strictObject({ problem: z.string().max(2000) }),
  ]),
});

const Asked = z.strictObject({
  model: text(100),
  exchanges: z.array(Exchange).max(10),
  charges: z.array(z.strictObject({ model: text(100), usage: Usage, untold: z.boolean() })).max(10),
  result: z.enum(['opinion', 'refusal', 'silence']),
  why: Line.optional(),
});

/** What was put to models about one change, and what they said; enough to make the same plan again without them. */
export const Transcript = z.strictObject({
  schemaVersion: z.literal(TRANSCRIPT_VERSION),
  tool: text(100),
  diffSha256: Sha256,
  promptVersion: Line,
  fence: text(100),
  promptTokens: count.meta({ description: 'the budget of the prompt' }),
  system: z.string().max(LONG),
  asked: z.array(Asked).min(1).max(2),
});
export type Transcript = z.infer<typeof Transcript>;
