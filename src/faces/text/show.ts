import { outlineOf, type Outline } from '../../core/plan/report/outline.ts';
import type { RiskReport } from '../../core/plan/report/risk.ts';
import type { Plan } from '../../core/plan/plan.ts';

import type { Screen } from './helpers.ts';
import { render, type Load } from './render.ts';
import type { Cell } from './table.ts';

export type Shown = {
  readonly plan: Plan;
  /** What to type next, ready to copy. */
  readonly next: readonly string[];
  readonly load: Load;
  readonly screen?: Screen;
};

/** `rampart show`: a whole plan, for somebody who is to agree to it. */
export const showText = ({ plan, next, load, screen }: Shown): Promise<string> => {
  const outline = outlineOf(plan);
  const values = { ...outline, ...headOf(outline), ...climbOf(outline), ...safetyOf(outline), ...peopleOf(outline) };
  return render('show.txt', { ...values, next }, load, screen);
};

const dim = (text: string): Cell => ({ text, tone: 'dim' });
const strong = (text: string): Cell => ({ text, tone: 'strong' });

/** A label once, and its rows below each other. */
const under = (label: Cell, texts: readonly Cell[]): Cell[][] => texts.map((text, at) => [at === 0 ? label : '', text]);

const short = (digest: string): string => `sha256:${digest.slice(0, 12)}…`;

/** What it is, and why it is judged as it is: evidence before anything else. */
export const headOf = ({ headline, risk, skip, id, digest }: Outline) => ({
  ...becauseOf(risk),
  chosen: skip === '' ? `${headline.kind}: ${headline.why}` : skip,
  identity: [id, short(digest)],
});

export const becauseOf = (risk: RiskReport) => ({
  because: [
    ...[...risk.evidence, ...risk.mitigations].flatMap(evidenceRows),
    ...(risk.moreEvidence === '' ? [] : [['', '', dim(risk.moreEvidence)]]),
  ],
  hasBecause: risk.evidence.length + risk.mitigations.length + risk.reasons.length + risk.notes.length > 0,
});

/** Two lines for each fact: why it matters, and below it the line that shows it. */
const evidenceRows = (row: Outline['risk']['evidence'][number]): Cell[][] => [
  [
    { text: row.level.charAt(0).toUpperCase(), tone: row.level },
    row.area,
    [row.why, row.suspected ? '(suspected)' : '', row.places > 1 ? `(${row.places} places)` : '']
      .filter(Boolean)
      .join(' '),
  ],
  ['', '', { text: `${row.where}   ${row.quote}`.trimEnd(), tone: 'dim', oneLine: true }],
];

/** The phases, what lies between them, and the calendar. */
export const climbOf = (outline: Outline) => ({
  phaseTable: phaseTable(outline),
  between: betweenRows(outline),
  drawn: outline.calendar.length > 1,
  calendarNotes: [
    outline.pace === '' ? 'earliest' : 'earliest, where no evidence ends a soak',
    ...(outline.byWeek ? [`day 1 is a Monday, ${outline.timeZone}`] : []),
    outline.calendar.some(({ soaksTo, to }) => soaksTo < to) ? '█ soaks ░ waits for a window' : '█ soaks',
  ],
});

/** A column in which no phase has anything to say has no head either, and so is no column. */
const phaseTable = ({ phases }: Outline): Cell[][] => {
  const rows = phases.map((phase): string[] => [
    String(phase.number),
    phase.name,
    [phase.who, saysMore(phase) ? `(${phase.purpose})` : ''].join(' ').trimEnd(),
    phase.soak,
    phase.atMost,
    phase.rollbackWithin,
  ]);
  const heads = ['#', 'phase', 'who', 'soaks', 'at most', 'back in'];
  return [heads.map((head, at) => dim(rows.every((row) => row[at] === '') ? '' : head)), ...rows];
};

const saysMore = ({ who, name, purpose }: Outline['phases'][number]): boolean =>
  ![who, name].some((said) => said.toLowerCase().includes(purpose.toLowerCase())) && !purpose.includes(who);

