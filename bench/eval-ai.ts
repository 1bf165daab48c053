import { claudeAdviser } from '../src/adapters/adviser/claude.ts';
import { systemClock } from '../src/adapters/clock/system.ts';
import { consult } from '../src/app/advice/consult.ts';
import { judgeAdvice } from '../src/core/assessment/judge.ts';
import { DEFAULT_POLICY } from '../src/core/policy/defaults/index.ts';
import { createMasker } from '../src/core/secrets/mask.ts';
import { bundle, FENCE, lookedAt } from '../test/helpers/advice.ts';
import { portsWith } from '../test/helpers/cli.ts';
import type { Answer } from './baselines.ts';

/**
 * The analyser with a model beside it, as `plan` would have it for a trusted author. Takes a key, and costs money: it says
 * how much. Where nothing comes of asking, the rules stand.
 */
export const advised = async (): Promise<(diff: string, title: string) => Promise<Answer & { dollars: number }>> => {
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl } = process.env;
  const adviser = claudeAdviser({ apiKey, baseUrl, clock: systemClock });
  if (!adviser.ok) throw new Error(adviser.problems.map(({ message, hint }) => `${message}; ${hint}`).join('\n'));
  return async (diff, title) => {
    const { text } = createMasker();
    const mask = (lines: readonly string[]) => text(lines.join('\n')).split('\n');
    const looked = lookedAt(diff, { title }, { isWithheld: () => false, mask });
    const matter = { ...looked, policy: DEFAULT_POLICY, rules: DEFAULT_POLICY.adviser, fence: FENCE };
    const consulted = await consult(
      adviser.value,
      { ...matter, trust: { yes: true } },
      portsWith(new Map(), { bundle }),
    );
    const found = judgeAdvice(looked.found, consulted.ok ? consulted.value.advised : undefined);
    const { level, userFacing, skip, hint, adviser: record } = found;
    return { level, userFacing, skip, strategy: hint?.kind ?? 'immediate', dollars: record.spent?.dollars ?? 0 };
  };
};
