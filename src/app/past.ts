import type { Past } from '../core/assessment/assess.ts';
import type { ChangeSource } from './change-source.ts';
import type { Ports } from './operation.ts';

const LIMITS = { commits: 500, days: 180, timeMs: 2000 };

/** What came before the change, where there is something to ask; a history that cannot be had is said, and keeps nobody. */
export const pastOf = async (
  { base }: { readonly base?: string | undefined },
  { source, asked }: { readonly source: Pick<ChangeSource, 'here'>; readonly asked: boolean },
  { repository }: Pick<Ports, 'repository'>,
): Promise<Past | undefined> => {
  if (!source.here || base === undefined) return undefined;
  if (!asked) return { why: 'not asked for' };
  const found = await repository.history({ before: base, ...LIMITS });
  return found.ok ? { history: found.value } : { why: found.problems[0]?.message ?? 'it cannot be read' };
};
