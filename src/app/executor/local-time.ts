import { MINUTE } from '../../core/values/duration.ts';
import { WEEKDAYS } from '../../core/values/hours.ts';
import type { Local, ToLocal } from '../../core/rollout/window.ts';

/** Asking for a zone costs more than asking what time it is there, and there are not many. */
const known = new Map<string, ToLocal>();

/** The clock on the wall of a time zone: docs/decisions/0007-time-zones.md. A zone nobody knows throws; lint refuses it before. */
export const localIn = (timeZone: string): ToLocal => {
  const there = known.get(timeZone) ?? clockIn(timeZone);
  known.set(timeZone, there);
  return there;
};

const clockIn = (timeZone: string): ToLocal => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (atMs): Local => {
    const parts = Object.fromEntries(
      format.formatToParts(atMs - (atMs % MINUTE)).map(({ type, value }) => [type, value]),
    );
    const weekday = WEEKDAYS.findIndex((day) => day === parts['weekday']?.slice(0, 3).toLowerCase());
    return { weekday, minute: Number(parts['hour']) * 60 + Number(parts['minute']) };
  };
};
