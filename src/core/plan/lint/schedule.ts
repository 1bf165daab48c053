import { longestClosedMs } from '../../values/week.ts';
import type { Rule } from './rule.ts';

const hoursRunForward: Rule = {
  code: 'R038',
  title: 'Windows and freezes end after they begin',
  why: 'hours that end before they begin are never, and nobody notices until the rollout waits for them',
  fix: 'turn them round; hours over midnight are two entries, one up to 24:00 and one from 00:00',
  severity: 'error',
  look: ({ schedule: { windows, freezes } }) => {
    const spans: [path: string, span: { from: string; to: string }][] = [
      ...windows.map((span, at): [string, typeof span] => [`schedule.windows[${at}]`, span]),
      ...freezes.map((span, at): [string, typeof span] => [`schedule.freezes[${at}]`, span]),
    ];
    return spans.flatMap(([path, { from, to }]) =>
      sortable(from) < sortable(to) ? [] : [{ path, message: `begins at ${from} and ends at ${to}` }],
    );
  },
};

/** Both kinds of time sort as text once the letter is gone that would stand before a fraction of a second. */
const sortable = (time: string): string => time.replace('Z', '');

const everOpen: Rule = {
  code: 'R039',
  title: 'There is an hour in which the rollout may advance',
  why: 'freezes of every week that cover every window leave no minute: the rollout would stop after its first phase',
  fix: 'shorten a weekly freeze, or open a window outside it',
  severity: 'error',
  look: ({ schedule }) => {
    if (longestClosedMs(schedule) !== undefined) return [];
    const message = 'the weekly freezes leave no minute of the windows open: exposure could never be raised';
    return schedule.freezes.some((freeze) => 'days' in freeze) ? [{ path: 'schedule', message }] : [];
  },
};

const windowsAreAsked: Rule = {
  code: 'R040',
  title: 'Windows are asked for',
  why: 'hours bind only the phases with a window gate: without one the rollout also advances at night',
  fix: 'add the gate { "is": "window" } to the phases, or take the windows out',
  severity: 'warning',
  look: ({ schedule, phases }) => {
    const asked = phases.some(({ gates }) => gates.some(({ is }) => is === 'window'));
    if (asked || phases.length < 2 || schedule.windows.length === 0) return [];
    return [{ path: 'schedule.windows', message: 'there are windows, and no phase asks whether one is open' }];
  },
};

export const scheduleRules: readonly Rule[] = [hoursRunForward, everOpen, windowsAreAsked];
