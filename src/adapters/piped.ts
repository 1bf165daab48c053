import { fstatSync } from 'node:fs';

const STDIN = 0;

/** How long a first byte is waited for where a pipe is open and silent: a host that never writes must not be waited for. */
const A_MOMENT_MS = 500;

/** Whether something is piped in. Nothing is taken out of the pipe: whoever reads it next gets all of it. */
export const isPiped = async (stdin: NodeJS.ReadStream): Promise<boolean> => {
  const kind = kindOf(STDIN);
  if (kind === 'pipe') return firstByte(stdin);
  return kind === 'file';
};

const kindOf = (fd: number): 'file' | 'pipe' | 'nothing' => {
  try {
    const stats = fstatSync(fd);
    if (stats.isFile()) return stats.size > 0 ? 'file' : 'nothing';
    return stats.isFIFO() || stats.isSocket() ? 'pipe' : 'nothing';
  } catch {
    return 'nothing';
  }
};

const firstByte = (stdin: NodeJS.ReadStream): Promise<boolean> =>
  new Promise((resolve) => {
    const answer = (): void => {
      clearTimeout(timer);
      stdin.off('readable', answer);
      const is = stdin.readableLength > 0;
      if (!is) stdin.unref();
      resolve(is);
    };
    const timer = setTimeout(answer, A_MOMENT_MS);
    stdin.on('readable', answer);
  });
