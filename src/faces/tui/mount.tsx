import { render } from 'ink';
import { Screen, type Shown } from './screen.tsx';

export type MountOptions = {
  readonly colour: boolean;
  /** On a screen of its own, which is gone afterwards. */
  readonly altScreen: boolean;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
};

export type Mounted = {
  readonly end: () => Promise<void>;
  /** Gives the terminal to another program, and takes it back. */
  readonly aside: (act: () => Promise<void>) => Promise<void>;
};

/** Puts a screen on the terminal. Whatever ends the process gives the terminal back as it was. */
export const mount = (shown: Shown, { colour, altScreen, stdin, stdout }: MountOptions): Mounted => {
  const handle: { suspend?: (act: () => Promise<void>) => Promise<void> } = {};
  const instance = render(<Screen shown={shown} colour={colour} handle={handle} />, {
    exitOnCtrlC: false,
    alternateScreen: altScreen,
    incrementalRendering: true,
    maxFps: 60,
    ...(stdin ? { stdin } : {}),
    ...(stdout ? { stdout } : {}),
  });
  return {
    end: async () => {
      await instance.waitUntilRenderFlush();
      instance.unmount();
      await instance.waitUntilExit();
    },
    aside: async (act) => (handle.suspend ? handle.suspend(act) : act()),
  };
};
