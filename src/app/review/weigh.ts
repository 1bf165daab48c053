import { type Plan, planDigest } from '../../core/plan/plan.ts';
import { ok, type Result } from '../../core/problem.ts';
import type { ReviewState } from '../../core/review/headline.ts';
import { guardedIn } from '../../core/review/guarded.ts';
import { loosenedIn, type Tally, tallyOf, type Wishes, wishesIn } from '../../core/review/votes.ts';
import { plainLine } from '../../core/values/quote.ts';
import type { Sha256 } from '../../core/values/digest.ts';
import { type Agreement, agreementOn } from '../approved.ts';
import { type Known, makePlan } from '../make-plan.ts';
import type { Ports } from '../operation.ts';
import type { RulesPlace } from '../rules-place.ts';
import type { Hearing } from './hear.ts';

/** The plan as comments want it, and who agrees to it. */
export type Weighed = {
  readonly plan: Plan;
  readonly state: ReviewState;
  readonly tally: Tally;
  readonly wishes: Wishes;
  /** Why the plan is not as comments want it, where it cannot be. */
  readonly notAsWished: string;
  readonly meant: Readonly<Record<string, Sha256>>;
  /** Where the rules were read. */
  readonly place: RulesPlace | undefined;
  /** A file of the change that has a say in how changes are judged or carried out. */
  readonly guarded: string | undefined;
};

export type Weighing = {
  readonly known: Known;
  readonly hearing: Hearing;
  /** What earlier runs took short fingerprints for. */
  readonly meant: Readonly<Record<string, Sha256>>;
  /** The comment that is being answered: a short fingerprint in it means the plan as it is now. */
  readonly now?: string | undefined;
  readonly db: string | undefined;
};

/** Thinks, but for a look into the log: a rollout that has begun there was agreed to there. */
export const weigh = async (weighing: Weighing, ports: Ports): Promise<Result<Weighed>> => {
  const { known, hearing, db } = weighing;
  const guarded = guardedIn(known.change.files, known.policy.policy.review.guarded);
  const floor = guarded === undefined || known.found.level === 'critical' ? {} : criticalFor(guarded);
  const plain = makePlan(known, floor);
  if (!plain.ok) return plain;
  const wishes = wishesIn(hearing.heard, hearing.rules);
  const wished = makePlan(known, { ...floor, ...askedBy(wishes) });
  const plan = wished.ok ? wished.value : plain.value;
  const meant = meantIn(weighing, plan);
  const tally = tallyOf({ plan, loosened: loosenedIn(plain.value, plan, wishes), ...hearing, meant });
  const agreement = await agreementOn(plan, db, ports);
  if (!agreement.ok) return agreement;
  const state = stateOf(plan, agreement.value, tally);
  const notAsWished = wished.ok ? '' : (wished.problems[0]?.message ?? 'it cannot be planned so');
  return ok({ plan, state, tally, wishes, notAsWished, meant, guarded, place: known.place });
};

/** Whoever changes the rules, the workflows or the owners may change what keeps everything else. */
const criticalFor = (path: string) => ({
  level: 'critical' as const,
  by: 'the policy',
  reason: `changes ${plainLine(path).slice(0, 200)}, which judges changes or carries them out`,
});

const askedBy = ({ strategy, override }: Wishes) => ({
  ...(strategy === undefined ? {} : { strategy: strategy.strategy }),
  ...(override === undefined ? {} : { level: override.level, reason: override.reason, by: override.by }),
});

const MOST_MEANT = 20;

/** Only short ones are kept, and each keeps what it meant first: a plan that comes later and begins alike gains nothing by it. */
const meantIn = ({ hearing, meant, now }: Weighing, plan: Plan): Weighed['meant'] => {
  const digest = planDigest(plan);
  const given = hearing.heard.find(({ id }) => id === now)?.slash;
  const isNew = given?.is === 'approve' && given.digest.length < digest.length && digest.startsWith(given.digest);
  const all = now !== undefined && isNew ? { [now]: digest, ...meant } : meant;
  const stillThere = Object.entries(all).filter(([id]) => hearing.heard.some((one) => one.id === id));
  return Object.fromEntries(stillThere.slice(-MOST_MEANT));
};

const stateOf = (plan: Plan, { state, missing }: Agreement, tally: Tally): ReviewState => {
  if (state?.startedAtMs !== undefined && state.status !== 'pending') return state.status;
  if (tally.dues.length === 0 || plan.risk.skip)
    return plan.approvals.length > 0 && !plan.risk.skip ? 'approved' : 'no-approval-due';
  if (tally.isDone) return 'approved';
  const byLog = plan.approvals.length > 0 && missing.length === 0 && tally.dues.length === plan.approvals.length;
  return byLog ? 'approved' : 'not-approved';
};
