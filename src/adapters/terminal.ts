/** The terminal that this process has, if it has one. */
type Terminal = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly columns: number;
  readonly colour: boolean;
  readonly colourErr: boolean;
};

/** Somebody sits there, and their terminal can hold a screen that is drawn over. A screen reader is given lines. */
export const isInteractive = (): boolean => {
  const { CI, TERM, INK_SCREEN_READER: reader } = process.env;
  const isBuild = CI !== undefined && CI !== '' && CI !== '0' && CI !== 'false';
  return process.stdin.isTTY && process.stdout.isTTY && !isBuild && TERM !== 'dumb' && reader !== 'true';
};

export const terminalOf = (): Terminal => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  columns: Math.max(40, Math.min(process.stdout.columns ?? 80, 120)),
  colour: takesColour(process.stdout),
  colourErr: takesColour(process.stderr),
});

const takesColour = (stream: NodeJS.WriteStream): boolean => {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return stream.isTTY === true && TERM !== 'dumb';
};

/** One line that is written over, and gone when it is over; only for somebody who sits there. */
export const showProgress = (words: string | undefined): void => {
  if (!process.stderr.isTTY) return;
  const width = Math.max(20, (process.stderr.columns ?? 80) - 1);
  process.stderr.write(`\r${(words ?? '').slice(0, width).padEnd(width)}\r`);
};

/** A reader that has seen enough (`| head`) is no error, and Ctrl-C has its own exit code. */
export const leaveQuietly = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.once('SIGINT', () => process.exit(130));
};
