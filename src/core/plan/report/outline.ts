import { planDigest, type Plan } from '../plan.ts';
import { timelineOf } from '../timeline.ts';
import { headlineOf, type Headline } from './headline.ts';
import {
  approvalRows,
  checklistReports,
  experimentFacts,
  scheduleFacts,
  type ApprovalRow,
  type ChecklistReport,
  type Fact,
} from './people.ts';
import { paceInWords } from './pace.ts';
import { calendarRows, phaseRows, sharedGates, type CalendarRow, type PhaseRow } from './phases.ts';
import { sightsInWords } from './sights.ts';
import { riskReport, type RiskReport } from './risk.ts';
import { criterionRows, triggerGroups, triggerNotes, type CriterionRow, type TriggerGroup } from './watching.ts';
import { durationInWords, percentInWords } from './words.ts';

export type RollbackReport = {
  readonly target: string;
  readonly within: string;
  /** The flags that go back; none where somebody has to deploy. */
  readonly flags: readonly string[];
  readonly steps: Plan['rollback']['steps'];
  readonly dataRequired: boolean;
  readonly data: string;
  readonly internal: string;
  readonly external: string;
};

/** A plan in the order people read it, as words and rows. Raw: whoever shows it escapes it. */
export type Outline = {
  readonly id: string;
  readonly digest: string;
  readonly headline: Headline;
  readonly skip: string;
  readonly userFacingChanges: readonly string[];
  readonly risk: RiskReport;
  readonly phases: readonly PhaseRow[];
  readonly sharedGates: readonly string[];
  /** How phases end before their soak is over; nothing where none does. */
  readonly pace: string;
  /** What each phase can see, where it is known how many come by. */
  readonly sights: readonly string[];
  readonly calendar: readonly CalendarRow[];
  /** Whether day 1 is a Monday. */
  readonly byWeek: boolean;
  readonly neverOpen: boolean;
  readonly timeZone: string;
  readonly triggers: readonly TriggerGroup[];
  readonly triggerNotes: readonly string[];
  readonly rollback: RollbackReport;
  readonly approvals: readonly ApprovalRow[];
  readonly schedule: readonly Fact[];
  readonly experiment: readonly Fact[];
  readonly checklists: readonly ChecklistReport[];
  readonly successCriteria: readonly CriterionRow[];
  readonly dependencies: readonly string[];
  readonly risks: Plan['risks'];
  readonly recommendations: readonly string[];
  readonly questions: readonly string[];
  readonly cleanup: readonly Fact[];
};

export const outlineOf = (plan: Plan, topEvidence?: number): Outline => {
  const timeline = timelineOf(plan);
  return {
    id: plan.id,
    digest: planDigest(plan),
    headline: headlineOf(plan, timeline),
    skip: plan.risk.skip ? (plan.risk.skipWhy ?? 'no staged rollout is due') : '',
    userFacingChanges: plan.userFacingChanges,
    risk: riskReport(plan, topEvidence),
    phases: phaseRows(plan, timeline),
    sharedGates: sharedGates(plan),
    pace: paceInWords(plan),
    sights: sightsInWords(plan),
    calendar: calendarRows(timeline),
    byWeek: timeline.byWeek,
    neverOpen: timeline.neverOpen,
    timeZone: plan.schedule.timeZone,
    triggers: triggerGroups(plan),
    triggerNotes: triggerNotes(plan),
    rollback: rollbackReport(plan),
    approvals: approvalRows(plan),
    schedule: scheduleFacts(plan),
    experiment: experimentFacts(plan),
    checklists: checklistReports(plan),
    successCriteria: criterionRows(plan),
    dependencies: plan.dependencies.map(dependencyInWords),
    risks: plan.risks,
    recommendations: plan.recommendations,
    questions: plan.questions ?? [],
    cleanup: cleanupFacts(plan),
  };
};

const rollbackReport = ({ rollback, flags }: Plan): RollbackReport => ({
  target: percentInWords(rollback.target.percent),
  within: durationInWords(rollback.deadline),
  flags: flags.map(({ key }) => key),
  steps: rollback.steps,
  dataRequired: rollback.data.required,
  data: rollback.data.procedure,
  internal: rollback.communication.internal,
  external: rollback.communication.external,
});

const dependencyInWords = ({ name, kind, needs }: Plan['dependencies'][number]): string =>
  `${name} (${kind}, ${needs === 'fully-on' ? 'fully on' : 'available'})`;

const cleanupFacts = ({ cleanup, flags }: Plan): Fact[] =>
  flags.length === 0
    ? []
    : [
        { label: 'Flags', text: flags.map(({ key }) => key).join(', ') },
        { label: 'Remove', text: `${durationInWords(cleanup.removeFlagAfter)} after completion, by ${cleanup.owner}` },
        ...(cleanup.places.length > 0 ? [{ label: 'Stands in', text: cleanup.places.join(', ') }] : []),
      ];
