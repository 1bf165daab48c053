import { html } from '../text/escape.ts';

/** Every text goes through `html`, and every number through `at`: nothing else of a value reaches a picture. */
export type Attributes = Readonly<Record<string, string | number>>;

export const element = (name: string, attributes: Attributes, inside = ''): string => {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${html(typeof value === 'number' ? at(value) : value)}"`,
  );
  return inside === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inside}</${name}>`;
};

const at = (value: number): string => String(Math.round(value * 10) / 10);

export const text = (x: number, y: number, words: string, more: Attributes = {}): string =>
  element('text', { x, y, ...more }, html(words));

export const line = ([x1, y1, x2, y2]: readonly [number, number, number, number], more: Attributes): string =>
  element('line', { x1, y1, x2, y2, ...more });

type Point = readonly [x: number, y: number];

/** A line that is broken where there is no value; a value that stands alone is a dot. */
export const curve = (points: readonly (Point | undefined)[], colour: string, more: Attributes = {}): string => {
  const runs: Point[][] = [[]];
  for (const point of points) {
    if (point) runs.at(-1)?.push(point);
    else if (runs.at(-1)?.length) runs.push([]);
  }
  return runs
    .filter((run) => run.length > 0)
    .map((run) => {
      const [first] = run;
      if (run.length === 1 && first) return element('circle', { cx: first[0], cy: first[1], r: 2, fill: colour });
      const d = run.map(([x, y], nth) => `${nth === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('');
      return element('path', { d, fill: 'none', stroke: colour, 'stroke-width': 2, ...more });
    })
    .join('');
};
