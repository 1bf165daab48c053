import UPlot from 'uplot';
import type { Monitored } from '../../../app/executor/watched.ts';
import { columnsOf, rangeOf } from './chart.ts';
import { numberInWords, rounded } from '../words.ts';

const HEIGHT = 132;

/** A picture in a place of the page, in its colours and as wide as it is; drawn anew when either changes. */
export const draw = (place: HTMLElement, first: Monitored) => {
  let monitor = first;
  let plot = begin(place, monitor);
  const anew = (): void => {
    plot.destroy();
    plot = begin(place, monitor);
  };
  const looks = [matchMedia('(prefers-color-scheme: dark)'), matchMedia('print')];
  for (const look of looks) look.addEventListener('change', anew);
  const size = new ResizeObserver(() => {
    if (place.clientWidth > 0 && place.clientWidth !== plot.width)
      plot.setSize({ width: place.clientWidth, height: HEIGHT });
  });
  size.observe(place);
  return {
    show: (next: Monitored): void => {
      const scales = rangeOf(next);
      const same = scales.showsLimit === rangeOf(monitor).showsLimit;
      monitor = next;
      if (same) plot.setData(dataOf(next));
      else anew();
    },
    end: (): void => {
      for (const look of looks) look.removeEventListener('change', anew);
      size.disconnect();
      plot.destroy();
    },
  };
};

const dataOf = (monitor: Monitored): UPlot.AlignedData => columnsOf(monitor) as unknown as UPlot.AlignedData;

const begin = (place: HTMLElement, monitor: Monitored): UPlot => {
  const style = getComputedStyle(place);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const font = `11px ${style.fontFamily}`;
  const axis = { stroke: colour('soft'), font, ticks: { show: false }, grid: { stroke: colour('line'), width: 1 } };
  return new UPlot(
    {
      width: Math.max(120, place.clientWidth),
      height: HEIGHT,
      cursor: { show: false },
      legend: { show: false },
      padding: [8, 22, 0, 0],
      scales: { x: { time: true }, y: { range: () => [rangeOf(monitor).min, rangeOf(monitor).max] } },
      axes: [
        { ...axis, size: 24, grid: { show: false }, space: 72, values: (_, ticks) => ticks.map(alongIn(monitor)) },
        { ...axis, size: 46, space: 32, values: (_, ticks) => ticks.map((tick) => numberInWords(rounded(tick))) },
      ],
      series: [
        {},
        { stroke: colour('treated'), width: 2, spanGaps: false, points: { show: false } },
        { stroke: colour('control'), width: 1.5, dash: [5, 4], spanGaps: false, points: { show: false } },
        {
          stroke: colour('limit'),
          width: 1.5,
          dash: [1, 4],
          show: rangeOf(monitor).showsLimit,
          points: { show: false },
        },
      ],
    },
    dataOf(monitor),
    place,
  );
};

const DAYS = 2 * 86_400_000;

/** The day where there are many, else the time of day. */
const alongIn = ({ atMs }: Monitored): ((seconds: number) => string) => {
  const isLong = (atMs.at(-1) ?? 0) - (atMs[0] ?? 0) > DAYS;
  const format = new Intl.DateTimeFormat(
    'en-GB',
    isLong ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' },
  );
  return (seconds) => format.format(seconds * 1000);
};
