import { toMs } from '../../values/duration.ts';
import { reachesAnybody } from '../exposure.ts';
import type { Plan } from '../plan.ts';
import type { Trigger } from '../watch.ts';

const line = (what: string, names: readonly string[], why: string): readonly string[] =>
  names.length === 0 ? [] : [`${what} ${names.join(', ')}: ${why}`];

/** What no system but an executor of plans can keep: none of them knows these. */
export const leftOutOfAll = (plan: Plan): readonly string[] => [
  ...(plan.schedule.windows.length > 0 ? ['windows: steps are taken at any hour'] : []),
  ...(plan.pace ? ['pace: no step is taken sooner on evidence'] : []),
  ...line(
    'freezes',
    plan.schedule.freezes.map(({ why }) => why),
    'nothing is frozen',
  ),
  ...line(
    'approvals',
    plan.approvals.map(({ id }) => id),
    'nobody is asked for by name',
  ),
  ...line(
    'checklist',
    plan.checklists.before.map(({ id }) => id),
    'is not asked for before the first step',
  ),
  ...line(
    'dependencies',
    [...plan.dependencies.map(({ name }) => name), ...plan.flags.flatMap(({ prerequisites }) => prerequisites)],
    'are not looked at',
  ),
  ...line(
    'deadlines',
    plan.phases.filter(({ deadline }) => deadline).map(({ id }) => id),
    'a phase may wait without end',
  ),
  ...line(
    'rollback',
    toMs(plan.rollback.deadline) > 0 ? [plan.rollback.deadline] : [],
    'nobody is told when it takes longer',
  ),
  ...(plan.experiment ? ['experiment: its question is not asked'] : []),
];

/** What a split of traffic cannot say: it knows requests, and no users. */
export const leftOutOfTraffic = ({ flags, phases }: Plan): readonly string[] => [
  ...line(
    'flags',
    flags.map(({ key }) => key),
    'requests are split, not users: one user may have both versions',
  ),
  ...line(
    'rings',
    [...new Set(phases.flatMap(({ audience }) => audience.rings.map(({ ring }) => ring)))],
    'traffic knows no users',
  ),
  ...line(
    'allow-list',
    phases.some(({ audience }) => audience.allow.length > 0) ? ['of named users'] : [],
    'traffic knows no users',
  ),
  ...line(
    'places',
    phases.filter(({ audience }) => audience.place.is !== 'everywhere').map(({ id }) => id),
    'their share of all traffic is used',
  ),
  ...line(
    'whole percent',
    phases.filter(({ audience: { percent } }) => percent % 1 !== 0).map(({ id }) => id),
    'the share is rounded down',
  ),
  ...line(
    'phases for rings or named users only',
    phases.filter(({ audience }) => audience.percent === 0 && reachesAnybody(audience)).map(({ id }) => id),
    'nobody has it in them',
  ),
];

/** What a metric gate asks for before the next phase, and triggers that a check of numbers cannot stand for. */
export const leftOutGates = ({ phases }: Plan): readonly string[] =>
  line(
    'metric gates',
    phases.filter(({ gates }) => gates.some(({ is }) => is === 'metric')).map(({ id }) => id),
    'only triggers are watched',
  );

export const leftOutTriggers = (triggers: readonly Trigger[], why: string): readonly string[] =>
  line(
    'triggers',
    triggers.map(({ id }) => id),
    why,
  );
