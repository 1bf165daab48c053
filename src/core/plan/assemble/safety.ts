import { toIso, toMs } from '../../values/duration.ts';
import { slug, unused } from '../../values/text.ts';
import { approvalsDue, withOwners } from '../due.ts';
import type { Flag } from '../flag.ts';
import type { Phase } from '../phase.ts';
import type { PlanRequest } from '../request.ts';
import { ownerOf } from './flags.ts';
import { phasesBefore, type Approval, type Cleanup, type Rollback, type Schedule } from '../safety.ts';

const WRITES_NOTHING = 'Nothing that this change is seen to write has to be undone';

/** The way back. Where flags hold the change a flag goes off; where none does, somebody deploys. */
export const rollbackOf = (
  { assessment, choices, policy }: PlanRequest,
  flags: readonly Flag[],
  phases: readonly Phase[],
): Rollback => {
  const rules = policy.rollback;
  const flagged = flags.length > 0;
  const wholeMs = toMs(flagged ? rules.deadline : rules.deadlineWithoutFlag);
  const touchesData = assessment.signals.some(({ area }) => area === 'data' || area === 'migration');
  const required = choices.dataRollback !== undefined || touchesData;
  return {
    target: { percent: 0 },
    deadline: toIso(Math.max(wholeMs, ...phases.map(({ rollbackWithin }) => toMs(rollbackWithin)))),
    steps: (flagged ? rules.steps : rules.stepsWithoutFlag).map((text) => ({ text })),
    data: { required, procedure: required ? (choices.dataRollback ?? rules.dataProcedure) : WRITES_NOTHING },
    communication: rules.communication,
  };
};

/** Peak hours are freezes that come back every week. */
export const scheduleOf = ({ policy, choices }: PlanRequest): Schedule => {
  const rules = policy.schedule;
  const open = policy.environments[choices.environment ?? 'production']?.windows ?? true;
  return {
    timeZone: rules.timeZone,
    windows: open ? rules.windows : [],
    freezes: [...rules.freezes, ...rules.peakHours.map((hours) => ({ ...hours, why: 'peak hours' }))],
    preparation: { takes: toIso(toMs(rules.preparation.takes)), what: rules.preparation.what },
  };
};

export const approvalsOf = (
  { assessment, policy, choices, owners = [] }: PlanRequest,
  phases: readonly Phase[],
): Approval[] => {
  const counted = policy.environments[choices.environment ?? 'production']?.approvals ?? true;
  if (!counted || assessment.skip) return [];
  const approvals: Approval[] = [];
  for (const { before, ...approval } of approvalsDue(assessment, policy))
    for (const phase of phasesBefore(before, phases)) {
      const named = owners.length > 0 ? approval.from : withOwners(approval.from, []);
      const wanted = `${slug(named.join('-or-'), 30)}-before-${phase.id}`;
      const taken = approvals.map(({ id }) => id);
      const id = unused(wanted.slice(0, 76), taken);
      approvals.push({ id, before: phase.id, ...approval, from: withOwners(approval.from, owners) });
    }
  return approvals;
};

export const cleanupOf = (request: PlanRequest): Cleanup => ({
  removeFlagAfter: toIso(toMs(request.policy.flags.removeAfter)),
  owner: ownerOf(request),
  places: [...(request.choices.flagPlaces ?? [])],
});
