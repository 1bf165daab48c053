import { z } from 'zod';

const ISO = /^P(?=[\dT])(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/;
const WRITTEN = /^(?=\d)(?:(\d{1,5})w)? ?(?:(\d{1,5})d)? ?(?:(\d{1,6})h)? ?(?:(\d{1,6})m)? ?(?:(\d{1,7})s)?$/;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const UNITS = [WEEK, DAY, HOUR, MINUTE, SECOND];

/** How a duration stands in a plan: ISO 8601, weeks to seconds. Months and years are left out: they have no fixed length. */
export const Duration = z
  .string()
  .regex(ISO, 'not an ISO 8601 duration: PT30M, PT24H, P2D')
  .meta({ description: 'ISO 8601 duration, weeks to seconds: PT30M, P2D' });
export type Duration = z.infer<typeof Duration>;

/** How a person writes one in a policy or on the command line: `48h`, `30m`, `1d12h`; ISO 8601 is understood too. */
export const WrittenDuration = z
  .string()
  .regex(new RegExp(`${ISO.source}|${WRITTEN.source}`), 'not a duration: 30m, 48h, 2d, 1w, or ISO 8601')
  .meta({ description: 'a duration: 30m, 48h, 2d, 1w, or ISO 8601' });

/** Milliseconds, or undefined where the text is no duration. */
export const parseDuration = (written: string): number | undefined => {
  const found = ISO.exec(written) ?? WRITTEN.exec(written);
  return found ? UNITS.reduce((sum, unit, at) => sum + unit * Number(found[at + 1] ?? 0), 0) : undefined;
};

/** For durations that a schema has already checked; a text that is none counts as nothing. */
export const toMs = (duration: string): number => {
  const known = KNOWN.get(duration);
  if (known !== undefined) return known;
  const ms = parseDuration(duration) ?? 0;
  if (KNOWN.size < MOST_KNOWN) KNOWN.set(duration, ms);
  return ms;
};

/** A plan has few durations, and every turn reads all of them again. */
const KNOWN = new Map<string, number>();
const MOST_KNOWN = 1000;

const split = (ms: number, units: readonly number[]): number[] => {
  let rest = Math.round(ms / SECOND) * SECOND;
  return units.map((unit) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count;
  });
};

/** One spelling per length, so that equal plans are equal bytes: PT24H and 1d both become P1D. */
export const toIso = (ms: number): Duration => {
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = split(ms, [DAY, HOUR, MINUTE, SECOND]);
  const time = [hours && `${hours}H`, minutes && `${minutes}M`, seconds && `${seconds}S`].filter(Boolean).join('');
  if (!days && !time) return 'PT0S';
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`;
};

const NAMES = ['d', 'h', 'min', 's'];

/** For people: `2 d`, `1 d 12 h`, `30 min`; the two largest units that say anything. */
export const humanDuration = (ms: number): string =>
  split(ms, [DAY, HOUR, MINUTE, SECOND])
    .map((count, at) => (count ? `${count} ${NAMES[at]}` : ''))
    .filter(Boolean)
    .slice(0, 2)
    .join(' ') || '0 min';
