import { toMs } from '../../values/duration.ts';
import { quoted } from '../../values/quote.ts';
import { openWeek } from '../../values/week.ts';
import type { Policy } from '../policy.ts';
import type { Path } from '../vet.ts';
import { type Finding, gatesOf, type PolicyRule, stepsOf, triggersOf } from './rule.ts';

type Span<T> = { readonly path: Path; readonly from: T; readonly to: T };

const turnedRound = (spans: readonly Span<number>[]): Finding[] =>
  spans.flatMap(({ path, from, to }) => (from <= to ? [] : [{ path, message: `goes from ${from} to ${to}` }]));

const days: PolicyRule = {
  code: 'P013',
  title: 'Numbers of days go from the fewer to the more',
  fix: 'turn them round',
  look: ({ levels, experiment }) =>
    turnedRound([
      ...Object.entries(levels).map(([level, row]) => ({ path: ['levels', level, 'days'], ...row.days })),
      { path: ['experiment', 'days'], ...experiment.days },
    ]),
};

const users: PolicyRule = {
  code: 'P014',
  title: 'Numbers of users go from the fewer to the more',
  fix: 'turn them round',
  look: ({ rings }) =>
    turnedRound(
      Object.entries(rings).flatMap(([name, ring]) =>
        ring.users === undefined ? [] : [{ path: ['rings', name, 'users'], ...ring.users }],
      ),
    ),
};

/** Both kinds of time sort as text once the letter is gone that would stand before a fraction of a second. */
const sortable = (time: string): string => time.replace('Z', '');

const endBeforeBegin = (spans: readonly Span<string>[]): Finding[] =>
  spans.flatMap(({ path, from, to }) =>
    sortable(from) < sortable(to) ? [] : [{ path, message: `begins at ${from} and ends at ${to}` }],
  );

const hours: PolicyRule = {
  code: 'P015',
  title: 'Windows and peak hours end after they begin',
  fix: 'turn them round; hours over midnight are two entries, one up to 24:00 and one from 00:00',
  look: ({ schedule: { windows, peakHours } }) =>
    endBeforeBegin([
      ...windows.map((span, at) => ({ path: ['schedule', 'windows', at], ...span })),
      ...peakHours.map((span, at) => ({ path: ['schedule', 'peakHours', at], ...span })),
    ]),
};

const freezes: PolicyRule = {
  code: 'P016',
  title: 'Freezes end after they begin',
  fix: 'turn them round; hours over midnight are two entries, one up to 24:00 and one from 00:00',
  look: ({ schedule }) =>
    endBeforeBegin(schedule.freezes.map((span, at) => ({ path: ['schedule', 'freezes', at], ...span }))),
};

const everOpen: PolicyRule = {
  code: 'P017',
  title: 'There is an hour in which a rollout may advance',
  fix: 'open a window outside the peak hours and the weekly freezes',
  look: ({ schedule: { windows, peakHours, freezes: frozen } }) => {
    const closed = [...frozen, ...peakHours.map((peak) => ({ ...peak, why: 'peak hours' }))];
    if (openWeek(windows, closed).length > 0) return [];
    return [{ path: ['schedule'], message: 'peak hours and weekly freezes leave no minute of the windows open' }];
  },
};

const lengths: PolicyRule = {
  code: 'P018',
  title: 'What takes time has a length',
  fix: 'write how long: 5m',
  look: (policy) =>
    durationsIn(policy).flatMap(([path, duration]) =>
      toMs(duration) > 0 ? [] : [{ path, message: `${quoted(duration)} is no time at all` }],
    ),
};

const durationsIn = (policy: Policy): [path: Path, duration: string][] => [
  ...triggersOf(policy).flatMap(({ path, value }): [Path, string][] => [
    [[...path, 'window'], value.window],
    [[...path, 'noData', 'after'], value.noData.after],
  ]),
  ...gatesOf(policy).flatMap(({ path, value }): [Path, string][] =>
    value.is === 'metric' ? [[[...path, 'window'], value.window]] : [],
  ),
  ...stepsOf(policy).flatMap(({ path, value }): [Path, string][] =>
    value.rollbackWithin === undefined ? [] : [[[...path, 'rollbackWithin'], value.rollbackWithin]],
  ),
  ...Object.entries(policy.environments).flatMap(([name, { soak }]): [Path, string][] =>
    soak === undefined ? [] : [[['environments', name, 'soak'], soak]],
  ),
  [['rollback', 'deadline'], policy.rollback.deadline],
  [['rollback', 'deadlineWithoutFlag'], policy.rollback.deadlineWithoutFlag],
  [['rollback', 'phaseWithin'], policy.rollback.phaseWithin],
  [['flags', 'removeAfter'], policy.flags.removeAfter],
  [['schedule', 'phaseDeadline', 'atLeast'], policy.schedule.phaseDeadline.atLeast],
];

export const timeRules: readonly PolicyRule[] = [days, users, hours, freezes, everOpen, lengths];
