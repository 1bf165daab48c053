import { amountInWords } from '../../core/plan/report/words.ts';
import type { Analysed, Judged, Moment, Picture } from '../../core/retrospect/analysed.ts';
import { headlineOf, momentOf, timesOf, topOf } from '../text/analysed-words.ts';
import { html } from '../text/escape.ts';
import {
  CONTROL,
  cut,
  FOOT,
  GAP,
  HEAD,
  heightOf,
  INK,
  LEFT,
  PLOT,
  QUIET,
  RIGHT,
  rowsHeight,
  STOPS,
  TREATED,
  WIDTH,
} from './look.ts';
import { strip } from './said.ts';
import { curve, element, line, text } from './shapes.ts';

/** One picture of an analysis: a panel for each metric, with both arms, the limits, the evidence and every verdict. */
export const analysedSvg = (analysed: Analysed): string => {
  const panels = analysed.pictures.map((picture) => ({
    picture,
    judged: analysed.judged.filter(({ metric }) => metric === picture.metric),
  }));
  let y = HEAD;
  const drawn = panels.map(({ picture, judged }) => {
    const panel = panelOf(analysed, { picture, judged, y });
    y += heightOf(judged);
    return panel;
  });
  const height = y + FOOT;
  const title = `${analysed.subject}: ${headlineOf(analysed)}`;
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${Math.ceil(height)}`,
      width: WIDTH,
      height,
      role: 'img',
      'font-family': 'system-ui, sans-serif',
      'font-size': 12,
      fill: INK,
    },
    [
      element('title', {}, html(title)),
      element('rect', { width: WIDTH, height, fill: '#fff' }),
      text(LEFT, 26, cut(analysed.subject, 90), { 'font-size': 16, 'font-weight': 600 }),
      text(LEFT, 46, cut(headlineOf(analysed), 130), { fill: STOPS[analysed.outcome.is] }),
      legend(),
      ...drawn,
      text(LEFT, height - 12, cut(analysed.assumed.join('; '), 160), { fill: QUIET, 'font-size': 10 }),
    ].join('\n'),
  )}\n`;
};

const legend = (): string =>
  [
    line([LEFT, 62, LEFT + 24, 62], { stroke: TREATED, 'stroke-width': 2 }),
    text(LEFT + 30, 66, 'with the change'),
    line([LEFT + 150, 62, LEFT + 174, 62], { stroke: CONTROL, 'stroke-width': 2, 'stroke-dasharray': '5 3' }),
    text(LEFT + 180, 66, 'without it'),
    line([LEFT + 270, 62, LEFT + 294, 62], { stroke: QUIET, 'stroke-width': 1.5, 'stroke-dasharray': '1 3' }),
    text(LEFT + 300, 66, 'a limit'),
    text(LEFT + 370, 66, 'below: what each trigger said (green quiet, yellow cannot tell, red fires)'),
  ].join('');

type Panel = { readonly picture: Picture; readonly judged: readonly Judged[]; readonly y: number };

const panelOf = (analysed: Analysed, { picture, judged, y }: Panel): string => {
  const { fromMs, stretchMs, moments } = analysed;
  const count = Math.max(1, picture.treated.length);
  const toX = (ms: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * (ms - fromMs)) / (count * stretchMs);
  const top = topOf(picture);
  const toY = (value: number): number => y + PLOT - (PLOT * Math.max(0, Math.min(value, top))) / top;
  const points = (values: Picture['treated']): (readonly [number, number] | undefined)[] =>
    values.map((value, at) => (value === null ? undefined : [toX(fromMs + (at + 0.5) * stretchMs), toY(value)]));
  return [
    text(12, y + 12, cut(picture.name, 20), { 'font-weight': 600 }),
    ...[0, 0.5, 1].map((part) => axis(picture, part * top, toY(part * top))),
    ...picture.limits
      .filter(({ values }) => within(values, top))
      .map(({ values }) => curve(points(values), QUIET, { 'stroke-dasharray': '1 3', 'stroke-width': 1.5 })),
    curve(points(picture.control), CONTROL, { 'stroke-dasharray': '5 3' }),
    curve(points(picture.treated), TREATED),
    ...judged.map((one, nth) =>
      strip({ judged: one, y: y + PLOT + 4 + rowsHeight(judged.slice(0, nth)), toX, analysed }),
    ),
    ...marks(moments, toX, y, y + PLOT + 4 + rowsHeight(judged)),
    ...timesOf(analysed).map(({ atMs, words }) =>
      text(toX(atMs), y + heightOf(judged) - GAP + 20, words, {
        fill: QUIET,
        'text-anchor': 'middle',
        'font-size': 10,
      }),
    ),
  ].join('\n');
};

const within = (values: Picture['treated'], top: number): boolean =>
  values.some((value) => value !== null && value <= top);

const axis = ({ unit }: Picture, value: number, y: number): string =>
  line([LEFT, y, WIDTH - RIGHT, y], { stroke: '#d0d7de' }) +
  text(LEFT - 8, y + 4, amountInWords(Number(value.toPrecision(3)), unit), {
    fill: QUIET,
    'text-anchor': 'end',
    'font-size': 10,
  });

const SHOWN: ReadonlySet<Moment['is']> = new Set(['hold', 'pause', 'rollback', 'phase']);

/** Of what happened again and again the first time is enough. */
const marks = (moments: readonly Moment[], toX: (ms: number) => number, from: number, to: number): string[] => {
  const firsts = moments.filter(
    (one, at) => SHOWN.has(one.is) && (one.is === 'phase' || moments.findIndex(({ is }) => is === one.is) === at),
  );
  return firsts.map(({ atMs, is, what }) =>
    element(
      'g',
      {},
      element('title', {}, html(`${momentOf(atMs)} ${what}`)) +
        line([toX(atMs), from, toX(atMs), to], {
          stroke: is === 'rollback' ? STOPS['rolled-back'] : is === 'phase' ? '#d0d7de' : STOPS.held,
          'stroke-width': is === 'phase' ? 1 : 1.5,
        }) +
        (is === 'phase'
          ? ''
          : text(toX(atMs) + 4, from - 3, WORDS[is] ?? is, {
              'font-size': 10,
              fill: is === 'rollback' ? STOPS['rolled-back'] : STOPS.held,
            })),
    ),
  );
};

const WORDS: Readonly<Partial<Record<Moment['is'], string>>> = {
  hold: 'holds',
  pause: 'pauses',
  rollback: 'rolls back',
};
