import type { Problem } from '../../core/problem.ts';
import type { PlaceStanding } from '../../ports/log-place.ts';
import type { Ask } from '../postgres-pool.ts';
import { MIGRATING, MIGRATIONS } from './postgres-layout.ts';
import { isUnknown } from './postgres-problems.ts';
import { logProblems, shutProblem } from './problems.ts';

type How = { readonly make: boolean; readonly past: boolean };

/**
 * What keeps this place from being used; where nothing does, the layout is ours and complete, and it is open unless
 * somebody comes past that. Throws as `ask` does.
 */
export const unusable = async (ask: Ask, at: string, { make, past }: How): Promise<Problem | undefined> => {
  const found = await placeOf(ask);
  if (found === undefined && !make) return logProblems.absent(at);
  if (found && found.layout > MIGRATIONS.length) return logProblems.newer(at, found.layout, MIGRATIONS.length);
  if (found?.layout !== MIGRATIONS.length) await ask(MIGRATING);
  return found && !past ? shutProblem(at, found.standing) : undefined;
};

export type PlaceRow = { readonly layout: number; readonly standing: PlaceStanding };

/** Undefined where there is none. */
export const placeOf = async (ask: Ask): Promise<PlaceRow | undefined> => {
  try {
    const [row] = await ask('select layout, standing, other from rampart.place');
    return row && { layout: Number(row['layout']), standing: standingIn(row['standing'], String(row['other'])) };
  } catch (error) {
    if (isUnknown(error)) return undefined;
    throw error;
  }
};

const standingIn = (is: string | null | undefined, other: string): PlaceStanding =>
  is === 'open' ? { is } : { is: is === 'filling' ? is : 'moved', other };
