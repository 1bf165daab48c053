import type { Problem } from '../../core/problem.ts';
import type { Ask } from '../postgres-pool.ts';
import { MIGRATING, MIGRATIONS } from './postgres-layout.ts';
import { isUnknown } from './postgres-problems.ts';
import { logProblems } from './problems.ts';

/** What keeps this place from being used; where nothing does, the layout is ours and complete. Throws as `ask` does. */
export const unusable = async (ask: Ask, at: string, make: boolean): Promise<Problem | undefined> => {
  const found = await layoutOf(ask);
  if (found === undefined && !make) return logProblems.absent(at);
  if (found !== undefined && found > MIGRATIONS.length) return logProblems.newer(at, found, MIGRATIONS.length);
  if (found !== MIGRATIONS.length) await ask(MIGRATING);
  return undefined;
};

/** Undefined where there is none. */
export const layoutOf = async (ask: Ask): Promise<number | undefined> => {
  try {
    const [place] = await ask('select layout from rampart.place');
    return place && Number(place['layout']);
  } catch (error) {
    if (isUnknown(error)) return undefined;
    throw error;
  }
};
