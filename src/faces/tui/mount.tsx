import { render } from 'ink';
import { Screen, type Shown } from './screen.tsx';

export type MountOptions = {
  readonly colour: boolean;
  /** On a screen of its own, which is gone afterwards. */
  readonly altScreen: boolean;
  /** How many lines stand there already that the first frame is drawn over. */
  readonly over?: number;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
};

export type Mounted = {
  /** The last frame stays where it was drawn, or makes room for what is said in its place. */
  readonly end: (leaves?: 'frame' | 'nothing') => Promise<void>;
  /** Gives the terminal to another program, and takes it back. */
  readonly aside: (act: () => Promise<void>) => Promise<void>;
};

/** Puts a screen on the terminal. Whatever ends the process gives the terminal back as it was. */
export const mount = (shown: Shown, { colour, altScreen, over = 0, stdin, stdout }: MountOptions): Mounted => {
  const handle: { suspend?: (act: () => Promise<void>) => Promise<void> } = {};
  if (over > 0) (stdout ?? process.stdout).write(`\u001b[${over}A\r\u001b[J`);
  const instance = render(<Screen shown={shown} colour={colour} handle={handle} />, {
    exitOnCtrlC: false,
    // Whether there is a terminal to draw on was settled before; Ink would ask again, by rules of its own.
    interactive: true,
    alternateScreen: altScreen,
    incrementalRendering: true,
    maxFps: 60,
    ...(stdin ? { stdin } : {}),
    ...(stdout ? { stdout } : {}),
  });
  return {
    end: async (leaves = 'frame') => {
      await instance.waitUntilRenderFlush();
      if (leaves === 'nothing') instance.clear();
      instance.unmount();
      await instance.waitUntilExit();
    },
    aside: async (act) => (handle.suspend ? handle.suspend(act) : act()),
  };
};
