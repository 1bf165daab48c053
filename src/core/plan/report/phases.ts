import type { Gate, Phase } from '../phase.ts';
import type { Plan } from '../plan.ts';
import type { Entry, Timeline } from '../timeline.ts';
import { isShare } from './headline.ts';
import {
  actionInWords,
  approvalInWords,
  durationInWords,
  gateInWords,
  momentInWords,
  monitorOf,
  percentInWords,
  shareInWords,
} from './words.ts';

export type PhaseRow = {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly who: string;
  readonly share: string;
  readonly soak: string;
  /** How long it may take in all, and what happens then. */
  readonly atMost: string;
  readonly overdue: string;
  /** `Day 2 09:00`, or nothing where no window is ever open. */
  readonly starts: string;
  readonly rollbackWithin: string;
  /** What this phase asks for beyond the gates that all phases share. */
  readonly gates: readonly string[];
  readonly approvals: readonly string[];
  /** The monitors, where not all of them are watched. */
  readonly watches: string;
  /** `5 %`, or the name where a share does not say who is in. */
  readonly step: string;
};

export type CalendarRow = {
  readonly step: string;
  readonly starts: string;
  readonly percent: number;
  /** Where the phase lies in the whole, 0 to 1. */
  readonly from: number;
  readonly soaksTo: number;
  readonly to: number;
};

export const phaseRows = (plan: Plan, timeline: Timeline): PhaseRow[] => {
  const shared = sharedGates(plan);
  return plan.phases.map((phase, at) => ({
    number: at + 1,
    id: phase.id,
    name: phase.name,
    purpose: phase.purpose ?? '',
    who: phase.audience.who,
    share: shareInWords(phase.audience),
    soak: phase.soak === undefined ? '' : durationInWords(phase.soak),
    atMost: phase.deadline ? durationInWords(phase.deadline.after) : '',
    overdue: phase.deadline ? actionInWords(phase.deadline.action) : '',
    starts: startOf(timeline.entries[at]),
    rollbackWithin: durationInWords(phase.rollbackWithin),
    gates: phase.gates.map((gate) => gateInWords(gate, plan.monitors)).filter((words) => !shared.includes(words)),
    approvals: plan.approvals.filter(({ before }) => before === phase.id).map(approvalInWords),
    watches: watchesInWords(phase, plan),
    step: stepInWords(phase),
  }));
};

/** What every phase asks for before the next one may start; said once. */
export const sharedGates = ({ phases, monitors }: Pick<Plan, 'phases' | 'monitors'>): string[] => {
  const [first = [], ...others] = phases.map(({ gates }) => gates.map((gate: Gate) => gateInWords(gate, monitors)));
  return first.filter((words) => others.every((gates) => gates.includes(words)));
};

const startOf = (entry: Entry | undefined): string => (entry ? momentInWords(entry.startMs) : '');

const stepInWords = (phase: Phase): string => (isShare(phase) ? percentInWords(phase.audience.percent) : phase.name);

const watchesInWords = ({ watch }: Phase, { monitors }: Plan): string => {
  if (monitors.every(({ id }) => watch.includes(id))) return '';
  return watch.length === 0 ? 'nothing' : watch.map((id) => monitorOf(id, monitors).name).join(', ');
};

export const calendarRows = ({ entries, totalMs }: Timeline): CalendarRow[] => {
  const begin = entries[0]?.startMs ?? 0;
  const place = (atMs: number): number => (totalMs === 0 ? 0 : (atMs - begin) / totalMs);
  return entries.map(({ phase, startMs, soakEndMs, endMs }) => ({
    step: stepInWords(phase),
    starts: momentInWords(startMs),
    percent: phase.audience.percent,
    from: place(startMs),
    soaksTo: place(soakEndMs),
    to: place(endMs),
  }));
};
