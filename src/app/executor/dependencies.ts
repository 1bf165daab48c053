import type { Plan } from '../../core/plan/plan.ts';
import { needsOf } from '../../core/program/needs.ts';

/** The flags that a plan rests on and that are not its own. */
export const neededFlags = (plan: Plan): readonly string[] =>
  needsOf(plan).flatMap(({ kind, name }) => (kind === 'flag' ? [name] : []));
