import { toIso, toMs } from '../../values/duration.ts';
import { formatPercent } from '../../values/percent.ts';
import type { Plan } from '../plan.ts';
import { doubt, type Hearing } from './hearing.ts';
import type { Report } from './schema.ts';
import { readTime, sayTime, splitAside, withAside } from './time-words.ts';

const AT_ONCE = 'Immediate';

/** Everything in it is computed: preparation, the soak of each phase, and their sum. */
export const sayTimeline = (plan: Plan): Report['timeline'] => {
  const { takes, what } = plan.schedule.preparation;
  const { target } = plan.strategy;
  const end = target === 100 ? 'full rollout' : `${formatPercent(target)}% of users`;
  return {
    preparation: withAside(sayTime(toMs(takes)), what),
    ...Object.fromEntries(
      plan.phases.map(({ soak, purpose }, at) => [
        `phase_${at + 1}`,
        withAside(soak === undefined ? AT_ONCE : sayTime(toMs(soak)), purpose),
      ]),
    ),
    total_duration: `${sayTime(totalMs(plan))} from start to ${end}`,
  };
};

const totalMs = ({ schedule, phases }: Plan): number =>
  phases.reduce((sum, { soak }) => sum + (soak === undefined ? 0 : toMs(soak)), toMs(schedule.preparation.takes));

/** What a phase is for stands in the timeline's brackets. Its length stands there too, and must not say otherwise. */
export const hearPurpose = (hearing: Hearing, at: number): string | undefined => {
  const text = hearing.report.timeline[`phase_${at + 1}`];
  const hours = hearing.report.rollout_phases[at]?.duration_hours ?? null;
  if (typeof text !== 'string') return undefined;
  const { head, aside } = splitAside(text);
  if (head === AT_ONCE && hours === null) return aside?.slice(0, 300);
  const time = readTime(head);
  const same = time !== undefined && hours !== null && Math.abs(time - hours * 3_600_000) < 1000;
  if (!same) otherTime(hearing, `timeline.phase_${at + 1}`, text);
  return (time === undefined && head !== AT_ONCE ? text : aside)?.slice(0, 300);
};

const otherTime = (hearing: Hearing, path: string, text: string): void =>
  doubt(hearing, {
    code: 'timeline-differs',
    path,
    message: `"${text}" is not what the phases say; the phases count`,
    hint: 'make duration_hours and the timeline agree',
  });

export const hearPreparation = (hearing: Hearing): Plan['schedule']['preparation'] => {
  const { preparation } = hearing.policy.schedule;
  const { head, aside } = splitAside(hearing.report.timeline.preparation);
  const time = readTime(head);
  if (time === undefined) otherPreparation(hearing, preparation.takes);
  const what = time === undefined ? hearing.report.timeline.preparation : (aside ?? preparation.what);
  return { takes: toIso(time ?? toMs(preparation.takes)), what: what.slice(0, 300) };
};

const otherPreparation = (hearing: Hearing, takes: string): void =>
  doubt(hearing, {
    code: 'preparation-for-people',
    path: 'timeline.preparation',
    message: `"${hearing.report.timeline.preparation}" does not begin with a time: ${takes} is taken from the policy`,
    hint: 'write it as "2 days (what is prepared)"',
  });

/** The timeline's sum and its further lines, held against the plan that was made. */
export const checkTimeline = (hearing: Hearing, plan: Plan): void => {
  const { timeline, rollout_phases } = hearing.report;
  const [head = ''] = timeline.total_duration.split(' from ');
  if (readTime(head) !== totalMs(plan)) otherTime(hearing, 'timeline.total_duration', timeline.total_duration);
  for (const key of Object.keys(timeline)) {
    const number = key.startsWith('phase_') ? Number(key.slice(6)) : 0;
    if (number > rollout_phases.length) otherTime(hearing, `timeline.${key}`, String(timeline[key]));
  }
};
