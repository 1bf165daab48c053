import { countInWords, numberInWords } from '../../core/plan/report/words.ts';
import { humanDuration, MINUTE } from '../../core/values/duration.ts';

/** The same words as on every other face, for what a page shows. Nothing here escapes: what is put on a page is text. */
export { amountInWords, countInWords, numberInWords, percentInWords } from '../../core/plan/report/words.ts';
export { humanDuration } from '../../core/values/duration.ts';

/** `just now`, `4 min ago`, `in 2 h`: one unit says all that a glance can take in. */
export const sinceInWords = (atMs: number, nowMs: number): string => {
  const gone = nowMs - atMs;
  if (Math.abs(gone) < MINUTE) return 'just now';
  const [count = '', unit = ''] = humanDuration(Math.abs(gone)).split(' ');
  return gone > 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`;
};

/** `Thu 26 Nov, 09:00`, where whoever looks is. */
export const momentIn =
  (zone: string | undefined) =>
  (atMs: number): string =>
    new Intl.DateTimeFormat('en-GB', {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      ...(zone === undefined ? {} : { timeZone: zone }),
    }).format(atMs);

export const moment = momentIn(undefined);

/** Three digits say all that a glance can take in. */
export const rounded = (value: number): number => Number(value.toPrecision(3));

/** `1.2 : 1`; past what anybody can count, that it is past it. */
export const oddsInWords = (odds: number): string =>
  odds >= 1e6 ? 'over 1,000,000 : 1' : `${numberInWords(rounded(odds))} : 1`;

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const foundInWords = (shown: number, all: number, what: string): string =>
  shown === all ? countInWords(all, what) : `${numberInWords(shown)} of ${countInWords(all, what)}`;
