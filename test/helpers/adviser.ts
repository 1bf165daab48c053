import { claudeAdviser } from '../../src/adapters/adviser/claude.ts';
import { systemClock } from '../../src/adapters/clock/system.ts';
import { jsonSchema } from '../../src/core/schemas.ts';
import type { Adviser, Question } from '../../src/ports/adviser.ts';
import type { Clock } from '../../src/ports/clock.ts';

export const aQuestion = (more: Partial<Question> = {}): Question => ({
  system: 'You advise.',
  change: 'One change.',
  promptTokens: 1000,
  model: 'claude-haiku-5-5',
  schema: jsonSchema('opinion'),
  maxOutputTokens: 2000,
  timeoutMs: 10_000,
  mayCharge: () => undefined,
  repair: async (problems) => `Put right: ${problems.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
  heard: () => undefined,
  ...more,
});

/** Claude behind that address; waits are over at once unless a clock is brought. */
export const claudeAt = (baseUrl: string, clock: Clock = { ...systemClock, sleep: async () => undefined }): Adviser => {
  const adviser = claudeAdviser({ apiKey: 'sk-of-a-test', baseUrl, clock });
  if (!adviser.ok) throw new Error(JSON.stringify(adviser.problems));
  return adviser.value;
};
