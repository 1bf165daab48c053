import type { ChecklistItem } from '../../values/people.ts';
import type { Plan } from '../plan.ts';
import {
  amountInWords,
  approvalInWords,
  countInWords,
  durationInWords,
  freezeInWords,
  hoursInWords,
  monitorOf,
  numberInWords,
  percentInWords,
} from './words.ts';

export type ApprovalRow = {
  readonly before: string;
  readonly who: string;
  readonly author: string;
  readonly why: string;
};

export const approvalRows = ({ approvals, phases }: Pick<Plan, 'approvals' | 'phases'>): ApprovalRow[] =>
  approvals.map((approval) => ({
    before: phases.find(({ id }) => id === approval.before)?.name ?? approval.before,
    who: approvalInWords(approval),
    author: approval.authorMayApprove ? '' : 'not the author',
    why: approval.why,
  }));

export type ChecklistReport = {
  readonly when: string;
  readonly items: readonly ChecklistItem[];
  /** `12 items: 4 by checks, 5 by engineering, 1 by product`. */
  readonly short: string;
};

export const checklistReports = ({ checklists }: Pick<Plan, 'checklists'>): ChecklistReport[] =>
  (['before', 'during', 'after'] as const)
    .map((when) => ({ when, items: checklists[when], short: checklistInShort(checklists[when]) }))
    .filter(({ items }) => items.length > 0);

const checklistInShort = (items: readonly ChecklistItem[]): string => {
  const checks = items.filter(({ confirm }) => confirm === 'check').length;
  const byRole = Map.groupBy(
    items.filter(({ confirm }) => confirm === 'person'),
    ({ by }) => by,
  );
  const shares = [
    ...(checks > 0 ? [`${checks} by checks`] : []),
    ...[...byRole].map(([role, theirs]) => `${theirs.length} by ${role}`),
  ];
  return `${countInWords(items.length, 'item')}: ${shares.join(', ')}`;
};

export type Fact = { readonly label: string; readonly text: string };

/** Where it runs, when exposure may be raised, when not, and what has to be ready before. */
export const scheduleFacts = ({ schedule }: Pick<Plan, 'schedule'>): Fact[] => [
  {
    label: 'Windows',
    text: `${schedule.windows.length > 0 ? schedule.windows.map(hoursInWords).join(', ') : 'at any time'}, ${schedule.timeZone}`,
  },
  ...schedule.freezes.map((freeze) => ({ label: 'Freeze', text: freezeInWords(freeze) })),
  {
    label: 'Preparation',
    text: `${durationInWords(schedule.preparation.takes)}: ${schedule.preparation.what}`,
  },
];

/** The question, its arms, and what it takes to answer it. */
export const experimentFacts = ({ experiment, monitors }: Pick<Plan, 'experiment' | 'monitors'>): Fact[] => {
  if (!experiment) return [];
  const { primaryMetric, baselinePercent, minimumDetectableEffect, sampleSize, usersPerDay, durationDays } = experiment;
  const name = (id: string): string => monitorOf(id, monitors).name;
  const pace = usersPerDay === undefined ? 'traffic unknown' : `${numberInWords(usersPerDay)} users a day`;
  return [
    { label: 'Hypothesis', text: experiment.hypothesis },
    { label: 'Variants', text: experiment.variants.map(variantInWords).join(', ') },
    { label: 'Decides', text: `${name(primaryMetric)}, ${percentInWords(baselinePercent)} today` },
    { label: 'Compared', text: experiment.metrics.map(name).join(', ') },
    {
      label: 'Sees',
      text: `a change of ${percentInWords(minimumDetectableEffect)} of that, with α ${experiment.alpha} and power ${experiment.power}`,
    },
    {
      label: 'Needs',
      text: `${countInWords(sampleSize, 'user')} in all arms, ${countInWords(durationDays, 'day')} (${pace})`,
    },
    ...endFacts(experiment, name),
  ];
};

const UNDECIDED = { pause: 'asks a person', rollback: 'is taken back', 'go-on': 'goes to everybody' } as const;

const endFacts = (
  { guardrails = [], decision }: NonNullable<Plan['experiment']>,
  name: (id: string) => string,
): Fact[] => [
  ...(guardrails.length > 0
    ? [
        {
          label: 'Guardrails',
          text: guardrails
            .map(({ metric, tolerate }) => `${name(metric)}, no more than ${percentInWords(tolerate)} worse`)
            .join('; '),
        },
      ]
    : []),
  ...(decision
    ? [
        {
          label: 'Ends',
          text: `harm on any day, success from day ${numberInWords(decision.earliestDays)}; what finds nothing ${UNDECIDED[decision.undecided]}`,
        },
      ]
    : []),
];

const variantInWords = ({
  name,
  percent,
  description,
}: {
  name: string;
  percent: number;
  description?: string | undefined;
}) => `${name} ${amountInWords(percent, '%')}${description === undefined ? '' : ` (${description})`}`;
