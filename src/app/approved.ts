import { type Plan, planDigest } from '../core/plan/plan.ts';
import type { Approval } from '../core/plan/safety.ts';
import { ok, type Result } from '../core/problem.ts';
import { approvalsBefore, approvers } from '../core/rollout/approvals.ts';
import type { State } from '../core/rollout/state.ts';
import { readCards } from './executor/card.ts';
import { load } from './executor/journal.ts';
import { withLogThere } from './executor/open.ts';
import type { Ports } from './operation.ts';

/** Who still has to agree before the first phase of this very plan, and how its rollout stands, if there is one. */
export type Agreement = { readonly state: State | undefined; readonly missing: readonly Approval[] };

/** As the log tells it. Where there is no log nobody has agreed to anything, and none is made by asking. */
export const agreementOn = async (plan: Plan, db: string | undefined, ports: Ports): Promise<Result<Agreement>> => {
  const found = await stateIn(plan, db, ports);
  if (!found.ok) return found;
  const state = found.value;
  const isMissing = (approval: Approval): boolean => !state || approvers(state, approval).length < approval.count;
  return ok({ state, missing: approvalsBefore(plan, 0).filter(isMissing) });
};

const stateIn = (plan: Plan, db: string | undefined, ports: Ports): Promise<Result<State | undefined>> =>
  withLogThere(ports, db, async (log) => {
    const listed = await log.list();
    if (!listed.ok) return listed;
    const digest = planDigest(plan);
    const card = readCards(listed.value).findLast(({ summary }) => summary.planDigest === digest);
    if (!card) return ok(undefined);
    const rollout = await load(log, card.id);
    return rollout.ok ? ok(rollout.value.state) : rollout;
  });
