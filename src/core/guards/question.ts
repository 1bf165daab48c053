import { around, bothOf, duringAlpha, endAlpha, type Interval, widthAtEnd, widthDuring } from './interval.ts';
import type { Estimate } from './compared.ts';

/** One arm against control in the metric that decides, and in those that must not get worse. */
export type ArmSeen = {
  readonly variant: string;
  readonly primary: Estimate | undefined;
  readonly guardrails: readonly {
    readonly metric: string;
    readonly tolerate: number;
    readonly seen: Estimate | undefined;
  }[];
  /** How far the arrivals are from the shares that were assigned. */
  readonly unequal: boolean;
};

export type Question = {
  readonly alpha: number;
  /** The smallest effect that is worth having, in the same terms as the estimate: where it is known as a share. */
  readonly effect: number | undefined;
  /** The same, as a part of what control shows: where nothing else is known. */
  readonly effectShare: number;
  /** Nobody is called better before that: days of all kinds have to have been there. */
  readonly mayDecide: boolean;
  /** The planned end is here: the one look that most was kept for. */
  readonly isEnd: boolean;
};

export type Answer =
  | { readonly is: 'harm' | 'success'; readonly variant: string; readonly metric?: string }
  | { readonly is: 'futility' }
  | { readonly is: 'undecided'; readonly unequal?: string };

/** What is decided now, if anything is. The order matters: harm comes first, and nothing is decided on arms that do not compare. */
export const answerOf = (arms: readonly ArmSeen[], question: Question): Answer | undefined => {
  const odd = arms.find(({ unequal }) => unequal);
  if (odd) return question.isEnd ? { is: 'undecided', unequal: odd.variant } : undefined;
  return harmIn(arms, question) ?? goodIn(arms, question);
};

const harmIn = (arms: readonly ArmSeen[], question: Question): Answer | undefined => {
  const errs = { during: duringAlpha(question.alpha) / arms.length, end: endAlpha(question.alpha) / arms.length };
  for (const { variant, primary, guardrails } of arms) {
    if (primary && intervalOf(primary, errs, question.isEnd).high < 0) return { is: 'harm', variant };
    const worse = guardrails.find((one) => isWorse(one, question.alpha / arms.length / guardrails.length));
    if (worse) return { is: 'harm', variant, metric: worse.metric };
  }
  return undefined;
};

type Guardrail = ArmSeen['guardrails'][number];

/** Established to be worse by more than is tolerated. Looked at all along, so with an interval that may be. */
const isWorse = ({ tolerate, seen }: Guardrail, alpha: number): boolean => {
  if (!seen) return false;
  const { high } = around(seen.better, seen.error * widthDuring(alpha, seen.known));
  return high < -(tolerate / 100) * Math.abs(seen.control);
};

const goodIn = (arms: readonly ArmSeen[], question: Question): Answer | undefined => {
  const { mayDecide, isEnd, alpha } = question;
  if (!mayDecide && !isEnd) return undefined;
  const errs = { during: duringAlpha(alpha) / arms.length, end: endAlpha(alpha) / arms.length };
  const seen = arms.map(({ variant, primary }) => ({
    variant,
    better: primary?.better ?? -Infinity,
    interval: primary && intervalOf(primary, errs, isEnd),
    effect: question.effect ?? question.effectShare * Math.abs(primary?.control ?? 0),
  }));
  const winners = seen.filter(({ interval }) => interval && interval.low > 0);
  const [best] = winners.toSorted((a, b) => b.better - a.better);
  if (best) return { is: 'success', variant: best.variant };
  if (isEnd) return { is: 'undecided' };
  return seen.every(isHopeless) ? { is: 'futility' } : undefined;
};

type Judged = { readonly better: number; readonly effect: number; readonly interval: Interval | undefined };

/** No effect worth having; and none as bad, or it is waited for: what is worse must not pass for what makes no difference. */
const isHopeless = ({ better, effect, interval }: Judged): boolean =>
  interval !== undefined && interval.high < effect && (better >= 0 || interval.low > -effect);

export type Errs = { readonly during: number; readonly end: number };

/** During: true at every look at once. At the planned end: where that meets the interval which was kept for it. */
export const intervalOf = ({ better, error, known }: Estimate, { during, end }: Errs, isEnd: boolean): Interval => {
  const always = around(better, error * widthDuring(during, known));
  return isEnd ? bothOf(always, around(better, error * widthAtEnd(end))) : always;
};
