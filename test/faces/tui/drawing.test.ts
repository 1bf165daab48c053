import { describe, expect, it } from 'vitest';
import { type Canvas, drawnOn } from '../../../src/faces/tui/drawing.ts';
import type { MountOptions } from '../../../src/faces/tui/mount.tsx';
import type { Shown } from '../../../src/faces/tui/screen.tsx';

const shown: Shown = {
  now: () => 0,
  changed: () => () => undefined,
  press: () => undefined,
  view: ({ columns, rows }) => [[{ text: `${columns} wide` }], [{ text: `${rows} high`, tone: 'good' }]],
};

/** What happens, in its order; the terminal has another width once Ink has come. */
const drawn = async (altScreen: boolean, widths: readonly number[]) => {
  const told: string[] = [];
  const options: MountOptions[] = [];
  let asked = 0;
  const canvas: Canvas = {
    out: (text) => void told.push(text),
    colour: false,
    size: () => ({ columns: widths[asked++] ?? 0, rows: 24 }),
    hush: () => void told.push('hush'),
    load: async () => {
      told.push('load');
      return (_, given) => {
        options.push(given);
        return { end: async () => undefined, aside: async (act) => act() };
      };
    },
  };
  await drawnOn(canvas, altScreen)(shown);
  return { told, over: options[0]?.over };
};

describe('the first frame', () => {
  it('is there before Ink is loaded, and the next is drawn over it', async () => {
    expect(await drawn(false, [80, 80])).toEqual({ told: ['hush', '80 wide\n23 high\n', 'load'], over: 2 });
  });

  it('stays where it is when the terminal got narrower meanwhile', async () =>
    expect((await drawn(false, [80, 40])).over).toBe(0));

  it('is none of a screen of its own', async () =>
    expect(await drawn(true, [80])).toEqual({ told: ['hush', 'load'], over: undefined }));
});
