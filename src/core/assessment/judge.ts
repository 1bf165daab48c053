import { rank } from '../values/level.ts';
import type { Assessment, Override } from './assessment.ts';
import type { Claim, Opinion } from './opinion.ts';
import { failed, ok, problem, type Problem, type Result } from '../problem.ts';

export type Judged = { readonly assessment: Assessment; readonly dropped: number };

/**
 * What may be taken from an opinion: a higher level, on evidence that was found in the diff. A wish for a lower level
 * is written down as a disagreement and changes nothing.
 */
export const judge = (
  found: Assessment,
  opinion: Opinion,
  verified: readonly Claim[],
  adviser: Assessment['adviser'],
): Judged => {
  const raises = rank(opinion.level) > rank(found.level) && verified.length > 0;
  const lower = rank(opinion.level) < rank(found.level);
  const reasons = verified.map(({ file, line, why }) => `${file}:${line} ${why}`);
  return {
    dropped: opinion.reasons.length - verified.length,
    assessment: {
      ...found,
      adviser,
      level: raises ? opinion.level : found.level,
      skip: found.skip && !raises,
      userFacing: found.userFacing || opinion.userFacing,
      reasons: [...found.reasons, ...reasons].slice(0, 50),
      ...(lower
        ? {
            disagreement: {
              level: opinion.level,
              by: adviser.kind,
              reason: `${adviser.kind} would say ${opinion.level}`,
            },
          }
        : {}),
    },
  };
};

/** A person's word. Up is free; down, below what was found, takes a name and a reason, and both stay in the plan. */
export const override = (
  found: Assessment,
  wish: { level: Assessment['level']; by?: string; reason?: string },
): Result<Assessment> => {
  const down = rank(wish.level) < rank(found.level);
  if (down && !(wish.by && wish.reason)) return failed(unsigned(found, wish.level));
  const record: Override = {
    level: wish.level,
    by: wish.by ?? 'whoever ran the command',
    reason: wish.reason ?? 'asked for',
  };
  return ok({ ...found, level: wish.level, skip: found.skip && wish.level === 'low', override: record });
};

const unsigned = (found: Assessment, wish: string): Problem =>
  problem({
    kind: 'refused',
    code: 'unsigned-override',
    path: '--level',
    message: `${wish} is below the ${found.level} that was found`,
    hint: 'say who decides and why: --by NAME --reason TEXT; both are written into the plan',
  });
