import type { Analysed, Judged } from '../../core/retrospect/analysed.ts';
import { momentOf, oddsInWords } from '../text/analysed-words.ts';
import { html } from '../text/escape.ts';
import { cut, EVIDENCE, INK, LEFT, QUIET, RIGHT, rowHeight, STRIP, WIDTH } from './look.ts';
import { curve, element, line, text } from './shapes.ts';

const VERDICTS: Readonly<Record<Judged['verdicts'][number]['verdict'], string>> = {
  pass: '#aceebb',
  inconclusive: '#eac54f',
  fail: '#cf222e',
  'no-data': '#d0d7de',
  error: '#8250df',
};

type Row = {
  readonly judged: Judged;
  readonly y: number;
  readonly toX: (ms: number) => number;
  readonly analysed: Analysed;
};

/** What one trigger said, all along; who puts the pointer on it reads why. The height tells it as well as the colour. */
export const strip = ({ judged, y, toX, analysed }: Row): string => {
  const floor = y + rowHeight(judged) - 2;
  return [
    text(LEFT - 8, floor - 3, cut(judged.trigger, 22), { 'text-anchor': 'end', 'font-size': 10 }),
    ...judged.verdicts.map(({ fromMs, toMs, verdict, why }) => {
      const height = TALL[verdict];
      const width = Math.max(0.6, toX(toMs) - toX(fromMs));
      const box = { x: toX(fromMs), y: floor - height, width, height, fill: VERDICTS[verdict] };
      return element('rect', box, element('title', {}, html(`${momentOf(fromMs)} ${verdict}: ${why}`)));
    }),
    ...evidenceOf(judged, floor - STRIP, toX, analysed),
  ].join('');
};

/** On a scale of factors, up to the line at which it fires. */
const evidenceOf = (
  { evidence }: Judged,
  floor: number,
  toX: Row['toX'],
  { fromMs, stretchMs }: Analysed,
): string[] => {
  if (!evidence) return [];
  const { fires, odds } = evidence;
  const toY = (value: number): number =>
    floor - (EVIDENCE - 6) * Math.min(1.1, Math.log(Math.max(1, value)) / Math.log(fires));
  const points = odds.map((value, at) =>
    value === null ? undefined : ([toX(fromMs + (at + 0.5) * stretchMs), toY(value)] as const),
  );
  const peak = Math.max(0, ...odds.map(Number));
  return [
    line([LEFT, toY(fires), WIDTH - RIGHT, toY(fires)], { stroke: QUIET, 'stroke-dasharray': '1 3' }),
    curve(points, INK, { 'stroke-width': 1.2 }),
    text(LEFT - 8, floor - 8, `${oddsInWords(peak)}, fires at ${oddsInWords(fires)}`, {
      'text-anchor': 'end',
      'font-size': 9,
      fill: QUIET,
    }),
  ];
};

const TALL: Readonly<Record<keyof typeof VERDICTS, number>> = {
  pass: 6,
  inconclusive: 9,
  fail: 14,
  'no-data': 2,
  error: 14,
};
