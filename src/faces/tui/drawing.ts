import type { MountOptions, Mounted } from './mount.tsx';
import { frameIn, linesAsText, type Size } from './line.ts';
import type { Shown } from './screen.tsx';

/** What is drawn on, and with what. Ink is loaded when somebody asks for it. */
export type Canvas = {
  readonly out: (text: string) => void;
  readonly colour: boolean;
  readonly size: () => Size;
  /** From here on keys are kept for whoever reads them, and not written on the screen. */
  readonly hush: () => void;
  readonly load: () => Promise<(shown: Shown, options: MountOptions) => Mounted>;
};

/**
 * Puts a screen on the terminal. The first frame is there before what draws the others is loaded: the same lines, and the
 * others are drawn over them.
 */
export const drawnOn =
  (canvas: Canvas, altScreen: boolean) =>
  async (shown: Shown): Promise<Mounted> => {
    const { colour, out } = canvas;
    canvas.hush();
    if (altScreen) return (await canvas.load())(shown, { colour, altScreen });
    const size = canvas.size();
    const lines = shown.view(frameIn(size));
    out(linesAsText(lines, colour));
    const mount = await canvas.load();
    // Where the terminal was made narrower meanwhile, nobody knows how many rows they take now.
    const { columns } = canvas.size();
    return mount(shown, { colour, altScreen, over: columns < size.columns ? 0 : lines.length });
  };
