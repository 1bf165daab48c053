import type { Monitored, Watched } from '../../../app/executor/watched.ts';
import { amountInWords, countInWords } from '../../../core/plan/report/words.ts';
import type { Tone } from '../../text/colour.ts';
import { apart, cell, fit, type Line, type Said } from '../line.ts';
import { evidenceBar, sparkline, topOf } from './spark.ts';

const MARKS: Readonly<Record<NonNullable<Monitored['verdict']>, { mark: string; word: string; tone: Tone }>> = {
  pass: { mark: '✓', word: 'quiet', tone: 'good' },
  fail: { mark: '✗', word: 'fired', tone: 'bad' },
  inconclusive: { mark: '~', word: 'not sure yet', tone: 'warn' },
  'no-data': { mark: '?', word: 'nothing heard', tone: 'warn' },
  error: { mark: '!', word: 'cannot be asked', tone: 'bad' },
};
const UNWATCHED = { mark: '·', word: 'not watched now', tone: 'dim' } as const;

/** What needs a look comes first; within that as the plan has them. Where not all fit, the rest is counted. */
export const monitorLines = ({ monitors, evidence }: Watched, columns: number, most: number): readonly Line[] => {
  const sorted = monitors.toSorted((a, b) => urgency(a) - urgency(b));
  const each = columns >= WIDE ? 1 : columns >= MIDDLE ? 2 : 3;
  const all = jointLines(evidence, columns);
  const room = Math.max(0, Math.floor((most - all.length) / each));
  const shown = sorted.length <= room ? sorted : sorted.slice(0, Math.max(0, room - 1));
  const left = sorted.length - shown.length;
  return [
    ...shown.flatMap((one) => linesOf(one, columns)),
    ...(left > 0 ? [fit([{ text: `  and ${countInWords(left, 'more monitor')}`, tone: 'dim' }], columns)] : []),
    ...all,
  ];
};

/** Everything of a monitor on one line, or what it says above what it measures, or one arm under the other. */
const WIDE = 120;
const MIDDLE = 60;

const ORDER = ['fail', 'error', 'no-data', 'inconclusive', 'pass'];
const urgency = ({ verdict, watched }: Monitored): number =>
  verdict === undefined || !watched ? ORDER.length : ORDER.indexOf(verdict);

const lookOf = ({ verdict, watched }: Monitored) => (verdict === undefined || !watched ? UNWATCHED : MARKS[verdict]);

const linesOf = (one: Monitored, columns: number): readonly Line[] => {
  const { mark, word, tone } = lookOf(one);
  const head: Said[] = [{ text: `${mark} `, tone }, cell({ text: one.name, tone: 'strong' }, NAME)];
  const state: Said = { text: word, tone };
  if (columns >= WIDE) {
    const cells = Math.min(24, Math.max(6, Math.floor((columns - 104) / 2)));
    return [
      fit(
        [
          ...head,
          '  ',
          ...armSaid(one, 'treated', cells),
          '  ',
          ...armSaid(one, 'control', cells),
          '  ',
          ...proofSaid(one, 6),
          state,
        ],
        columns,
      ),
    ];
  }
  if (columns >= MIDDLE) {
    const cells = Math.min(40, Math.max(6, Math.floor((columns - 40) / 2)));
    return [
      fit([...head, ' ', ...proofSaid(one, 8), state, limitSaid(one)], columns),
      fit(['  ', ...armSaid(one, 'treated', cells), '  ', ...armSaid(one, 'control', cells)], columns),
    ];
  }
  const cells = Math.max(4, columns - 24);
  return [
    apart([...head], [state], columns),
    fit(['  ', ...armSaid(one, 'treated', cells)], columns),
    fit(['  ', ...armSaid(one, 'control', cells)], columns),
  ];
};

const NAME = 16;

const armSaid = (one: Monitored, arm: 'treated' | 'control', cells: number): Said[] => {
  const top = topOf([...one.treated, ...one.control], one.limit);
  const last = one[arm].findLast((value) => value !== null);
  const tone = arm === 'control' ? 'dim' : undefined;
  const value = last === undefined || last === null ? 'no value' : amountInWords(rounded(last), one.unit);
  return [`${arm} `, { text: sparkline(one[arm], top, cells), tone }, ' ', cell(value, 9)];
};

/** Three digits say all that a glance can take in. */
const rounded = (value: number): number => Number(value.toPrecision(3));

/** What a stake of one on "this does harm" is worth; blank where no guard watches. */
const proofSaid = ({ evidence }: Monitored, cells: number): Said[] => {
  if (evidence === undefined) return [cell('', cells + 22)];
  return [
    { text: 'harm ', tone: 'dim' },
    { text: evidenceBar(evidence, SINGLE_LIMIT, cells), tone: evidence >= SINGLE_LIMIT ? 'bad' : undefined },
    cell(` ${odds(evidence)} : 1`, 15),
  ];
};

const SINGLE_LIMIT = 20;

const odds = (worth: number): string => (worth >= 1e6 ? '>1000000' : String(rounded(worth)));

const limitSaid = ({ limit, unit }: Monitored): Said =>
  limit === undefined ? '' : { text: `  limit ${amountInWords(limit, unit)}`, tone: 'dim' };

/** Guards that do the same share one stake: together they decide, and one of several alone does not. */
const jointLines = (evidence: Watched['evidence'], columns: number): readonly Line[] =>
  evidence
    .filter(({ guards }) => guards > 1)
    .map(({ action, together, limit, guards }) =>
      fit(
        [
          `  ${guards} guards together `,
          { text: evidenceBar(together, limit, 8), tone: together >= limit ? 'bad' : undefined },
          ` ${odds(together)} : 1, and at ${limit} : 1 it is → ${action}`,
        ],
        columns,
      ),
    );
