import { z } from 'zod';
import { DAY, MINUTE, SECOND } from './duration.ts';

const WRITTEN = /^(?=[\d.]*[1-9])(\d{1,12}(?:\.\d{1,3})?)(?: ?\/ ?(d|day|h|hour|m|min|minute|s|sec|second))?$/;

const UNITS_MS: Readonly<Record<string, number>> = { d: DAY, h: 60 * MINUTE, m: MINUTE, s: SECOND };

/** How often something happens, as people write it: `12000`, `12000/day`, `500/min`. Without a unit it is a day. */
export const WrittenRate = z.union([
  z.number().positive().max(1e12),
  z.string().regex(WRITTEN, 'not a rate: 12000, 12000/day, 500/h, 8/min, 2/s'),
]);
export type WrittenRate = z.infer<typeof WrittenRate>;

/** How often in a day, at least once; undefined where the text says no rate. */
export const perDayOf = (written: WrittenRate): number | undefined => {
  if (typeof written === 'number') return Math.max(1, Math.round(written));
  const [, amount, unit = 'd'] = WRITTEN.exec(written) ?? [];
  const perDay = (Number(amount) * DAY) / (UNITS_MS[unit.charAt(0)] ?? DAY);
  return perDay > 0 && perDay <= 1e12 ? Math.max(1, Math.round(perDay)) : undefined;
};