/** What a phase waits for: first what all ask for, then what some do, then what happens if one takes too long. */
const betweenRows = ({ phases, sharedGates, pace, sights }: Outline): Cell[][] => [
  ...under(
    dim(phases.length === 1 ? 'done when' : 'next when'),
    sharedGates.length === 0 ? [] : [sharedGates.join(', ')],
  ),
  ...alike(phases, ({ gates, number }) => [gates, number === phases.length]).flatMap(({ numbers, first }) =>
    under(dim(numbers.includes(phases.length) ? 'done when' : `after ${numbers.join(', ')}`), first.gates),
  ),
  ...alike(phases, ({ watches }) => watches).flatMap(({ numbers, first }) =>
    under(dim(`in ${numbers.join(', ')}`), first.watches === '' ? [] : [`only ${first.watches} watched`]),
  ),
  ...under(dim('too long'), overdueInWords(phases)),
  ...under(dim('sooner'), pace === '' ? [] : [pace]),
  ...under(dim('can see'), sights),
];

type Row = Outline['phases'][number];

/** Phases that say the same, so that it is said once. */
const alike = (phases: readonly Row[], sayingOf: (phase: Row) => unknown): { numbers: number[]; first: Row }[] =>
  [...Map.groupBy(phases, (phase) => JSON.stringify(sayingOf(phase))).values()].flatMap((some) =>
    some.slice(0, 1).map((first) => ({ numbers: some.map(({ number }) => number), first })),
  );

const overdueInWords = (phases: Outline['phases']): string[] => {
  const limited = phases.filter(({ overdue }) => overdue !== '');
  return [...Map.groupBy(limited, ({ overdue }) => overdue)].map(([action, late]) =>
    late.length === limited.length
      ? `a phase that takes longer → ${action}`
      : `phase ${late.map(({ number }) => number).join(', ')} when it takes longer → ${action}`,
  );
};

/** What stops it, and the way back. */
export const safetyOf = ({ triggers, triggerNotes, rollback }: Outline) => ({
  fires: [
    ...triggers.flatMap(({ label, rows }) =>
      under(
        strong(label),
        rows.map(({ when, respond }) => (respond === '' ? when : `${when} (${respond})`)),
      ),
    ),
    ...under(strong('Without data'), triggerNotes),
  ],
  back: [`to ${rollback.target}`, `within ${rollback.within}`, ...rollback.flags.map((flag) => `flag ${flag}`)],
  backRows: [
    ...rollback.steps.flatMap(({ text, command }, at) =>
      under(dim(String(at + 1)), command === undefined ? [text] : [text, `$ ${command}`]),
    ),
    [dim('data'), rollback.data],
    ...under(dim('tell'), [rollback.internal, rollback.external]),
  ],
});

/** What people agree to, confirm and look at. */
const peopleOf = (outline: Outline) => ({
  agreed: outline.approvals.map(({ before, who, author, why }): Cell[] => [
    dim(`before ${before}`),
    `${[who, author].filter(Boolean).join(', ')}: ${why}`,
  ]),
  planned: outline.schedule.map(labelled),
  asked: outline.experiment.map(labelled),
  confirms: outline.checklists.map(({ when, short }): Cell[] => [dim(when), short]),
  succeeds: [...under(dim('measured'), textsOf(outline, true)), ...under(dim('judged'), textsOf(outline, false))],
  weighed: outline.risks.map(({ risk, likelihood, impact, mitigation }): Cell[] => [
    dim(`${likelihood}, ${impact}`),
    `${risk}: ${mitigation.charAt(0).toLowerCase()}${mitigation.slice(1)}`,
  ]),
  cleaned: outline.cleanup.map(labelled),
});

const labelled = ({ label, text }: { label: string; text: string }): Cell[] => [dim(label.toLowerCase()), text];

const textsOf = ({ successCriteria }: Outline, measured: boolean): string[] =>
  successCriteria.filter((criterion) => criterion.measured === measured).map(({ text }) => text);
