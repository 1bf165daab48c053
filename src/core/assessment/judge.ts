import { highest, rank } from '../values/level.ts';
import { plainLine } from '../values/quote.ts';
import { answersTo, standing } from './answers.ts';
import type { Assessment, Override } from './assessment.ts';
import type { Answer, Claim, Opinion } from './opinion.ts';
import type { Signal } from '../signals/signal.ts';
import type { Trust } from './trust.ts';
import { failed, ok, problem, type Problem, type Result } from '../problem.ts';

/** An opinion with what was found out about it: which of its quotes stand in the diff, and how far it is trusted. */
export type Heard = {
  readonly opinion: Opinion;
  readonly adviser: Assessment['adviser'];
  readonly verified: { readonly reasons: readonly Claim[]; readonly suspicions: readonly Answer[] };
  readonly trust: Trust;
  readonly saw?: (signal: Signal) => boolean;
};

/**
 * What may be taken from an opinion: a higher level, on evidence that was found in the diff; and the answer to a single
 * suspicion, on such evidence and where the policy trusts the author. A wish for less than what then stands is written
 * down as a disagreement and changes nothing.
 */
export const judge = (found: Assessment, heard: Heard): Assessment => {
  const { opinion, adviser, verified, trust, saw = () => true } = heard;
  const answered = answersTo(found, {
    answers: opinion.suspicions,
    verified: new Set(verified.suspicions),
    trust,
    saw,
  });
  const { cleared } = answered;
  const stands = cleared.length > 0 ? standing({ ...found, cleared }) : found.level;
  const level = verified.reasons.length > 0 ? highest([opinion.level], stands) : stands;
  const refused = level === stands && rank(opinion.level) > rank(stands) ? [UNPROVEN] : [];
  return {
    ...found,
    adviser,
    level,
    skip: found.skip && level === found.level,
    ...facingOf(found, heard),
    reasons: [...found.reasons, ...verified.reasons.map(reasonInWords)].slice(0, 50),
    advice: {
      level: opinion.level,
      reasons: verified.reasons.length,
      confirmed: answered.confirmed,
      dropped: answered.dropped + opinion.reasons.length - verified.reasons.length,
      refused: [...refused, ...answered.refused].slice(0, 20),
    },
    ...(cleared.length > 0 ? { cleared: [...cleared] } : {}),
    ...(rank(opinion.level) < rank(level)
      ? { disagreement: { level: opinion.level, by: nameOf(adviser), reason: plainLine(opinion.why) } }
      : {}),
  };
};

const UNPROVEN = 'a higher level, with no reason whose quote stands in the diff';

const nameOf = ({ kind, model }: Assessment['adviser']): string => model ?? kind;

const reasonInWords = ({ file, line, why }: Claim): string => plainLine(`${file}:${line} ${why}`);

/** That people notice may be learned from anybody; that nobody does, from nobody. */
const facingOf = (found: Assessment, { opinion, adviser }: Heard): Pick<Assessment, 'userFacing' | 'userFacingWhy'> => {
  const { userFacing, userFacingWhy } = found;
  if (userFacing || !opinion.userFacing) return { userFacing, userFacingWhy };
  const [first = 'users notice it'] = opinion.userFacingChanges;
  return { userFacing: true, userFacingWhy: plainLine(`${nameOf(adviser)} says: ${first}`) };
};

/** A model that will not look at a change counts as one that finds it grave: high, or what the rules say if that is more. */
const refusedToLook = (found: Assessment, { adviser, why }: Refusal): Assessment => ({
  ...found,
  adviser,
  level: highest(['high'], found.level),
  skip: false,
  reasons: [...found.reasons.slice(0, 49), plainLine(`${nameOf(adviser)} would not look at this change: ${why}`)],
});

export type Refusal = { readonly adviser: Assessment['adviser']; readonly why: string };

/** What came of asking for an opinion, judged. */
export const judgeAdvice = (found: Assessment, advised: Advised): Assessment => {
  if (advised === undefined) return found;
  return 'opinion' in advised ? judge(found, advised) : refusedToLook(found, advised);
};

export type Advised = Heard | Refusal | undefined;

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
